"""Where the deposits lie and when they mature, and what early withdrawal costs. Pure; fen, exact fractions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sanguanjia.funds.rules.day_counts import Basis, of_days
from sanguanjia.kernel.money import round_half_up

_LONG_YEARS = 3


@dataclass(frozen=True, slots=True)
class Tranche:
    """One deposit as it lies on a day: what is left of it after early withdrawals."""

    id: int
    bank_id: int
    number: str
    starts_on: dt.date
    matures_on: dt.date
    term_years: int | None
    fen: int
    rate: Fraction


@dataclass(frozen=True, slots=True)
class Rung:
    """One quarter of the ladder: what matures in it, and where its bar stands (hundredths of the picture's height)."""

    year: int
    quarter: int
    fen: int
    count: int
    height: int


def running(tranches: Iterable[Tranche], day: dt.date) -> tuple[Tranche, ...]:
    """What lies at the banks on a day: begun, not yet due, not withdrawn whole; what matures first first."""
    found = [t for t in tranches if t.starts_on <= day < t.matures_on and t.fen > 0]
    return tuple(sorted(found, key=lambda t: (t.matures_on, t.id)))


def by_term(tranches: Iterable[Tranche]) -> tuple[tuple[int | None, int], ...]:
    """(term in whole years or None, fen), the longest first, terms of days last."""
    sums: dict[int | None, int] = {}
    for tranche in tranches:
        sums[tranche.term_years] = sums.get(tranche.term_years, 0) + tranche.fen
    return tuple(sorted(sums.items(), key=lambda pair: -(pair[0] or 0)))


def by_bank(tranches: Iterable[Tranche]) -> tuple[tuple[int, int, Fraction], ...]:
    """(bank, fen, its average rate weighed by fen), the largest first."""
    sums: dict[int, tuple[int, Fraction]] = {}
    for tranche in tranches:
        fen, weighed = sums.get(tranche.bank_id, (0, Fraction(0)))
        sums[tranche.bank_id] = (fen + tranche.fen, weighed + tranche.fen * tranche.rate)
    found = [(bank, fen, weighed / fen) for bank, (fen, weighed) in sums.items()]
    return tuple(sorted(found, key=lambda row: (-row[1], row[0])))


def share_of_three_years(tranches: Sequence[Tranche]) -> tuple[int, int]:
    """(fen in three-year terms, all fen)."""
    return sum(t.fen for t in tranches if t.term_years == _LONG_YEARS), sum(t.fen for t in tranches)


def ladder(tranches: Sequence[Tranche], today: dt.date) -> tuple[Rung, ...]:
    """Every quarter from now to the last maturity, empty ones too; the highest bar is 100."""
    if not tranches:
        return ()
    sums: dict[int, tuple[int, int]] = {}
    for tranche in tranches:
        place = _quarter(tranche.matures_on)
        fen, count = sums.get(place, (0, 0))
        sums[place] = (fen + tranche.fen, count + 1)
    top = max(fen for fen, _ in sums.values())
    places = range(_quarter(today), max(sums) + 1)
    return tuple(
        Rung(place // 4, place % 4 + 1, fen, count, -(-fen * 100 // top))
        for place in places
        for fen, count in [sums.get(place, (0, 0))]
    )


def _quarter(day: dt.date) -> int:
    return day.year * 4 + (day.month - 1) // 3


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What a part withdrawn early earns at the current rate, and what it would have earned by the contract."""

    days: int
    fen: int
    contract_fen: int

    @property
    def lost_fen(self) -> int:
        """What early withdrawal costs."""
        return self.contract_fen - self.fen


def withdrawn_early(
    principal_fen: int, first: dt.date, day: dt.date, current: Fraction, contract: Fraction, basis: Basis
) -> Withdrawn:
    """Interest of a part from `first` to the day it is withdrawn, at the current rate of that day (活期).

    Days are counted as the certificate says; where it counts whole years or months, by 360 days a year.
    """
    term = of_days(first, day, Basis.ACT_360 if basis in (Basis.YEARS, Basis.MONTHS) else basis)
    if term is None or day < first:
        raise ValueError("withdrawn before it began")
    now, then = (round_half_up(principal_fen * rate * term.years) for rate in (current, contract))
    return Withdrawn((day - first).days, now, then)
