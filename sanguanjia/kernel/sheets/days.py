"""Dates as people type them. Pure; never asks what day it is."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from sanguanjia.kernel.sheets.text import CHINESE_NUMERAL, DateNumber, Number, chinese_number, number_of, squeeze

EPOCH: Final = date(1899, 12, 30)
"""Day 0 of an Excel sheet as seen from 1 March 1900 on (Excel believes in a 29 February 1900)."""
EARLIEST: Final = 1900
LATEST: Final = 2100
_TWO_DIGIT_PIVOT: Final = 50

_YMD: Final = re.compile(r"(\d{4}|\d{2})(?:[-/.,、年])(\d{1,2})(?:[-/.,、月])(\d{1,2})(?:日|号|\.)?")
_DMY: Final = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_SPACED: Final = re.compile(r"(\d{4})\s+(\d{1,2})\s+(\d{1,2})")
_CHINESE: Final = re.compile(
    rf"([{CHINESE_NUMERAL}]{{2,4}})年([{CHINESE_NUMERAL}]{{1,3}})月([{CHINESE_NUMERAL}]{{1,3}})[日号]?"
)
_TAIL: Final = re.compile(
    r"(?:[T\s]*\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.\d+)?)?(?:Z|\+08:?00)?|[\s(]*(?:星期|周)[一二三四五六日天]\)?)$"
)
NOT_YET: Final = frozenset({"未交付", "未交房", "未收房", "未接房", "未领房", "未入住", "未交", "未办理"})
"""Words that are an answer, not a date: the home was not handed over."""


def read_day(text: str, *, date1904: bool = False) -> date | None:
    """The day meant, or None.

    `2019-3-5`, `2019/03/05`, `2019.3.5`, `2019年3月5日`, `20190305`, `二〇一九年三月五日`,
    two-digit years in Chinese order
    (`19-3-5`), Excel serials (with or without a date style), a time of day or weekday behind the date. Day and month
    in an order that can be read two ways (3/5/2019), six digits and months without a day are not guessed at.
    """
    if isinstance(text, Number):
        return _from_number(text, date1904=date1904)
    value = _strip_tail(text)
    if match := _SPACED.fullmatch(value):
        return _day(match[1], match[2], match[3])
    value = squeeze(value)
    if match := _YMD.fullmatch(value):
        return _day(match[1], match[2], match[3])
    if len(value) == 8 and value.isdigit():
        return _day(value[:4], value[4:6], value[6:])
    if len(value) == 5 and value.isdigit():
        return _from_number(Number(value), date1904=date1904)
    if match := _CHINESE.fullmatch(value):
        year, month, day = (chinese_number(match[i]) for i in (1, 2, 3))
        return _day(str(year), str(month), str(day))
    if match := _DMY.fullmatch(value):
        return _unambiguous(int(match[1]), int(match[2]), int(match[3]))
    return None


def _strip_tail(text: str) -> str:
    value = text.strip().replace("\uff1a", ":")
    return _TAIL.sub("", value) if len(value) > 8 else value


def _unambiguous(first: int, second: int, year: int) -> date | None:
    if first == second or first > 12:
        return _day(str(year), str(second), str(first))
    if second > 12:
        return _day(str(year), str(first), str(second))
    return None


def _day(year: str, month: str, day: str) -> date | None:
    y = int(year)
    if len(year) == 2:
        y += 2000 if y < _TWO_DIGIT_PIVOT else 1900
    try:
        found = date(y, int(month), int(day))
    except ValueError:
        return None
    return found if EARLIEST < y < LATEST else None


def _from_number(text: Number, *, date1904: bool) -> date | None:
    number = number_of(text)
    if number is None:
        return None
    whole = int(number)
    if whole == number and 10**7 <= whole < 10**8:
        digits = str(whole)
        return _day(digits[:4], digits[4:6], digits[6:])
    if date1904 and isinstance(text, DateNumber):
        whole += 1462
    # Without a date style only the range 1954 to 2064 is believed: a stray "5" is not the 4th of January 1900.
    low, high = (367, 73050) if isinstance(text, DateNumber) else (20_000, 60_000)
    return EPOCH + timedelta(days=whole) if low <= whole <= high else None
