"""The three rates (HOT-011, HOT-012): counts in, exact fractions out, with the formula beside them.

HOT-V1: 100 tickets, 98 responded, 80 solved, 85 satisfied, weights 0.30/0.35/0.35 -> 29.4 + 28.0 + 29.75 = 87.15.
Which two counts a rate divides, its weight, and whether it scores by thresholds (HOT-013) is policy data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sanguanjia.cases.types import LADDER, Level, Rate, RatesRule

EXCLUDED_FORMULA = "经批准不计入的件数 ÷（计入的件数＋不计入的件数）"
LEVEL_FORMULA = "本级办结件数 ÷ 全部办结件数"

BITS: Mapping[str, int] = {"responded": 1, "solved": 2, "satisfied": 4, "silent": 8, "said": 16, "rated": 32}
"""What a matter of a sheet counts in, one bit each; every listed matter counts in `tickets`."""
TERMS = ("tickets", *BITS)
"""What the formula of a rate may name: "satisfied/rated" is the share of those who gave a mark."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted over a period and a place. `tickets`: dispatched, not withdrawn, merged, moved or excluded."""

    tickets: int
    responded: int  # answered within the first holder's clock
    solved: int  # the reporter says solved
    satisfied: int  # the reporter gave at least the policy's mark
    silent: int = 0  # closed by silence: shown beside the rates, in no numerator
    said: int = 0  # the reporter said whether it is solved
    rated: int = 0  # the reporter gave a mark
    excluded: int = 0  # left out with a reason and a second person; their share is published

    def of(self, term: str) -> int:
        """The count a formula names."""
        if term not in TERMS:
            raise ValueError(f"no such count: {term}")
        return int(getattr(self, term))


def three_rates(counts: Counts, rule: RatesRule) -> tuple[Rate, Rate, Rate]:
    """Response, solved, satisfied: each divides the two counts its formula names."""
    first, second, third = (_rate(name, counts, rule) for name in ("response", "solved", "satisfied"))
    return first, second, third


def _rate(name: str, counts: Counts, rule: RatesRule) -> Rate:
    above, below = rule.terms[name]
    return Rate(name, counts.of(above), counts.of(below), rule.formulas.get(name, ""), rule.version)


def excluded_share(counts: Counts, rule: RatesRule) -> Rate:
    """How many were left out, of all that could have counted."""
    whole = counts.tickets + counts.excluded
    return Rate("excluded", counts.excluded, whole, EXCLUDED_FORMULA, rule.exclusions_version or rule.version)


def score(rates: tuple[Rate, ...], rule: RatesRule) -> Fraction | None:
    """100 × the weighted sum, exact; None when there is nothing to rate."""
    total = Fraction(0)
    for rate in rates:
        if rate.value is None:
            return None
        total += rule.weights[rate.name] * scored(rate.name, rate.value, rule)
    return 100 * total


def scored(name: str, share: Fraction, rule: RatesRule) -> Fraction:
    """What a share scores: itself, or what the highest threshold it reaches says (HOT-013: on-time 66.7 % scored 0)."""
    reached = share
    for start, points in rule.steps.get(name, ()):
        if share >= start:
            reached = share if points is None else points
    return reached


def as_data(rule: RatesRule) -> dict[str, Any]:
    """The rule as the published script reads it: fractions as text, terms, thresholds."""
    return {
        "version": rule.version,
        "satisfied_from": rule.satisfied_from,
        "weights": {name: str(weight) for name, weight in rule.weights.items()},
        "terms": {name: list(pair) for name, pair in rule.terms.items()},
        "steps": {
            name: [[str(start), "rate" if points is None else str(points)] for start, points in rungs]
            for name, rungs in rule.steps.items()
        },
    }


def bits_of(**marks: bool | None) -> int:
    """The bits of one matter."""
    return sum(bit for name, bit in BITS.items() if marks.get(name))


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
