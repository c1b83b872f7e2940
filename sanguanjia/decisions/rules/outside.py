"""What another voting system sends back, checked row by row against the frozen roll and against its own sums (OWN-044).

The file is a table as text: 房号, 事项, 意见, 面积, 人数. A row per unit and item, then for each item and choice a row
合计 with both counts as that system counted them. Nothing is believed that does not fit.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sanguanjia.decisions.types import NOTHING, Weight
from sanguanjia.kernel.area import hundredths, square_metres
from sanguanjia.kernel.refusal import Reason

HEAD = ("房号", "事项", "意见", "面积", "人数")
SUM = "合计"
CHOICES = {"同意": "for", "反对": "against", "弃权": "abstain"}
MOST_REASONS = 50
_AREA = re.compile(r"[0-9]{1,12}(\.[0-9]{1,2})?")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file, as it is written there; `number` counts from 1, the head included."""

    number: int
    unit: str
    item: str
    choice: str
    area: str
    n: str


@dataclass(frozen=True, slots=True)
class Known:
    """A unit of the frozen roll."""

    head: int
    area: int


@dataclass(slots=True)
class Judged:
    """What the rows say, by head; and everything that is wrong with them, the first fifty."""

    said: dict[int, dict[int, str]] = field(default_factory=dict)
    reasons: list[Reason] = field(default_factory=list)

    def wrong(self, code: str, **data: object) -> None:
        """Note a fault."""
        if len(self.reasons) < MOST_REASONS:
            self.reasons.append(Reason(code, "file", data))


def read(text: str) -> tuple[list[Row], list[Reason]]:
    """The rows of a file; a head that is not the agreed one is the only reason then."""
    lines = csv.reader(io.StringIO(text))
    head = tuple(cell.strip() for cell in next(lines, []))
    if head[: len(HEAD)] != HEAD:
        return [], [Reason("outside_head_wrong", "file", {"head": "、".join(HEAD)})]
    rows = []
    for number, cells in enumerate(lines, start=2):
        padded = [cell.strip() for cell in cells[: len(HEAD)]] + [""] * (len(HEAD) - len(cells))
        if any(padded):
            rows.append(Row(number, *padded))
    return rows, []


def judge(rows: Sequence[Row], roll: Mapping[str, Known], items: Iterable[int]) -> Judged:
    """Check all rows: units, items, choices, areas, whole heads; then the sums of each item and choice."""
    found, known_items = Judged(), {str(item): item for item in items}
    by_unit: dict[tuple[str, int], str] = {}
    for row in rows:
        if row.unit != SUM:
            _unit(found, row, roll, known_items, by_unit)
    _heads(found, roll, by_unit)
    told: dict[tuple[int, str], Weight] = {}
    for row in rows:
        if row.unit == SUM:
            _total(found, row, known_items, told)
    if not found.reasons:
        _sums(found, told, known_items.values(), roll)
    return found


def _unit(
    found: Judged, row: Row, roll: Mapping[str, Known], items: Mapping[str, int], by_unit: dict[tuple[str, int], str]
) -> None:
    known, item, choice = roll.get(row.unit), items.get(row.item), CHOICES.get(row.choice)
    if known is None:
        found.wrong("outside_unit_unknown", line=row.number, unit=row.unit[:40])
    if item is None:
        found.wrong("outside_item_unknown", line=row.number, item=row.item[:20])
    if choice is None:
        found.wrong("outside_choice_unknown", line=row.number, choice=row.choice[:20])
    if known is None or item is None or choice is None:
        return
    if _area(row.area) != known.area:
        found.wrong(
            "outside_area_differs", line=row.number, given=row.area[:20] or "—", known=square_metres(known.area)
        )
    if (row.unit, item) in by_unit:
        found.wrong("outside_unit_twice", line=row.number, unit=row.unit)
    by_unit[row.unit, item] = choice


def _heads(found: Judged, roll: Mapping[str, Known], by_unit: Mapping[tuple[str, int], str]) -> None:
    """A head speaks for all its units: each of them says the same, or none says anything."""
    units: dict[int, list[str]] = {}
    for unit, known in roll.items():
        units.setdefault(known.head, []).append(unit)
    for (unit, item), choice in by_unit.items():
        head = roll[unit].head
        if any(by_unit.get((other, item)) != choice for other in units[head]):
            found.wrong("outside_head_split", unit=unit, item=item)
        found.said.setdefault(head, {})[item] = choice


def _total(found: Judged, row: Row, items: Mapping[str, int], told: dict[tuple[int, str], Weight]) -> None:
    item, choice, area = items.get(row.item), CHOICES.get(row.choice), _area(row.area)
    n = int(row.n) if row.n.isascii() and row.n.isdecimal() and len(row.n) < 10 else None
    if item is None or choice is None or area is None or n is None or (item, choice) in told:
        found.wrong("outside_total_unread", line=row.number)
    else:
        told[item, choice] = Weight(area, n)


def _sums(
    found: Judged, told: Mapping[tuple[int, str], Weight], items: Iterable[int], roll: Mapping[str, Known]
) -> None:  # fmt: skip
    areas: dict[int, int] = {}
    for known in roll.values():
        areas[known.head] = areas.get(known.head, 0) + known.area
    counted: dict[tuple[int, str], Weight] = {}
    for head, said in found.said.items():
        for item, choice in said.items():
            counted[item, choice] = counted.get((item, choice), NOTHING) + Weight(areas[head], 1)
    for item in items:
        for words, choice in CHOICES.items():
            given, ours = told.get((item, choice)), counted.get((item, choice), NOTHING)
            if given is None and ours == NOTHING:
                continue
            if given != ours:
                found.wrong(
                    "outside_sum_differs", item=item, choice=words, given=_said(given), counted=_said(ours)
                )


def _said(weight: Weight | None) -> str:
    return "没有" if weight is None else f"{square_metres(weight.area)} 平方米、{weight.n} 人"


def _area(text: str) -> int | None:
    return hundredths(text) if _AREA.fullmatch(text) else None
