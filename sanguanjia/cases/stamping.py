"""Matters of one kind by the thousand: what the first one's rows have in common, with holes for what differs.

Of one kind are matters of one need, one secrecy and one door, filed by one actor in one moment, where the same rules
hold, the same levels have a holder and the same people are on duty (`filing_many` sorts them). They differ in what was
said, in the place and its units, and in ids and numbers: those are the holes. `intake/tests/test_many.py` compares,
column by column, with the act done alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sanguanjia.kernel.digest import canonical
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.sealed import seal
from sanguanjia.kernel.stamps import NULL, Lines, RecordStamp, Stamp, escaped, said
from sanguanjia.kernel.suites import present_suite
from sanguanjia.notices.writing import LetterStamp

from .models import Case, CaseClock, CaseEvent
from .places import PlaceFacts
from .rules.intake import summary_of
from .types import CaseRef, HolderKind, Holders, Level, State

if TYPE_CHECKING:
    from sanguanjia.notices.models import Notice

_UNITS = ("holder_organisation_id", "holder_grid_id", "holder_building_id", "company_id")
_WORDS = ("summary", "text", "place_words", "contact_name")
_CASE = ("id", "estate_id", "number", "tracking_code", "contact_phone", *_UNITS, *_WORDS)
_PART = ("id", "estate_id", "case_id", "holder_organisation_id")
_PHONE = f"{Case._meta.db_table}.contact_phone"


@dataclass(slots=True)
class Said:
    """One report in its own words, with the ids, number and code it was given."""

    record_id: int
    case_id: int
    estate_id: int
    text: str
    place_words: str
    contact_name: str
    contact_phone: str
    number: int = 0
    tracking_code: str = ""


class MatterStamp:
    """What reports of one kind leave, made of the rows that the first of them left."""

    def __init__(
        self, row: Case, event: CaseEvent, clocks: Sequence[CaseClock], letters: Sequence[Notice],
        record: tuple[Any, ...],
    ) -> None:
        """`record`: the line of its record; `letters`: the notices it was told by."""
        self._level = Level(row.level)
        self._case, self._event = Stamp(row, _CASE), Stamp(event, _PART)
        self._clocks = [Stamp(clock, _PART) for clock in clocks]
        self._letters = [LetterStamp(letter, ("number", "place")) for letter in letters]
        self._record = RecordStamp(record)
        self._suite = present_suite()

    def press(self, lines: Lines, report: Said, place: PlaceFacts, holders: Holders) -> None:
        """One report more, held by the holder of the same level at its place."""
        holder = holders.by_level[self._level]
        company = holder.organisation_id if holder.kind is HolderKind.COMPANY else None
        units = dict(zip(_UNITS, (holder.organisation_id, holder.grid_id, holder.building_id, company), strict=True))
        home = str(report.estate_id)
        columns = {name: NULL if unit is None else str(unit) for name, unit in units.items()}
        facts = {name: "null" if unit is None else str(unit) for name, unit in units.items()}
        columns |= {"id": str(report.case_id), "case_id": str(report.case_id), "estate_id": home}
        columns |= {"number": str(report.number), "tracking_code": report.tracking_code}
        facts |= columns | facts | {"tracking_code": said(report.tracking_code)}
        self._say(report, columns, facts)
        rows = [self._case.press(columns, facts, self._suite)]
        lines.of_model(Case).append(rows[0].line)
        for model, stamp in ((CaseEvent, self._event), *((CaseClock, clock) for clock in self._clocks)):
            columns["id"] = facts["id"] = str(new_id())
            rows.append(stamp.press(columns, facts, self._suite))
            lines.of_model(model).append(rows[-1].line)
        told = {"number": said(str(report.number)), "place": said(place.name)}
        where = {
            "path": said(place.path), "organisation_id": facts["holder_organisation_id"],
            "grid_id": facts["holder_grid_id"], "building_id": facts["holder_building_id"],
        }  # fmt: skip
        href = f"/cases/{home}/{report.case_id}/"
        for letter in self._letters:
            rows.append(letter.press(lines, report.record_id, report.estate_id, told, where, href))
        self._record.press(lines, report.record_id, report.estate_id, rows, _answer(report))

    def _say(self, report: Said, columns: dict[str, str], facts: dict[str, str]) -> None:
        phone = report.contact_phone.strip()
        columns["contact_phone"], facts["contact_phone"] = seal(phone, _PHONE), said(phone)
        words = (summary_of(report.text), report.text.strip(), report.place_words.strip(), report.contact_name.strip())
        for name, text in zip(_WORDS, words, strict=True):
            columns[name], facts[name] = escaped(text), said(text)


def _answer(report: Said) -> str:
    ref = CaseRef(report.estate_id, report.case_id, report.number, report.tracking_code, State.NEW.value, 1)
    return canonical({name: getattr(ref, name) for name in CaseRef.__slots__})
