"""Sheets that go out: the fix file of a preview and the roster of an estate as the registry has it.

Every cell is written as text or as a number, never as something a program would compute (reliability 2.6).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from sanguanjia.kernel import clock
from sanguanjia.look.words import masked_id, masked_phone

from . import roster_store, wording
from .models import RosterImport, RosterItem
from .rules.rosters import PartyLine, UnitLine
from .types import WHOLE, AreaSource

FIX_FIELDS = ("building", "entrance", "room", "address", "area", "inner_area", "owner", "id_type", "identity",
    "credit_code", "phone", "phone2",
              "share", "tenure", "use", "status", "delivered", "remark", "co_owner", "co_id_type",
              "co_identity", "co_phone", "co_share")  # fmt: skip


class _Sheet:
    """A write-only sheet whose cells are all plain text."""

    def __init__(self, title: str) -> None:
        from openpyxl import Workbook  # late: most processes never write a workbook
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.utils.exceptions import IllegalCharacterError

        self.book = Workbook(write_only=True)
        self.sheet = self.book.create_sheet(title)
        self._empty, self._unfit = WriteOnlyCell, IllegalCharacterError

    def row(self, cells: Iterable[Any]) -> None:
        self.sheet.append([self._cell(value) for value in cells])

    def _cell(self, value: Any) -> Any:
        if value is None or value == "":
            return None
        try:
            cell = self._empty(self.sheet, value=str(value))
        except self._unfit:
            cell = self._empty(self.sheet, value="".join(c for c in str(value) if c.isprintable() or c == "\n"))
        cell.data_type = "s"
        cell.number_format = "@"
        return cell

    def bytes(self) -> bytes:
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


def fix_file(roster: RosterImport) -> bytes:
    """The units with errors, cells as typed, with what is wrong and what to do: to be corrected and uploaded again."""
    items = RosterItem.objects.filter(
        estate_id=roster.estate_id, roster=roster, is_unit=True, replaced=False, left_out=False
    ).exclude(kinds=[]).order_by("row")  # fmt: skip
    columns = roster.mapping.get("columns", {})
    used = [name for name in FIX_FIELDS if name in columns]
    sheet = _Sheet(wording.SHEETS["fix"])
    sheet.row(
        [
            wording.SHEETS["origin"],
            *(wording.ROSTER_FIELDS[name] for name in used),
            wording.SHEETS["error"],
            wording.SHEETS["suggestion"],
        ]
    )
    for item in items.iterator(chunk_size=1000):
        problems = item.data["problems"]
        for i, line in enumerate(item.data.get("typed", [])):
            cells = _filled(line["cells"], item.data, used) if i == 0 else line["cells"]
            notes = (
                ["；".join(p["message"] for p in problems), "；".join(p["suggestion"] for p in problems)]
                if i == 0
                else ["", ""]
            )
            sheet.row([item.row if i == 0 else "", *(cells.get(name, "") for name in used), *notes])
    return sheet.bytes()


def _filled(cells: dict[str, str], data: dict[str, Any], used: Sequence[str]) -> dict[str, str]:
    """A line taken out of its sheet loses what was carried down to it: building and entrance are written out."""
    carried = {
        name: data[name]
        for name in ("building", "entrance", "room")
        if name in used and not cells.get(name, "").strip()
    }
    return {**cells, **{name: value for name, value in carried.items() if value}}


_HEAD = (
    "building",
    "entrance",
    "room",
    "area",
    "inner_area",
    "owner",
    "id_type",
    "identity",
    "phone",
    "share",
    "use",
    "delivered",
    "remark",
)


def export_file(estate_id: int, *, full: bool = False) -> bytes:
    """The estate's roster as the registry has it today, numbers masked. `full` (the caller has noted who takes it and
    why): importing it again changes nothing."""
    sheet = _Sheet(wording.SHEETS["roster"])
    sheet.row([wording.ROSTER_FIELDS[name] for name in _HEAD])
    for living in roster_store.living_units(estate_id, clock.today()):
        for row in _unit_rows(living.line(), full=full):
            sheet.row(row)
    return sheet.bytes()


def _unit_rows(unit: UnitLine, *, full: bool) -> Iterable[list[Any]]:
    stand_in = AreaSource.STAND_IN.value
    built = unit.built if unit.built_source != stand_in else None
    inside = unit.exclusive if unit.exclusive_source != stand_in else None
    people = {p.key: p for p in unit.parties}
    lines: list[tuple[PartyLine | None, str]] = []
    for held in unit.held:
        part = "" if held.joint else str(Fraction(held.upper - held.lower, WHOLE))
        lines += [(people[key], part) for key in held.members]
    for i, (party, share) in enumerate(lines or [(None, "")]):
        who = (
            [party.name, wording.document(party.identity_kind), *_numbers(party, full=full)]
            if party
            else ["", "", "", ""]
        )
        first = [unit.building, unit.entrance, unit.room, built, inside] if i == 0 else [""] * 5
        rest = (
            [wording.KINDS_OF_USE[unit.use], unit.delivered or "", wording.SHEETS["unsold"] if unit.unsold else ""]
            if i == 0
            else [""] * 3
        )
        yield [*first, *who, share, *rest]


def _numbers(party: PartyLine, *, full: bool) -> tuple[str, str]:
    """Number and phone. What identifies an organisation is public."""
    if full or party.kind == "organisation":
        return party.identity_number, party.phone if full else masked_phone(party.phone)
    return masked_id(party.identity_number), masked_phone(party.phone)
