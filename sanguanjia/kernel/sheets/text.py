"""Small text helpers every cell reader uses: width, spaces, dashes, Chinese numerals. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_SPACES: Final = re.compile(r"[\s\u00a0\u200b\u200c\u200d\u2060\u3000\ufeff]+")
_DASHES: Final = re.compile(r"[‐‑‒–—―−－﹣﹘─━~～]+")
_CHINESE_DIGITS: Final = {
    "零": 0, "〇": 0, "○": 0, "一": 1, "壹": 1, "二": 2, "贰": 2, "两": 2, "三": 3, "叁": 3, "四": 4, "肆": 4,
    "五": 5, "伍": 5, "六": 6, "陆": 6, "七": 7, "柒": 7, "八": 8, "捌": 8, "九": 9, "玖": 9,
}  # fmt: skip
_TENS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100}
CHINESE_NUMERAL: Final = "零〇○一壹二贰两三叁四肆五伍六陆七柒八捌九玖十拾百佰"


class Number(str):
    """A number cell of a sheet, kept as the text the file holds, so that nothing is rounded on the way in."""

    __slots__ = ()


class DateNumber(Number):
    """A number cell shown as a date by its style: an Excel serial (days since 1899-12-30)."""

    __slots__ = ()


@lru_cache(maxsize=8192)
def narrow(text: str) -> str:
    """Half-width, one form of dash, no spaces at the ends; spaces inside stay."""
    return _DASHES.sub("-", unicodedata.normalize("NFKC", text)).strip()


@lru_cache(maxsize=8192)
def squeeze(text: str) -> str:
    """Half-width, one form of dash, no spaces at all, no apostrophe in front (Excel's mark for 'this is text')."""
    if text.isascii() and text.isalnum():
        return str(text)
    return _SPACES.sub("", _DASHES.sub("-", unicodedata.normalize("NFKC", text))).lstrip("'’‘`")


def chinese_number(text: str) -> int | None:
    """十二 → 12, 二十 → 20, 一百零三 → 103, 二〇一九 → 2019; None when it is not such a numeral."""
    if not text or any(c not in CHINESE_NUMERAL for c in text):
        return None
    if not any(c in _TENS for c in text):
        return int("".join(str(_CHINESE_DIGITS[c]) for c in text))
    total, digit = 0, 0
    for c in text:
        if c in _TENS:
            total += (digit or 1) * _TENS[c]
            digit = 0
        else:
            digit = _CHINESE_DIGITS[c]
    return total + digit


_NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)


def number_of(text: str) -> float | None:
    """What a number cell says, or None for text that is no plain number (infinities and the like are none)."""
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if abs(value) < 1e300 else None


def number_text(text: str) -> str:
    """A number cell as a person reads it: `1403.0` → `1403`, `1.99E10` → `19900000000`; anything else unchanged."""
    if text.isdigit():
        return text
    value = number_of(text)
    if value is not None and abs(value) < 10**15 and value == int(value):
        return str(int(value))
    return text


BLANK_MARKS: Final = frozenset(
    {"", "-", "--", "---", "/", "\\", "无", "暂无", "没有", "空", "N/A", "NA", "NULL", "NONE", "*", "."}
)
"""What people type to say that there is nothing to type."""


@lru_cache(maxsize=8192)
def is_blank(text: str) -> bool:
    """True for nothing at all and for the marks that mean nothing."""
    return squeeze(text).upper() in BLANK_MARKS
