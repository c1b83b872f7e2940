"""Deadlines for a million matters: the policy's arithmetic as tables, so that each costs a look-up.

A moment here is whole seconds since 1970-01-01 00:00 on a wall clock in China. Tested against `policy.rules.deadlines`.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import date
from typing import Final

from sanguanjia.policy.rules.calendar import OfficeHours, WorkCalendar

DAY: Final = 86_400
_EPOCH: Final = date(1970, 1, 1).toordinal()
_TIMES: Final = tuple(f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}+08:00" for s in range(DAY))


class Dues:
    """Working time between two days (both included), as running sums."""

    def __init__(self, calendar: WorkCalendar, hours: OfficeHours, first: date, last: date) -> None:
        self.first = first.toordinal() - _EPOCH  # day number of the first day
        days = range(first.toordinal(), last.toordinal() + 1)
        self.open = [calendar.is_workday(date.fromordinal(day)) for day in days]
        self.names = [date.fromordinal(day).isoformat() + "T" for day in days]
        self.spans = hours.spans
        self.closes = hours.spans[-1][1]
        self.seconds = [0]  # working seconds before the day
        self.days = [0]  # working days before the day
        for is_open in self.open:
            self.seconds.append(self.seconds[-1] + (hours.seconds if is_open else 0))
            self.days.append(self.days[-1] + is_open)

    def text(self, moment: int) -> str:
        """A moment as the database reads it and as the history keeps it."""
        return self.names[moment // DAY - self.first] + _TIMES[moment % DAY]

    def worked(self, moment: int) -> int:
        """Working seconds from the first day to a moment."""
        day, second = moment // DAY - self.first, moment % DAY
        total = self.seconds[day]
        if self.open[day]:
            total += sum(max(0, min(end, second) - begin) for begin, end in self.spans)
        return total

    def after_work(self, moment: int, seconds: int) -> int:
        """The moment at which so many working seconds have passed."""
        target = self.worked(moment) + seconds
        day = bisect_left(self.seconds, target) - 1
        left = target - self.seconds[day]
        for begin, end in self.spans:
            if left <= end - begin:
                return (day + self.first) * DAY + begin + left
            left -= end - begin
        raise AssertionError("unreachable")

    def after_workdays(self, moment: int, count: int) -> int:
        """Close of business of the `count`-th working day after the day of the moment."""
        day = moment // DAY - self.first
        target = self.days[day + 1] + count  # working days up to and including the due one
        return (bisect_left(self.days, target) - 1 + self.first) * DAY + self.closes

    def due(self, moment: int, amount: int, unit: str) -> int:
        """When a clock of the policy that starts at the moment runs out (no rolling)."""
        if unit == "workday":
            return self.after_workdays(moment, amount)
        if unit == "workhour":
            return self.after_work(moment, amount * 3600)
        if unit == "workminute":
            return self.after_work(moment, amount * 60)
        if unit == "hour":
            return moment + amount * 3600
        if unit == "minute":
            return moment + amount * 60
        if unit == "day":
            return (moment // DAY + amount + 1) * DAY  # 24:00 of the last day
        raise ValueError(unit)
