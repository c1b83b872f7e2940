"""The three rates (HOT-011, HOT-012): counts in, exact fractions out, with the formula beside them.

HOT-V1: 100 tickets, 98 responded, 80 solved, 85 satisfied, weights 0.30/0.35/0.35 -> 29.4 + 28.0 + 29.75 = 87.15.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sanguanjia.cases.types import LADDER, Level, Rate, RatesRule


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted over a period and a place. `tickets`: dispatched, not withdrawn, merged or moved."""

    tickets: int
    responded: int  # answered within the first holder's clock
    solved: int  # the reporter says solved
    satisfied: int  # the reporter gave at least the policy's mark
    silent: int = 0  # closed by silence: shown beside the rates, in no numerator


def three_rates(counts: Counts, rule: RatesRule) -> tuple[Rate, Rate, Rate]:
    """Response, solved, satisfied over the dispatched matters."""
    numerators = (("response", counts.responded), ("solved", counts.solved), ("satisfied", counts.satisfied))
    first, second, third = (
        Rate(name, number, counts.tickets, rule.formulas.get(name, ""), rule.version) for name, number in numerators
    )
    return first, second, third


def score(rates: tuple[Rate, ...], rule: RatesRule) -> Fraction | None:
    """100 × the weighted sum, exact; None when there is nothing to rate."""
    total = Fraction(0)
    for rate in rates:
        if rate.value is None:
            return None
        total += rule.weights[rate.name] * rate.value
    return 100 * total


def closed_at_each_level(closed: Mapping[Level, int]) -> tuple[tuple[Level, int, Fraction], ...]:
    """Share of ended matters that each level closed (小事不出楼栋，大事不出社区): (level, count, share of all)."""
    total = sum(closed.values())
    return tuple(
        (level, closed.get(level, 0), Fraction(closed.get(level, 0), total) if total else Fraction(0))
        for level in LADDER
    )


def as_decimal(value: Fraction, places: int = 2) -> str:
    """A fraction as a decimal text, half up: "87.15"."""
    scaled = value * 10**places
    rounded = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    whole, rest = divmod(abs(rounded), 10**places)
    sign = "-" if rounded < 0 else ""
    return f"{sign}{whole}.{rest:0{places}d}" if places else f"{sign}{whole}"
