"""How much of a year a deposit earned interest for (day counts), exact.

The first day counts, the last does not (算头不算尾). `30/360` is the savings banks' table: every month has thirty days,
and a deposit or a withdrawal on the 31st counts as on the 30th. `months`: whole years and months at the yearly and
monthly rate, the days over at a 360th of it (整年整月加零头天数). `demand`: days over 360, settled on interest days
(`demand.py`).
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Basis(StrEnum):
    """What a year is made of."""

    YEARS = "years"
    ACT_360 = "act/360"
    ACT_365 = "act/365"
    THIRTY_360 = "30/360"
    MONTHS = "months"
    DEMAND = "demand"


DAYS_OF_YEAR = {
    Basis.ACT_360: 360, Basis.ACT_365: 365, Basis.THIRTY_360: 360, Basis.MONTHS: 360, Basis.DEMAND: 360,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """A term as the convention counts it.

    `days` calendar days from first to last (None for whole years by agreement); `counted` units of the basis, of which
    `year` make a year.
    """

    basis: Basis
    days: int | None
    counted: int
    year: int

    @property
    def years(self) -> Fraction:
        """The term in years, exact."""
        return Fraction(self.counted, self.year)


def of_years(years: int) -> Term:
    """A term agreed in whole years."""
    return Term(Basis.YEARS, None, years, 1)


def of_days(first: dt.date, last: dt.date, basis: Basis) -> Term | None:
    """The term from `first` to `last` (not before it). None: basis `years`, and it is no whole number of years."""
    days = (last - first).days
    if basis is Basis.YEARS:
        years = whole_years(first, last)
        return Term(basis, days, years, 1) if anniversary(first, years) == last else None
    counted = thirty_360(first, last) if basis is Basis.THIRTY_360 else days
    if basis is Basis.MONTHS:
        months = whole_months(first, last)
        counted = 30 * months + (last - months_later(first, months)).days
    return Term(basis, days, counted, DAYS_OF_YEAR[basis])


def thirty_360(first: dt.date, last: dt.date) -> int:
    """Days between two dates when every month has thirty."""
    return (last.year - first.year) * 360 + (last.month - first.month) * 30 + min(last.day, 30) - min(first.day, 30)


def whole_years(since: dt.date, day: dt.date) -> int:
    """Whole years from `since` to `day`; 29 February has its day on the 28th of common years (CAL-005)."""
    years = day.year - since.year
    return years if anniversary(since, years) <= day else years - 1


def anniversary(since: dt.date, years: int) -> dt.date:
    """The corresponding day `years` later, or the end of that month."""
    try:
        return since.replace(year=since.year + years)
    except ValueError:
        return since.replace(year=since.year + years, day=28)


def whole_months(since: dt.date, day: dt.date) -> int:
    """Whole months from `since` to `day`, not before it."""
    months = (day.year - since.year) * 12 + day.month - since.month
    return months if months_later(since, months) <= day else months - 1


def months_later(since: dt.date, months: int) -> dt.date:
    """The corresponding day so many months later, or the end of that month."""
    year, month = divmod(since.year * 12 + since.month - 1 + months, 12)
    return dt.date(year, month + 1, min(since.day, monthrange(year, month + 1)[1]))
