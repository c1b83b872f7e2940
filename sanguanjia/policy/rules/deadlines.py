"""When a period ends, and why (CAL-001 … CAL-011).

Six things are kept apart that the word 日 hides: civil days, months and years; working days; hours and minutes of the
clock; hours and minutes of office time. Each rule names its own unit and its own roll; nothing rolls by itself. Times
are local (Asia/Shanghai) and naive here; the edges convert. Everything is whole days and whole seconds.
"""

from __future__ import annotations

import calendar as _calendar
import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from .calendar import DEFAULT_HOURS, OfficeHours, WorkCalendar

_DAY = dt.timedelta(days=1)
DETAIL_DAYS = 2_000
"""Up to this span every day gets its own line of explanation; beyond it, every year one."""


class Unit(StrEnum):
    """What is counted."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    WORKDAY = "workday"
    HOUR = "hour"
    WORKHOUR = "workhour"
    MINUTE = "minute"
    WORKMINUTE = "workminute"


class Direction(StrEnum):
    """Forwards from the start, or backwards (notice before a day)."""

    AFTER = "after"
    BEFORE = "before"


class Roll(StrEnum):
    """What happens when the last day is a rest day (CAL-006, CAL-011)."""

    NONE = "none"
    NEXT_WORKDAY = "next_workday"


CLOCK_SECONDS = {Unit.HOUR: 3600, Unit.MINUTE: 60}
OFFICE_SECONDS = {Unit.WORKHOUR: 3600, Unit.WORKMINUTE: 60}
TIMED = frozenset({*CLOCK_SECONDS, *OFFICE_SECONDS})
UNIT_WORDS = {
    Unit.DAY: "日",
    Unit.MONTH: "个月",
    Unit.YEAR: "年",
    Unit.WORKDAY: "个工作日",
    Unit.HOUR: "小时",
    Unit.WORKHOUR: "个工作小时",
    Unit.MINUTE: "分钟",
    Unit.WORKMINUTE: "个工作分钟",
}


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time as a rule states it. `amount` is at least 1; `clear_days` leaves one more day free (CAL-010)."""

    amount: int
    unit: Unit
    direction: Direction = Direction.AFTER
    roll: Roll = Roll.NONE
    clear_days: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the explanation. With `through` the line stands for all days from `date` to it."""

    date: dt.date
    counted: bool
    reason: str
    through: dt.date | None = None
    days: int = 1


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day, for clock units also the moment; whether it may still move; and every day's part in it."""

    due: dt.date
    due_at: dt.datetime | None
    provisional: bool
    why: tuple[Step, ...]
    years: tuple[int, ...] = ()
    """Years whose working calendar was used."""
    rules: tuple[str, ...] = field(default=())
    """Ids of the digest's rules that were applied."""


def deadline(
    start: dt.date | dt.datetime,
    period: Period,
    calendar: WorkCalendar,
    hours: OfficeHours = DEFAULT_HOURS,
    *,
    explain: bool = True,
) -> Deadline:
    """End of `period` counted from `start`.

    Clock and office units need a datetime, ValueError otherwise; ValueError for amounts below 1 and for clear days on
    them. OverflowError when the end lies outside the years 1 to 9999. `explain=False` leaves `why` empty, for hot
    paths.
    """
    if period.amount < 1:
        raise ValueError("a period is at least 1 long")
    if period.unit in TIMED:
        if not isinstance(start, dt.datetime) or period.clear_days:
            raise ValueError("clock units need a start time and know no clear days")
        if period.unit in CLOCK_SECONDS:
            return _clock(start, period, calendar)
        return _office(start, period, calendar, hours, explain=explain)
    day = start.date() if isinstance(start, dt.datetime) else start
    return _days(day, period, calendar, explain=explain)


# ---- days, months, years, working days -------------------------------------------------------------------------------


def _days(start: dt.date, period: Period, calendar: WorkCalendar, *, explain: bool) -> Deadline:
    sign = 1 if period.direction is Direction.AFTER else -1
    end = add_days(start, period.amount, period.unit, calendar, sign)
    rules = ["CAL-004"]
    years: set[int] = set()
    why: list[Step] = []
    if period.unit is Unit.WORKDAY:
        rules.append("CAL-007")
        years.update(_years(start, end, sign))
    if period.unit in (Unit.MONTH, Unit.YEAR):
        rules.append("CAL-005")
    if explain:
        why = _explain_days(start, end, period, calendar, sign)
    if period.clear_days:
        extra = calendar_step(end, period.unit, calendar, sign)
        if period.unit is Unit.WORKDAY:
            years.update(_years(end, extra, sign))
        end = extra
        rules.append("CAL-010")
        why.append(Step(end, counted=False, reason="按净日计算，再空出一日"))
    if period.roll is Roll.NEXT_WORKDAY:
        rolled = calendar.next_workday(end)
        years.update(range(end.year, rolled.year + 1))
        rules.append("CAL-006")
        if explain:
            why += _explain_roll(end, rolled, calendar)
        end = rolled
    return _finish(end, None, years, calendar, why, rules)


def add_days(start: dt.date, amount: int, unit: Unit, calendar: WorkCalendar, sign: int = 1) -> dt.date:
    """`amount` days, months, years or working days from `start` (sign -1: backwards). The start day is not counted."""
    if unit is Unit.DAY:
        return dt.date.fromordinal(_in_range(start.toordinal() + sign * amount))
    if unit is Unit.MONTH:
        return _months(start, sign * amount)
    if unit is Unit.YEAR:
        return _months(start, sign * amount * 12)
    return calendar.workday_after(start, amount) if sign > 0 else calendar.workday_before(start, amount)


def calendar_step(day: dt.date, unit: Unit, calendar: WorkCalendar, sign: int) -> dt.date:
    """One more clear day: a working day where working days are counted, else a civil day."""
    return add_days(day, 1, Unit.WORKDAY if unit is Unit.WORKDAY else Unit.DAY, calendar, sign)


def _months(start: dt.date, months: int) -> dt.date:
    """The corresponding day, or the month's last day where it has none (CAL-005)."""
    index = start.year * 12 + start.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        raise OverflowError(year)
    return dt.date(year, month, min(start.day, _calendar.monthrange(year, month)[1]))


def _in_range(ordinal: int) -> int:
    if not 1 <= ordinal <= dt.date.max.toordinal():
        raise OverflowError(ordinal)
    return ordinal


def _years(start: dt.date, end: dt.date, sign: int) -> range:
    """Years whose days were looked at between the day next to `start` and `end`."""
    if start == end:
        return range(end.year, end.year + 1)
    first = dt.date.fromordinal(start.toordinal() + sign)
    return range(min(first.year, end.year), max(first.year, end.year) + 1)


def _finish(
    end: dt.date, at: dt.datetime | None, years: set[int], calendar: WorkCalendar, why: list[Step], rules: list[str]
) -> Deadline:
    provisional = any(not calendar.year(year).published for year in years)
    return Deadline(end, at, provisional, tuple(why), tuple(sorted(years)), tuple(rules))


def _explain_days(start: dt.date, end: dt.date, period: Period, calendar: WorkCalendar, sign: int) -> list[Step]:
    why = [Step(start, counted=False, reason="起算日，不计入")]
    span = abs(end.toordinal() - start.toordinal())
    if period.unit in (Unit.MONTH, Unit.YEAR):
        target = start.day
        reason = "对应日" if end.day == target else f"该月没有 {target} 日，止于月末"
        words = f"{'向前' if sign < 0 else ''}{period.amount}{UNIT_WORDS[period.unit]}届满，{reason}"
        return [*why, Step(end, counted=True, reason=words)]
    if span > DETAIL_DAYS:
        return why + _explain_years(start, end, period.unit, calendar, sign)
    number = 0
    for ordinal in range(start.toordinal() + sign, end.toordinal() + sign, sign):
        day = dt.date.fromordinal(ordinal)
        counted = period.unit is Unit.DAY or calendar.is_workday(day)
        number += counted
        if period.unit is Unit.DAY:
            reason = f"第 {number} 日"
        else:
            reason = calendar.reason(day) + (f"，第 {number} 个" if counted else "，不计")
        why.append(Step(day, counted=counted, reason=reason))
    return why


def _explain_years(start: dt.date, end: dt.date, unit: Unit, calendar: WorkCalendar, sign: int) -> list[Step]:
    """One line per year for long periods."""
    steps = []
    for year in range((start + sign * _DAY).year, end.year + sign, sign):
        low, high = dt.date(year, 1, 1), dt.date(year, 12, 31)
        near, far = (low, high) if sign > 0 else (high, low)
        if year == (start + sign * _DAY).year:
            near = start + sign * _DAY
        if year == end.year:
            far = end
        first, last = min(near, far), max(near, far)
        span = last.toordinal() - first.toordinal() + 1
        days = span if unit is Unit.DAY else _workdays_within(first, last, calendar)
        reason = f"{year} 年计入 {days} {'日' if unit is Unit.DAY else '个工作日'}，另有 {span - days} 日不计"
        steps.append(Step(near, counted=True, reason=reason, through=far, days=days))
    return steps


def _workdays_within(first: dt.date, last: dt.date, calendar: WorkCalendar) -> int:
    between = calendar.workdays_between(first, last)
    return between + (1 if calendar.is_workday(first) else 0)


def _explain_roll(end: dt.date, rolled: dt.date, calendar: WorkCalendar) -> list[Step]:
    if rolled == end:
        return []
    steps = []
    for ordinal in range(end.toordinal(), rolled.toordinal()):
        day = dt.date.fromordinal(ordinal)
        steps.append(Step(day, counted=False, reason=calendar.reason(day) + "，期间末日顺延"))
    steps.append(Step(rolled, counted=False, reason=calendar.reason(rolled) + "，顺延后的届满日"))
    return steps


# ---- hours and minutes -----------------------------------------------------------------------------------------------


def _clock(start: dt.datetime, period: Period, calendar: WorkCalendar) -> Deadline:
    """Hours and minutes of the clock run at once and through the night (CAL-004)."""
    sign = 1 if period.direction is Direction.AFTER else -1
    at = _shift(start, sign * period.amount * CLOCK_SECONDS[period.unit])
    words = f"{period.amount} {UNIT_WORDS[period.unit]}"
    why = [Step(start.date(), counted=True, reason=f"{start:%H:%M} 立即起算，不分昼夜")]
    if at.date() != start.date():
        why.append(Step(at.date(), counted=True, reason=f"满 {words}，至 {at:%H:%M}"))
    years: set[int] = set()
    rules = ["CAL-004"]
    if period.roll is Roll.NEXT_WORKDAY:
        rolled = calendar.next_workday(at.date())
        years.update(range(at.year, rolled.year + 1))
        rules.append("CAL-006")
        why += _explain_roll(at.date(), rolled, calendar)
        at = dt.datetime.combine(rolled, at.timetz())
    return _finish(at.date(), at, years, calendar, why, rules)


def _shift(start: dt.datetime, seconds: int) -> dt.datetime:
    if abs(seconds) > 400_000_000_000:  # longer than all years there are; timedelta itself would fail differently
        raise OverflowError(seconds)
    return start + dt.timedelta(seconds=seconds)


def _office(
    start: dt.datetime, period: Period, calendar: WorkCalendar, hours: OfficeHours, *, explain: bool
) -> Deadline:
    sign = 1 if period.direction is Direction.AFTER else -1
    seconds = period.amount * OFFICE_SECONDS[period.unit]
    day, at = (
        office_after(start, seconds, calendar, hours) if sign > 0 else office_before(start, seconds, calendar, hours)
    )
    span = abs(day.toordinal() - start.date().toordinal())
    why: list[Step] = []
    if explain:
        why = _explain_office(start, day, at, calendar, hours, sign) if span <= DETAIL_DAYS else []
        if span > DETAIL_DAYS:
            why = [Step(start.date(), counted=False, reason=f"{start:%H:%M} 起算")]
            why += _explain_years(start.date(), day, Unit.WORKDAY, calendar, sign)
    years = set(range(min(start.year, day.year), max(start.year, day.year) + 1))
    # roll has nothing to do here: office time always ends on a working day
    return _finish(day, at, years, calendar, why, ["CAL-004", "CAL-007", "CAL-011"])


def office_after(
    start: dt.datetime, seconds: int, calendar: WorkCalendar, hours: OfficeHours
) -> tuple[dt.date, dt.datetime]:
    """(day, first moment) at which `seconds` > 0 of office time have passed since `start`."""
    day, second = start.date(), _second(start)
    if calendar.is_workday(day):
        here = hours.worked(second, 86_400)
        if seconds <= here:
            return day, _moment(day, _forward(hours, second, seconds))
        seconds -= here
    full = (seconds - 1) // hours.seconds
    day = calendar.workday_after(day, full + 1)
    return day, _moment(day, _forward(hours, 0, seconds - full * hours.seconds))


def office_before(
    start: dt.datetime, seconds: int, calendar: WorkCalendar, hours: OfficeHours
) -> tuple[dt.date, dt.datetime]:
    """(day, last moment) from which `seconds` > 0 of office time pass until `start`."""
    day, second = start.date(), _second(start)
    if calendar.is_workday(day):
        here = hours.worked(0, second)
        if seconds <= here:
            return day, _moment(day, _backward(hours, second, seconds))
        seconds -= here
    full = (seconds - 1) // hours.seconds
    day = calendar.workday_before(day, full + 1)
    return day, _moment(day, _backward(hours, 86_400, seconds - full * hours.seconds))


def office_between(start: dt.datetime, end: dt.datetime, calendar: WorkCalendar, hours: OfficeHours) -> int:
    """Seconds of office time in [start, end); 0 when `end` is not later."""
    if end <= start:
        return 0
    first, last = start.date(), end.date()
    if first == last:
        return hours.worked(_second(start), _second(end)) if calendar.is_workday(first) else 0
    total = hours.worked(_second(start), 86_400) if calendar.is_workday(first) else 0
    total += hours.worked(0, _second(end)) if calendar.is_workday(last) else 0
    return total + calendar.workdays_between(first, last - _DAY) * hours.seconds


def _forward(hours: OfficeHours, second: int, left: int) -> int:
    for start, end in hours.spans:
        begin = max(start, second)
        if begin < end:
            if left <= end - begin:
                return begin + left
            left -= end - begin
    raise AssertionError("more asked than the day holds")


def _backward(hours: OfficeHours, second: int, left: int) -> int:
    for start, end in reversed(hours.spans):
        finish = min(end, second)
        if start < finish:
            if left <= finish - start:
                return finish - left
            left -= finish - start
    raise AssertionError("more asked than the day holds")


def _second(moment: dt.datetime) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second


def _moment(day: dt.date, second: int) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day) + dt.timedelta(seconds=second)  # noqa: DTZ001 local by contract


def _explain_office(
    start: dt.datetime, end_day: dt.date, at: dt.datetime, calendar: WorkCalendar, hours: OfficeHours, sign: int
) -> list[Step]:
    steps = []
    for ordinal in range(start.date().toordinal(), end_day.toordinal() + sign, sign):
        day = dt.date.fromordinal(ordinal)
        low, high = 0, 86_400
        if day == start.date():
            low, high = (_second(start), high) if sign > 0 else (low, _second(start))
        if day == end_day:
            edge = int((at - _moment(day, 0)).total_seconds())
            low, high = (low, edge) if sign > 0 else (edge, high)
        worked = hours.worked(low, high) if calendar.is_workday(day) else 0
        reason = calendar.reason(day) + (f"，计 {_length(worked)}" if worked else "，不在工作时间，不计")
        steps.append(Step(day, counted=worked > 0, reason=reason))
    return steps


def _length(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    parts = [f"{hours} 小时" if hours else "", f"{minutes} 分" if minutes else "", f"{left} 秒" if left else ""]
    return " ".join(part for part in parts if part)
