"""Shares of a unit as people write them, to exact fractions. Pure."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

from sanguanjia.kernel.sheets.text import CHINESE_NUMERAL, DateNumber, Number, chinese_number, squeeze

JOINT: Final = "joint"
"""What `read_share` answers for words that mean joint ownership without shares (共同共有)."""

_WHOLE: Final = frozenset(
    {"全部", "全额", "独有", "单独所有", "单独", "独自所有", "独立所有", "所有", "整套", "全产权", "一人所有"}
)
_HALF: Final = frozenset({"一半", "半", "各半", "各一半", "各占一半", "对半", "平分", "二分之一"})
_JOINT: Final = frozenset(
    {"共同共有", "共有", "共同", "共同所有", "夫妻共有", "夫妻共同共有", "夫妻共同", "家庭共有", "共同拥有"}
)
_LEAD: Final = re.compile(r"^(按份共有|按份|各占|各|占|每人|均占|均为|均|持有|份额|享有|约定)+[::]?")
_FRACTION: Final = re.compile(r"(\d{1,9})/(\d{1,9})")
_OF: Final = re.compile(rf"(\d{{1,9}}|[{CHINESE_NUMERAL}]{{1,8}})分之(\d{{1,9}}|[{CHINESE_NUMERAL}]{{1,8}})")
_PERCENT: Final = re.compile(r"(\d{1,3}(?:\.\d{1,12})?)(?:%|％|百分)")
_PERCENT_WORDS: Final = re.compile(rf"百分之(\d{{1,3}}(?:\.\d+)?|[{CHINESE_NUMERAL}]{{1,5}})")
_TENTHS: Final = re.compile(rf"([{CHINESE_NUMERAL}]|\d{{1,2}})成")
_DECIMAL: Final = re.compile(r"\d{1,3}(\.\d{1,20})?")


@lru_cache(maxsize=4096, typed=True)
def read_share(text: str) -> Fraction | str | None:
    """An exact share in (0, 1], `JOINT` for words of joint ownership, or None when it is no share.

    `1/2`, `50%`, `50`, `0.5`, `二分之一`, `各50%`, `百分之五十`, `五成`,
    `全部` are read. A bare number up to 1 is a share
    of one, above 1 a percentage: 1 means the whole, 50 means half. Excel turns a typed 1/2 into a day of January;
    such a cell is not guessed at.
    """
    if isinstance(text, DateNumber):
        return None
    value = squeeze(text).replace("∕", "/").replace("⁄", "/").replace("。", ".")
    if value in _JOINT:
        return JOINT
    if value in _WHOLE:
        return Fraction(1)
    if value in _HALF:
        return Fraction(1, 2)
    share = _read_number(_LEAD.sub("", value).strip("()"), from_number_cell=isinstance(text, Number))
    return share if share is not None and 0 < share <= 1 else None


def _integer(text: str) -> int | None:
    return int(text) if text.isdigit() else chinese_number(text)


def _read_number(value: str, *, from_number_cell: bool) -> Fraction | None:
    if value in _WHOLE:
        return Fraction(1)
    if value in _HALF:
        return Fraction(1, 2)
    if match := _FRACTION.fullmatch(value):
        return Fraction(int(match[1]), int(match[2])) if int(match[2]) else None
    if match := _PERCENT_WORDS.fullmatch(value):
        part = Fraction(match[1]) if match[1][0].isdigit() else Fraction(chinese_number(match[1]) or 0)
        return part / 100
    if match := _OF.fullmatch(value):
        bottom, top = _integer(match[1]), _integer(match[2])
        return Fraction(top, bottom) if top is not None and bottom else None
    if match := _TENTHS.fullmatch(value):
        tenths = _integer(match[1])
        return Fraction(tenths, 10) if tenths is not None else None
    if match := _PERCENT.fullmatch(value):
        return Fraction(match[1]) / 100
    return _read_bare(value, from_number_cell=from_number_cell)


def _read_bare(value: str, *, from_number_cell: bool) -> Fraction | None:
    if not _DECIMAL.fullmatch(value) or not value.isascii():
        return None
    exact = Decimal(value)
    if exact > 1:
        exact /= 100
    share = Fraction(exact)
    simple = share.limit_denominator(1000)
    # A number cell that held =1/3 once carries sixteen digits of it: the simple fraction is what was meant.
    if from_number_cell and share != simple and abs(share - simple) < Fraction(1, 10**12):
        return simple
    return share


def settle(shares: list[Fraction]) -> list[Fraction]:
    """Equal shares rounded for print (33.33% three times, 16.67% six times) become the exact 1/n they stand for."""
    n = len(shares)
    if n < 2 or len(set(shares)) != 1 or shares[0] == Fraction(1, n):
        return shares
    for digits in (10**2, 10**3, 10**4, 10**5, 10**6):
        rounded = Fraction(round(Fraction(digits, n)), digits)
        cut = Fraction(digits // n, digits)
        if shares[0] in (rounded, cut):
            return [Fraction(1, n)] * n
    return shares
