"""The form of values that every matter needs every day: a calendar or a clock that cannot be read would stop intake.

Other keys may hold any value; these are checked when a version is published.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping

from sanguanjia.policy.types import Json

from . import case_shapes
from .calendar import OfficeHours
from .deadlines import Roll, Unit

_LONGEST_HOLIDAY = dt.timedelta(days=31)
_UNITS, _ROLLS = [unit.value for unit in Unit], [roll.value for roll in Roll]
_MONTH_DAY = re.compile(r"[0-9]{2}-[0-9]{2}", re.ASCII)
_THRESHOLD_KEYS = re.compile(r"own\.joint_decision\.(participation|[a-z_]+\.consent)")
_CLOCK_KEYS = re.compile(r"cases\.(clock\..+|(silence|reopen|urge|duplicate)\.days)")


def faults_of(key: str, value: Json, since: dt.date) -> tuple[str, ...]:
    """What is wrong with the value of a key, in words; `since` is the first day it holds. Empty when nothing is."""
    check = _CHECKS.get(key) or (_clock if _CLOCK_KEYS.fullmatch(key) else None)
    check = check or (_threshold if _THRESHOLD_KEYS.fullmatch(key) else None)
    return tuple(check(value, since)) if check else ()


def unlike(sample: Json, value: Json, where: str = "内容") -> tuple[str, ...]:
    """How a value differs in form from an earlier one of its key: other kinds, names that are missing.

    Of a list of entries only the names that every earlier entry has are asked for.
    """
    if type(sample) is not type(value):
        return (f"{where}与现行版本的写法不同",)
    if isinstance(sample, dict):
        missing = [name for name in sample if name not in value]
        parts = [unlike(sample[name], value[name], name) for name in sample if name in value]
        return (*(f"{where}缺 {name}" for name in missing), *(fault for part in parts for fault in part))
    if isinstance(sample, list) and sample and all(isinstance(entry, dict) for entry in sample):
        common = {name: sample[0][name] for name in sample[0] if all(name in entry for entry in sample)}
        found = (unlike(common, entry, f"{where} 第 {n} 项 ") for n, entry in enumerate(value, start=1))
        return tuple(fault for part in found for fault in part)
    return ()


def _clock(value: Json, _since: dt.date) -> Iterator[str]:
    if not isinstance(value, dict):
        yield "期限应写成 {amount, unit, roll}"
        return
    amount = value.get("amount")
    if not isinstance(amount, int) or isinstance(amount, bool) or not 1 <= amount <= 100_000:
        yield "amount 应是正整数"
    if value.get("unit") not in _UNITS:
        yield f"unit 应是 {'、'.join(_UNITS)} 之一"
    if value.get("roll", "none") not in _ROLLS:
        yield f"roll 应是 {'、'.join(_ROLLS)} 之一"


def _threshold(value: Json, _since: dt.date) -> Iterator[str]:
    """A share of owners: a vote is counted with it, so it must be one (CAL-003)."""
    if not isinstance(value, dict) or value.get("test") not in ("ge", "gt", "none"):
        yield "应写成 {test, num, den, base}，test 是 ge、gt 或 none"
        return
    if value.get("base") not in ("all", "participants"):
        yield "base 应是 all 或 participants"
    if value["test"] == "none":
        return
    num, den = value.get("num"), value.get("den")
    if type(num) is not int or type(den) is not int or not 0 < num <= den:
        yield "num 和 den 应是整数，num 不大于 den"


def _regime(value: Json, _since: dt.date) -> Iterator[str]:
    if not isinstance(value, dict) or not _named(value.get("code")) or not isinstance(value.get("levels"), bool):
        yield "应写成 {code, levels}，levels 是 true 或 false"


def _workdays(value: Json, since: dt.date) -> Iterator[str]:
    if not isinstance(value, dict) or value.get("year") != since.year or (since.month, since.day) != (1, 1):
        yield "要写明 year，并从该年1月1日起生效"
        return
    for name, of_holidays in (("holidays", True), ("worked", False)):
        entries = value.get(name)
        if not isinstance(entries, list):
            yield f"缺 {name}"
            continue
        for number, entry in enumerate(entries, start=1):
            fault = _holiday(entry, since.year) if of_holidays else _worked(entry, since.year)
            if fault:
                yield f"{name} 第 {number} 项：{fault}"


def _holiday(entry: Json, year: int) -> str:
    if not isinstance(entry, dict) or not _named(entry.get("name")):
        return "要有 name、from、to"
    first, last = _day(entry.get("from"), year), _day(entry.get("to"), year)
    if first is None or last is None:
        return "from 和 to 应是该年前后的日期"
    return "" if dt.timedelta() <= last - first < _LONGEST_HOLIDAY else "to 应在 from 之后一个月内"


def _worked(entry: Json, year: int) -> str:
    if not isinstance(entry, dict) or not _named(entry.get("for")):
        return "要有 date、for"
    return "" if _day(entry.get("date"), year) else "date 应是该年前后的日期"


def _statutory(value: Json, _since: dt.date) -> Iterator[str]:
    if not isinstance(value, dict) or not all(isinstance(value.get(name, []), list) for name in ("fixed", "movable")):
        yield "应写成 {fixed: […], movable: […]}"
        return
    if "fixed" not in value:
        yield "缺 fixed"
    for entry in value.get("fixed", []):
        day = entry.get("day") if isinstance(entry, dict) else None
        # 29 February is no fixed holiday: most years do not have it.
        right = isinstance(day, str) and _MONTH_DAY.fullmatch(day) and _iso(f"2001-{day}")
        if not right or not _named(entry.get("name")) or type(entry.get("since", 1)) is not int:
            yield "fixed 每项要有 day（月-日）和 name"
    for entry in value.get("movable", []):
        if not isinstance(entry, dict) or not _named(entry.get("name")) or _iso(entry.get("date")) is None:
            yield "movable 每项要有 date 和 name"


def _office_hours(value: Json, _since: dt.date) -> Iterator[str]:
    try:
        OfficeHours.parse(value)
    except (ValueError, TypeError, AttributeError):
        yield '应写成 [["09:00", "12:00"], ["13:00", "17:00"]]'


def _count(value: Json, _since: dt.date) -> Iterator[str]:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        yield "应是不小于零的整数"


def _day(text: Json, year: int) -> dt.date | None:
    """A day of the year or of the weeks around it."""
    found = _iso(text)
    return found if found is not None and abs(found.year - year) <= 1 else None


def _iso(text: Json) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except (TypeError, ValueError):
        return None


def _named(text: Json) -> bool:
    return isinstance(text, str) and bool(text.strip())


_CHECKS: Mapping[str, Callable[[Json, dt.date], Iterator[str]]] = {
    "calendar.workdays": _workdays,
    "calendar.statutory": _statutory,
    "calendar.office_hours": _office_hours,
    "own.joint_decision.regime": _regime,
    "cases.hand_on.max": _count,
    "cases.ladder": case_shapes.ladder,
    "cases.needs": case_shapes.needs,
    "cases.extend": case_shapes.extend,
    "cases.rates": case_shapes.rates,
}
