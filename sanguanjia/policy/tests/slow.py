"""A slow, obvious reckoner to hold the fast one against.

Day by day, second by second (in whole minutes), nothing clever.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable

from sanguanjia.policy.rules.deadlines import Direction, Period, Roll, Unit

DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)
OPEN = [(9 * 60, 12 * 60), (13 * 60, 17 * 60)]


def day_units(start: dt.date, period: Period, is_workday: Callable[[dt.date], bool]) -> dt.date:
    """Last day by walking one day at a time."""
    step = DAY if period.direction is Direction.AFTER else -DAY
    day = start
    if period.unit in (Unit.MONTH, Unit.YEAR):
        months = period.amount * (12 if period.unit is Unit.YEAR else 1)
        year, month = start.year, start.month
        for _ in range(months):
            month += 1 if step > dt.timedelta() else -1
            if month == 13:
                year, month = year + 1, 1
            if month == 0:
                year, month = year - 1, 12
        day = dt.date(year, month, min(start.day, calendar.monthrange(year, month)[1]))
        if period.clear_days:
            day += step
    else:
        left = period.amount + (1 if period.clear_days else 0)
        while left:
            day += step
            if period.unit is Unit.DAY or is_workday(day):
                left -= 1
    while period.roll is Roll.NEXT_WORKDAY and not is_workday(day):
        day += DAY
    return day


def office_minutes(
    start: dt.datetime, minutes: int, is_workday: Callable[[dt.date], bool], *, back: bool
) -> dt.datetime:
    """The moment by walking one minute at a time and counting those inside office hours."""
    at = start
    while minutes:
        minute = at - MINUTE if back else at
        of_day = minute.hour * 60 + minute.minute
        if is_workday(minute.date()) and any(a <= of_day < b for a, b in OPEN):
            minutes -= 1
        at = at - MINUTE if back else at + MINUTE
    return at
