"""Put a rule's value on a scale, so that a floor or a ceiling can be compared with it.

Exact: fractions, never floats.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TypeGuard

from sanguanjia.policy.types import Json

# Units that measure the same thing. A civil-law day and a working day do not (CAL-009): they stay strangers.
_SCALES: dict[str, tuple[str, int]] = {
    "minute": ("clock", 1),
    "hour": ("clock", 60),
    "workminute": ("office", 1),
    "workhour": ("office", 60),
    "month": ("month", 1),
    "year": ("month", 12),
}
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)


def measure(value: Json) -> tuple[str, Fraction] | None:
    """(scale, size) of a value, or None when it has no size.

    Sized are: integers, decimal strings ("0.30"), fractions {num, den}, periods {amount, unit}, sums {amount} without
    unit. Two values compare only on one scale.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return "number", Fraction(value)
    if isinstance(value, str):
        return ("number", Fraction(value)) if _NUMBER.fullmatch(value) else None
    if not isinstance(value, dict):
        return None
    num, den = value.get("num"), value.get("den")
    if _whole(num) and _whole(den) and den:
        return "number", Fraction(num, den)
    amount, unit = value.get("amount"), value.get("unit", "number")
    if _whole(amount) and isinstance(unit, str):
        scale, factor = _SCALES.get(unit, (unit, 1))
        return scale, Fraction(amount * factor)
    return None


def _whole(value: Json) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)
