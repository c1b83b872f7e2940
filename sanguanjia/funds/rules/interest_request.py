"""Read an interest question as machines ask it (contracts.md, `calc interest`): a question, or all reasons why not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sanguanjia.kernel.refusal import Reason
from sanguanjia.policy.rules.deadline_request import shown

from .asked import MOST_YEARS, Asked
from .day_counts import Basis, Term, of_days, of_years

KEYS = frozenset({"place", "principal_fen", "years", "from", "to", "benchmark", "contract", "convention"})
NESTED = {"convention": frozenset({"basis", "round"})}
ASKED_BASES = (Basis.YEARS, Basis.ACT_360, Basis.ACT_365, Basis.THIRTY_360)
"""What contracts.md promises; certificates know more."""
HOME = "430200"
"""Zhuzhou, whose rule the split is: what `place` means when nobody says it."""
LABELS = {
    "principal_fen": "本金（分）", "years": "存期（年，或起止日期）", "from": "起息日", "to": "到期日",
    "benchmark": "基准利率", "contract": "合同利率",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class InterestQuestion:
    """A well-formed question. `basis` None: the place's policy for dates says it."""

    place: str
    principal_fen: int
    years: int | None
    first: dt.date | None
    last: dt.date | None
    benchmark: Fraction
    contract: Fraction
    basis: Basis | None

    def term(self, basis: Basis) -> Term | None:
        """The term on this basis; None when it is no whole number of years and the basis is years."""
        if self.first is not None and self.last is not None:
            return of_days(self.first, self.last, basis)
        return of_years(self.years or 0)


def read_interest(raw: Mapping[str, Any]) -> tuple[InterestQuestion | None, list[Reason]]:
    """Check every field: the question, or every reason at once. Unknown keys are the caller's affair."""
    asked = Asked(raw, LABELS)
    place = asked.place(HOME)
    principal = asked.fen("principal_fen")
    years, first, last = _term(asked)
    benchmark, contract = asked.rate("benchmark"), asked.rate("contract")
    basis = _basis(asked, dated=first is not None or last is not None)
    if first is not None and last is not None and basis is Basis.YEARS and of_days(first, last, basis) is None:
        asked.refuse("not_whole_years", "convention")
    if asked.reasons or principal is None or benchmark is None or contract is None:
        return None, asked.reasons
    return InterestQuestion(place, principal, years, first, last, benchmark, contract, basis), []


def _term(asked: Asked) -> tuple[int | None, dt.date | None, dt.date | None]:
    dated = asked.has("from") or asked.has("to")
    if asked.has("years"):
        if dated:
            asked.refuse("years_or_dates", "years")
        years = asked.given["years"]
        if type(years) is not int or not 1 <= years <= MOST_YEARS:
            asked.refuse("bad_years", "years", given=shown(years))
            return None, None, None
        return years, None, None
    if not dated:
        asked.missing("years")
        return None, None, None
    first = asked.day("from") if asked.has("from") else None
    last = asked.day("to") if asked.has("to") else None
    for name in ("from", "to"):
        if not asked.has(name):
            asked.missing(name)
    if first is not None and last is not None and last < first:
        asked.refuse("ends_before_it_begins", "to")
        return None, None, None
    return None, first, last


def _basis(asked: Asked, *, dated: bool) -> Basis | None:
    """The basis that was asked for; YEARS for whole years; None for dates when nobody said one."""
    convention = asked.given.get("convention", {})
    if not isinstance(convention, dict):
        asked.refuse("bad_convention", "convention", given=shown(convention))
        return None
    rounding = convention.get("round")
    if rounding is not None and rounding != "half_up":
        asked.refuse("bad_rounding", "convention.round", given=shown(rounding))
    basis = convention.get("basis")
    if basis is None:
        return None if dated else Basis.YEARS
    if not isinstance(basis, str) or basis not in ASKED_BASES:
        asked.refuse("bad_basis", "convention.basis", given=shown(basis))
        return None
    if Basis(basis) is not Basis.YEARS and asked.has("years"):
        asked.refuse("basis_needs_dates", "convention.basis", given=basis)
    return Basis(basis)
