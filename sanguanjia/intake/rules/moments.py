"""Moments as call centres type them: a day, mostly with a time of day. Pure; Shanghai time is meant."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta, timezone
from typing import Final

from sanguanjia.kernel.sheets.days import read_day
from sanguanjia.kernel.sheets.text import DateNumber, Number, narrow, number_of

SHANGHAI: Final = timezone(timedelta(hours=8))
_CLOCK: Final = re.compile(
    r"(?P<half>上午|下午|凌晨|晚上|中午|早上|傍晚|AM|PM|am|pm)?\s*(?P<h>\d{1,2})\s*(?::|时|点)\s*(?P<m>\d{1,2})?\s*(?:(?::|分)\s*(?P<s>\d{1,2})?(?:\.\d+)?)?\s*秒?\s*(?P<behind>AM|PM|am|pm)?\s*(?:Z|\+0?8:?00)?$"
)
_PLAIN: Final = re.compile(r"(\d{8})\s*(\d{2})(\d{2})(\d{2})?")
_LATE: Final = frozenset({"下午", "晚上", "傍晚", "PM", "pm"})


def read_moment(text: str, *, date1904: bool = False) -> datetime | None:
    """The moment meant, aware, or None when it cannot be one. A day alone is its midnight."""
    if isinstance(text, Number):
        return _from_serial(text, date1904=date1904)
    value = narrow(text)
    if match := _PLAIN.fullmatch(value.replace("-", "").replace("T", "")):
        return _at(match[1], match[2], match[3], match[4] or "0")
    match = _CLOCK.search(value)
    if match is None:
        day = read_day(value)
        return datetime.combine(day, time(), SHANGHAI) if day else None
    hour = int(match["h"])
    half = match["half"] or match["behind"] or ""
    if half in _LATE and hour < 12:
        hour += 12
    elif half in ("AM", "am", "凌晨") and hour == 12:
        hour = 0
    return _at(value[: match.start()].rstrip(" T"), str(hour), match["m"] or "0", match["s"] or "0")


def _at(day_text: str, hour: str, minute: str, second: str) -> datetime | None:
    day = read_day(day_text)
    if day is None or int(hour) > 23 or int(minute) > 59 or int(second) > 59:
        return None
    return datetime.combine(day, time(int(hour), int(minute), int(second)), SHANGHAI)


def _from_serial(text: Number, *, date1904: bool) -> datetime | None:
    number = number_of(text)
    if number is None:
        return None
    digits = str(text)
    if digits.isdigit() and len(digits) in (12, 14):
        return read_moment(digits)
    day = read_day(
        DateNumber(str(text)) if isinstance(text, DateNumber) else Number(str(int(number))), date1904=date1904
    )
    if day is None:
        return None
    # An Excel serial: the part behind the point is a share of the day; to the second is all that a sheet means.
    part = digits.partition(".")[2]
    seconds = round(int(part) * 86_400 / 10 ** len(part)) if part.isdigit() else 0
    return datetime.combine(day, time(), SHANGHAI) + timedelta(seconds=min(seconds, 86_399))
