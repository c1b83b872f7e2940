"""Built area as people type it, to integer hundredths of a square metre. Pure."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Final

from sanguanjia.kernel.sheets.text import Number, squeeze

_UNIT: Final = re.compile(r"(平方米|平方公尺|平米|平方|平|方|㎡|m\^?2|sqm|sq\.m\.?)$", re.IGNORECASE)
_PLAIN: Final = re.compile(r"\d{1,9}(\.\d{1,20})?")
_GROUPED: Final = re.compile(r"\d{1,3}(,\d{3})+(\.\d{1,20})?")
LARGEST: Final = 10_000_000
"""One hundred thousand square metres: a larger "unit" is a typing error (the same bound as rules.units)."""


def read_area(text: str) -> int | None:
    """Hundredths of a square metre, or None for whatever is not a positive area to the hundredth.

    `９６．１４`, `1,430.04`, ` 96.09 ㎡`, `103.26平方米` and number cells are read. A number cell may carry the noise
    of binary floating point (104.37000000000001); more than two real decimals are refused, because rounding an area
    is not ours to do.
    """
    value = squeeze(text).replace("。", ".")
    value = _UNIT.sub("", value).lstrip("+")
    if isinstance(text, Number) and ("e" in value or "E" in value):
        value = _from_scientific(value)
    if _GROUPED.fullmatch(value):
        value = value.replace(",", "")
    if not _PLAIN.fullmatch(value) or not value.isascii():
        return None
    exact = Decimal(value) * 100
    whole = exact.to_integral_value()
    noise = Decimal("0.00001") if isinstance(text, Number) else Decimal(0)
    if abs(exact - whole) > noise:
        return None
    return int(whole) if 0 < whole <= LARGEST else None


def _from_scientific(value: str) -> str:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    return f"{number:f}" if abs(number.adjusted()) < 12 else value
