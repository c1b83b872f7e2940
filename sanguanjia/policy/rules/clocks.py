"""A clock that can stand still: deadlines with pauses (a matter waits for the reporter's answer).

A pause never gives back time that was used, and never takes time that was not. Day units are used up in whole days: a
pause that begins and ends on one day changes nothing, one that spans days moves the end by the countable days it
covers. Moments are local and naive, or all aware; aware ones are reckoned and returned in Asia/Shanghai (UTC+8 all
year).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from .calendar import DEFAULT_HOURS, OfficeHours, WorkCalendar
from .deadlines import (
    CLOCK_SECONDS,
    OFFICE_SECONDS,
    TIMED,
    Deadline,
    Period,
    Roll,
    Unit,
    add_days,
    deadline,
    office_after,
    office_between,
)

SHANGHAI = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")
"""Fixed: China keeps no summer time since 1991."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A running period: when it began and what the policy allows. Direction is always forwards."""

    start: dt.datetime
    amount: int
    unit: Unit
    roll: Roll = Roll.NONE

    @property
    def period(self) -> Period:
        """The same as a period for `deadline`."""
        return Period(self.amount, self.unit, roll=self.roll)


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stood still from `start` to `end`; `end` None: it still stands."""

    start: dt.datetime
    end: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Due:
    """When the clock runs out: the last day and the last moment (close of business, or 24:00 as the next midnight).

    `paused` is True while a pause is open: then the moments assume that it ends now, and no later.
    """

    due: dt.date
    at: dt.datetime
    provisional: bool
    paused: bool


def due_with_pauses(
    clock: Clock,
    pauses: Iterable[Pause],
    calendar: WorkCalendar,
    hours: OfficeHours = DEFAULT_HOURS,
    now: dt.datetime | None = None,
) -> Due:
    """When `clock` runs out, given its pauses in any order, overlapping or not. An open pause needs `now`."""
    aware = clock.start.tzinfo is not None
    start = local(clock.start)
    stops, paused = _merge(pauses, start, None if now is None else local(now))
    unit = clock.unit
    provisional = False
    if unit in TIMED:
        at, years = _timed_due(clock, start, stops, calendar, hours)
        day = at.date()
    else:
        day, years = _day_due(clock, start.date(), stops, calendar, hours)
    if clock.roll is Roll.NEXT_WORKDAY and unit not in OFFICE_SECONDS:
        rolled = calendar.next_workday(day)
        years |= set(range(day.year, rolled.year + 1))
        if unit in TIMED:
            at = dt.datetime.combine(rolled, at.time())
        day = rolled
    provisional = any(not calendar.year(year).published for year in years)
    if unit not in TIMED:
        at = end_of(day, unit, hours)
    return Due(day, at.replace(tzinfo=SHANGHAI) if aware else at, provisional, paused)


def end_of(day: dt.date, unit: Unit, hours: OfficeHours) -> dt.datetime:
    """Last moment of a due day.

    Close of business for working days, else 24:00 written as the next midnight (CAL-006).
    """
    midnight = dt.datetime.combine(day, dt.time())
    if unit is Unit.WORKDAY and hours.closes is not None:
        return dt.datetime.combine(day, hours.closes)
    return midnight + dt.timedelta(days=1)


def used(
    clock: Clock, pauses: Iterable[Pause], calendar: WorkCalendar, now: dt.datetime, hours: OfficeHours = DEFAULT_HOURS
) -> int:
    """How much of the clock is used at `now`: whole seconds for clock and office units, whole days for the others."""
    start, moment = local(clock.start), local(now)
    stops, _ = _merge(pauses, start, moment)
    total, begin = 0, start
    for stop, resume in [*stops, (moment, moment)]:
        total += _spent(clock.unit, begin, min(stop, moment), calendar, hours)
        begin = resume
        if stop >= moment:
            break
    return total


def local(moment: dt.datetime) -> dt.datetime:
    """Naive local time of an aware moment; a naive one is taken as local."""
    return moment if moment.tzinfo is None else moment.astimezone(SHANGHAI).replace(tzinfo=None)


def simple_due(clock: Clock, calendar: WorkCalendar, hours: OfficeHours = DEFAULT_HOURS) -> Deadline:
    """The same clock without pauses, with its explanation."""
    return deadline(local(clock.start), clock.period, calendar, hours)


def _merge(
    pauses: Iterable[Pause], start: dt.datetime, now: dt.datetime | None
) -> tuple[list[tuple[dt.datetime, dt.datetime]], bool]:
    """Pauses as ordered, disjoint spans after `start`; and whether one is still open."""
    spans, open_pause = [], False
    for pause in pauses:
        begin = max(local(pause.start), start)
        if pause.end is None:
            if now is None:
                raise ValueError("an open pause needs to know what time it is")
            open_pause, end = True, now
        else:
            end = local(pause.end)
        if end > begin:
            spans.append((begin, end))
    merged: list[tuple[dt.datetime, dt.datetime]] = []
    for begin, end in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged, open_pause


def _spent(unit: Unit, begin: dt.datetime, end: dt.datetime, calendar: WorkCalendar, hours: OfficeHours) -> int:
    if end <= begin:
        return 0
    if unit in CLOCK_SECONDS:
        return int((end - begin).total_seconds())
    if unit in OFFICE_SECONDS:
        return office_between(begin, end, calendar, hours)
    if unit is Unit.WORKDAY:
        return calendar.workdays_between(begin.date(), end.date())
    return end.toordinal() - begin.toordinal()


def _timed_due(
    clock: Clock,
    start: dt.datetime,
    stops: list[tuple[dt.datetime, dt.datetime]],
    calendar: WorkCalendar,
    hours: OfficeHours,
) -> tuple[dt.datetime, set[int]]:
    office = clock.unit in OFFICE_SECONDS
    left = clock.amount * (OFFICE_SECONDS[clock.unit] if office else CLOCK_SECONDS[clock.unit])
    begin = start
    for stop, resume in stops:
        spent = _spent(clock.unit, begin, stop, calendar, hours)
        if spent >= left:
            break
        left, begin = left - spent, resume
    at = office_after(begin, left, calendar, hours)[1] if office else begin + dt.timedelta(seconds=left)
    return at, set(range(start.year, at.year + 1)) if office else set()


def _day_due(
    clock: Clock,
    start: dt.date,
    stops: list[tuple[dt.datetime, dt.datetime]],
    calendar: WorkCalendar,
    hours: OfficeHours,
) -> tuple[dt.date, set[int]]:
    """Day units. Months and years have no used-up part: their end moves by the civil days that were paused."""
    if clock.unit in (Unit.MONTH, Unit.YEAR):
        day = add_days(start, clock.amount, clock.unit, calendar)
        for stop, resume in stops:
            if stop < end_of(day, clock.unit, hours):
                day += dt.timedelta(days=(resume.date() - stop.date()).days)
        return day, set()
    left, begin = clock.amount, start
    for stop, resume in stops:
        if stop >= end_of(add_days(begin, left, clock.unit, calendar), clock.unit, hours):
            break  # run out before this pause began
        left, begin = left - _spent(clock.unit, begin_of(begin), stop, calendar, hours), max(begin, resume.date())
        if left <= 0:
            # paused on the last day: what is left of it is given back on the day the clock runs again
            day = _last_day(begin, stops, calendar, clock.unit)
            return day, set(range(start.year, day.year + 1)) if clock.unit is Unit.WORKDAY else set()
    day = add_days(begin, left, clock.unit, calendar)
    return day, set(range(start.year, day.year + 1)) if clock.unit is Unit.WORKDAY else set()


def begin_of(day: dt.date) -> dt.datetime:
    """Midnight at the beginning of a day."""
    return dt.datetime.combine(day, dt.time())


def _last_day(
    day: dt.date, stops: list[tuple[dt.datetime, dt.datetime]], calendar: WorkCalendar, unit: Unit
) -> dt.date:
    """The given-back last day may itself be paused into a later day, and again."""
    if unit is Unit.WORKDAY:
        day = calendar.next_workday(day)
    for stop, resume in stops:
        if stop.date() <= day < resume.date():
            day = resume.date()
            if unit is Unit.WORKDAY:
                day = calendar.next_workday(day)
    return day
