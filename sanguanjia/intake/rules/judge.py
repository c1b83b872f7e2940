"""Row by row: what becomes of a hotline sheet (contracts.md, `cases import`). Pure; knows the estates' names and what
came before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sanguanjia.intake.types import Judged, Outcome, Sheet
from sanguanjia.kernel.sheets.text import narrow

from .channels import in_court, petition_final
from .danger import danger_in, gas_in
from .same import bare_content, estate_name, phone_of


class Judge:
    """Judges sheets in file order. Holds the sheet numbers and calls it has seen: memory grows by a few hundred bytes a
    row."""

    def __init__(self, estates: Iterable[str]) -> None:
        """`estates`: the names as the city writes them; compared with or without 小区."""
        self.estates = {estate_name(name): name for name in estates if estate_name(name)}
        self._by_length = sorted(self.estates, key=len, reverse=True)
        self._numbers: set[str] = set()
        self._calls: dict[tuple[str, str, str], str] = {}

    def judge(self, sheets: Iterable[Sheet]) -> Iterator[Judged]:
        """Every sheet with its outcome, in order."""
        for sheet in sheets:
            yield self.one(sheet)

    def one(self, sheet: Sheet) -> Judged:
        """The outcome of the next row."""
        if sheet.sheet_no and sheet.sheet_no in self._numbers:
            return Judged(sheet, Outcome.DUPLICATE_ROW)
        if sheet.sheet_no:
            self._numbers.add(sheet.sheet_no)
        if sheet.called_at is None:
            return Judged(sheet, Outcome.BAD_DATE)
        said = narrow(sheet.content or sheet.title)
        if not sheet.sheet_no or not said:
            return Judged(sheet, Outcome.BAD_ROW, data={"missing": "content" if sheet.sheet_no else "sheet_no"})
        danger = danger_in(said)
        if danger:
            return Judged(sheet, Outcome.EMERGENCY, self.estate_of(sheet), route=danger.route, why=danger.words)
        gas = gas_in(said)
        return self._ordinary(sheet, said, "gas" if gas else None, gas)

    def _ordinary(self, sheet: Sheet, said: str, route: str | None, gas: str) -> Judged:
        estate = self.estate_of(sheet)
        if court := in_court(said):
            return Judged(sheet, Outcome.IN_COURT, estate, route=route, why=court)
        if final := petition_final(said):
            return Judged(sheet, Outcome.PETITION_FINAL, estate, route=route, why=final)
        if not estate:
            return Judged(sheet, Outcome.UNKNOWN_ESTATE, route=route, why=gas)
        phone = phone_of(sheet.phone)
        if phone:
            call = (phone, estate, bare_content(said))
            first = self._calls.setdefault(call, sheet.sheet_no)
            if first != sheet.sheet_no:
                return Judged(sheet, Outcome.REPEAT_OF, estate, of=first, route=route, why=gas)
        return Judged(sheet, Outcome.LOAD, estate, route=route, why=gas)

    def estate_of(self, sheet: Sheet) -> str:
        """The city's name of the estate meant, or the empty string. Where the column says nothing, the address may
        begin with it."""
        name = estate_name(sheet.estate)
        if name:
            return self.estates.get(name, "")
        address = estate_name(sheet.address)
        return next((self.estates[known] for known in self._by_length if address.startswith(known)), "")
