"""From counts to a figure that may be shown: a rate, its margin, or nothing when too few answered. Whole numbers only.

The interval is Wilson's score interval at the policy's z, with the finite population correction (N-n)/(N-1) inside z²:
near 100 % it stays honest where the plain ± would be zero, and a census has none. Every bound is rounded outward.
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

from sanguanjia.surveys.types import Counted, Shown, SurveyPolicy

_FINE = 10**9  # places in which the square root is taken before rounding outward to tenths of a percent
_TENTHS = 1000


def enough(policy: SurveyPolicy, counted: Counted) -> bool:
    """Whether a figure may be shown: the least number of answers, or the least share of all households, and five."""
    if counted.rated < 5 or counted.households <= 0:
        return False
    share = counted.rated >= policy.least_share * counted.households
    return counted.rated >= policy.least_answers or share


def figure(policy: SurveyPolicy, counted: Counted) -> Shown | None:
    """The figure with its margin; None below the minimum. Raises ValueError on counts that cannot be."""
    if not 0 <= counted.satisfied <= counted.rated <= counted.answers <= counted.households:
        raise ValueError(f"counts that cannot be: {counted}")
    if not enough(policy, counted):
        return None
    low, high = interval(counted.satisfied, counted.rated, counted.households, policy.confidence)
    rate = rounded_rate(counted.satisfied, counted.rated)
    low, high = min(low, rate), max(high, rate)
    return Shown(rate, low, high, max(rate - low, high - rate), counted)


def rounded_rate(part: int, whole: int) -> int:
    """Tenths of a percent, half up, but 1000 only for all and 0 only for none."""
    tenths = (2 * part * _TENTHS + whole) // (2 * whole)
    if part < whole:
        tenths = min(tenths, _TENTHS - 1)
    return max(tenths, 1) if part else 0


def interval(satisfied: int, rated: int, households: int, z: Fraction) -> tuple[int, int]:
    """(low, high) in tenths of a percent, rounded outward."""
    if rated >= households:
        exact = Fraction(satisfied * _TENTHS, rated)
        return exact.numerator // exact.denominator, -(-exact.numerator // exact.denominator)
    share = Fraction(satisfied, rated)
    squared = z * z * Fraction(households - rated, households - 1)
    spread = 1 + squared / rated
    centre = (share + squared / (2 * rated)) / spread
    variance = squared * (share * (1 - share) / rated + squared / (4 * rated * rated)) / spread**2
    half = _root_up(variance)
    low, high = (centre - half) * _TENTHS, (centre + half) * _TENTHS
    return max(low.numerator // low.denominator, 0), min(-(-high.numerator // high.denominator), _TENTHS)


def _root_up(value: Fraction) -> Fraction:
    """The square root, not below the true one and less than two billionths above."""
    scaled = -(-value.numerator * _FINE**2 // value.denominator)
    root = isqrt(scaled)
    return Fraction(root if root * root == scaled else root + 1, _FINE)
