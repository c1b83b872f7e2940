"""Judge a whole roster: choose the table, walk it, count. Everything here runs inside the child process."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

from sanguanjia.kernel.sheets import opening
from sanguanjia.kernel.sheets.days import read_day
from sanguanjia.kernel.sheets.text import DateNumber, Number, number_text
from sanguanjia.kernel.sheets.types import Refused, Table, Unreadable, column_index, letter
from sanguanjia.registry.roster import fields, layout
from sanguanjia.registry.roster.types import Layout, Owner, Problem, Skipped, Unit
from sanguanjia.registry.roster.walk import Walker
from sanguanjia.registry.roster.wording import message_and_suggestion

_TEXT_NAME = re.compile(r"\.(csv|txt|tsv|tab)$", re.IGNORECASE)


class Roster:
    """An opened roster file: all its tables, and the one that was chosen with its layout."""

    def __init__(
        self, stream: BinaryIO, name: str, mapping: Mapping[str, object] | None = None, *, bare: bool = False
    ) -> None:
        """`bare`: where no header is found, take the longest sheet as it is, so that a person can say what is what."""
        self.name = name
        self.bare = bare
        self.is_text = opening.is_text(stream)
        tables = opening.tables(stream, lambda word: fields.guess_field(word)[0])
        wanted = dict(mapping or {})
        sheet = str(wanted.pop("sheet", "") or "")
        header = wanted.pop("header_row", None)
        inner = wanted.pop("columns", None)
        wanted = {k: v for k, v in wanted.items() if not isinstance(v, (dict, list))}
        if isinstance(inner, Mapping):
            wanted = {**wanted, **inner}
        self._choose(tables, wanted, sheet, header)

    def _choose(
        self, tables: list[tuple[Table, bool, int]], mapping: dict[str, object], sheet: str, header: object
    ) -> None:
        named = [t for t in tables if t[0].name == sheet] if sheet else []
        tables = named or tables
        found: list[Layout | None] = []
        for table, _, _ in tables:
            head = layout.head_of(table)
            at = header if isinstance(header, int) and not isinstance(header, bool) and header > 0 else None
            try:
                found.append(layout.find_layout(table, head, mapping or None, at=at))
            except Unreadable:
                if len(tables) == 1:
                    raise
                found.append(None)
        chosen = layout.choose([(f, visible, size) for f, (_, visible, size) in zip(found, tables, strict=True)])
        if chosen is None and self.bare and not (self.is_text and not _TEXT_NAME.search(self.name)):
            chosen = max(range(len(tables)), key=lambda i: (tables[i][1], tables[i][2]))
            first, cells = next(iter(tables[chosen][0].rows()), (1, {}))
            found[chosen] = Layout(tables[chosen][0].name, first, first, {}, dict(cells))
        if chosen is None:
            if self.is_text and not _TEXT_NAME.search(self.name):
                raise Refused("wrong_type", "no table")
            raise Unreadable("bad_map" if mapping else "no_header")
        picked = found[chosen]
        assert picked is not None  # noqa: S101 - choose() only picks a layout that exists
        self.table, self.layout = tables[chosen][0], picked
        self.others = [t.name for i, (t, _, _) in enumerate(tables) if i != chosen and found[i] is not None]


class Tally:
    """The counts of the contract, gathered while units pass by."""

    def __init__(self, *, keep: bool = True) -> None:
        """`keep`: hold the findings for the report; a child that hands them out as they come does not."""
        self.keep = keep
        self.units = self.owner_rows = self.area = self.unsold = self.parking = 0
        self.numbers: set[str] = set()
        self.total = self.loaded = self.error = self.skipped = 0
        self.problems: list[Problem] = []

    def unit(self, unit: Unit) -> None:
        """Count one unit: only units without an error enter the totals."""
        lines = len(set(unit.rows))
        self.total += lines
        if unit.problems:
            self.error += lines
            if self.keep:
                self.problems.extend(unit.problems)
            return
        self.loaded += lines
        self.units += 1
        self.owner_rows += len(unit.owners)
        self.area += unit.area or 0
        self.unsold += unit.unsold
        self.parking += unit.use == "parking"
        self.numbers.update(o.number for o in unit.owners if o.number)

    def skip(self, skipped: Skipped) -> None:
        """Count one skipped row, or a run of blank ones."""
        rows = max(skipped.until - skipped.row + 1, 1)
        self.total += rows
        self.skipped += rows


def run(roster: Roster, emit: Callable[[Unit | Skipped], None] | None = None) -> dict[str, Any]:
    """Walk the roster and return the report of the contract.

    With `emit`, which sees every unit and skipped row on the way, the findings are its business: the report's `errors`
    are empty then, so that a roster wrong in every line needs no more memory than one without an error.
    """
    walker = Walker(roster.table, roster.layout)
    tally = Tally(keep=emit is None)
    for item in walker.units_and_skips():
        if isinstance(item, Unit):
            tally.unit(item)
        else:
            tally.skip(item)
        if emit is not None:
            emit(item)
    return report(roster, tally, walker)


def report(roster: Roster, tally: Tally, walker: Walker) -> dict[str, Any]:
    """The JSON form of `roster check`."""
    odd = walker.judge.odd_first
    warnings = [{**problem_dict(odd), "count": walker.judge.odd_count}] if odd else []
    errors = [problem_dict(p) for p in sorted(tally.problems, key=lambda p: (p.row, p.kind))]
    return {
        "file": roster.name,
        "sheet": roster.layout.sheet,
        "header_row": roster.layout.header_row,
        "columns": {name: letter(col) for name, col in roster.layout.columns.items()},
        "units": tally.units,
        "owner_rows": tally.owner_rows,
        "persons": len(tally.numbers),
        "area_hundredths": tally.area,
        "unsold_units": tally.unsold,
        "parking_units": tally.parking,
        "rows": {"total": tally.total, "loaded": tally.loaded, "error": tally.error, "skipped": tally.skipped},
        "errors": errors,
        "warnings": warnings,
        "other_sheets": roster.others,
    }


def problem_dict(problem: Problem) -> dict[str, Any]:
    """E of the contract, with the line and the cell as typed added."""
    message, suggestion = message_and_suggestion(problem)
    return {
        "row": problem.row,
        "unit": problem.unit,
        "column": problem.column,
        "kind": problem.kind,
        "message": message,
        "suggestion": suggestion,
        "line": problem.line,
        "value": problem.value,
    }


def look(roster: Roster, rows: int = 8) -> dict[str, Any]:
    """What the mapping step shows: headers, guesses and the first rows of the chosen table as typed."""
    sample: list[dict[str, Any]] = []
    for number, cells in roster.table.rows():
        if number > roster.layout.header_row:
            sample.append({"row": number, "cells": {letter(c): str(v)[:60] for c, v in sorted(cells.items())}})
            if len(sample) >= rows:
                break
    used = {c for item in sample for c in item["cells"]} | {letter(c) for c in roster.layout.headers}
    return {
        "sheet": roster.layout.sheet,
        "header_row": roster.layout.header_row,
        "columns": {name: letter(col) for name, col in roster.layout.columns.items()},
        "headers": {letter(c): text for c, text in sorted(roster.layout.headers.items())},
        "letters": sorted(used, key=column_index),
        "sample": sample,
        "other_sheets": roster.others,
    }


def unit_dict(unit: Unit) -> dict[str, Any]:
    """A unit as one JSON object, for the store that keeps the preview. Cells as typed only where something is wrong."""
    found: dict[str, Any] = {
        "row": unit.row, "rows": sorted(set(unit.rows)), "code": unit.code, "building": unit.building,
        "entrance": unit.entrance, "room": unit.room, "area": unit.area, "inner_area": unit.inner_area,
        "use": unit.use,
        "unsold": unit.unsold, "delivered": unit.delivered.isoformat() if unit.delivered else None,
        "remark": unit.remark, "joint": unit.joint, "origin": unit.origin,
        "owners": [owner_dict(owner) for owner in unit.owners],
        "problems": [problem_dict(p) for p in unit.problems],
    }  # fmt: skip
    if unit.problems:
        found["typed"] = [{"row": row, "cells": typed_cells(typed)} for row, typed in unit.typed]
    return found


def owner_dict(owner: Owner) -> dict[str, Any]:
    """One owner; the share as an exact fraction ("1/2"), or None for a member of a joint group."""
    share = str(owner.share) if owner.share is not None else None
    return {
        "name": owner.name,
        "kind": owner.kind,
        "id_type": owner.id_type,
        "number": owner.number,
        "phone": owner.phone,
        "share": share,
    }


def typed_cells(typed: dict[str, str]) -> dict[str, str]:
    """Cells as a person reads them in the sheet: number cells without the noise of their storage."""
    return {name: shown(text) for name, text in typed.items()}


def shown(text: str) -> str:
    """A date cell as a date, a number cell as a number, any other as it stands."""
    if isinstance(text, DateNumber):
        day = read_day(text)
        return day.isoformat() if day else number_text(text)
    return number_text(text) if isinstance(text, Number) else text
