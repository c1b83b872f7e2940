"""Demand deposits: when their interest is settled, and at which rate (活期存款按季结息).

Interest is settled up to and with the interest day (结息日, the 20th of the last month of a quarter unless policy says
otherwise) at the rate posted on that day; what the agreement adds to the benchmark stays added.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from sanguanjia.policy.types import Json


@dataclass(frozen=True, slots=True)
class InterestDays:
    """The value of `fund.interest.days`: a day of these months is the last one that counts."""

    months: tuple[int, ...]
    day: int

    @classmethod
    def parse(cls, value: Json) -> InterestDays | None:
        """None when it says something this platform does not know."""
        if not isinstance(value, dict):
            return None
        months, day = value.get("months"), value.get("day")
        if not isinstance(months, list) or type(day) is not int or not 1 <= day <= 28:
            return None
        known = tuple(sorted({month for month in months if type(month) is int and 1 <= month <= 12}))
        return cls(known, day) if known and len(known) == len(months) else None

    def next_end(self, first: dt.date, closes: dt.date) -> dt.date:
        """Until when (not counted) the period that begins on `first` lasts: the day after the next interest day, or
        the day the account closes."""
        days = (dt.date(year, month, self.day) for year in (first.year, first.year + 1) for month in self.months)
        return min(next(day for day in days if day >= first) + dt.timedelta(days=1), closes)


def floated(contract: Fraction, benchmark: Fraction, posted: Fraction) -> Fraction:
    """The rate of an agreement when another benchmark is posted: what lay between them stays; never below nothing."""
    return max(Fraction(0), posted + contract - benchmark)
