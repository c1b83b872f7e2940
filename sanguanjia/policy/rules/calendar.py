"""The working calendar (CAL-007): weekends, the State Council's holidays, and weekend days worked in exchange.

A year's arrangement is policy data (`calendar.workdays`). For a year without one the calendar is *provisional*:
Monday to Friday, less the statutory holidays whose date is already known; nothing is worked in exchange. Whoever used
such a year must say so and reckon again when the notice arrives.
"""

from __future__ import annotations

import calendar as _calendar
import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

_DAY = dt.timedelta(days=1)
WEEKDAY_NAMES = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


@dataclass(frozen=True)
class YearCalendar:
    """One year: weekdays that are off and weekend days that are worked, each with the holiday's name."""

    year: int
    off: Mapping[dt.date, str]
    worked: Mapping[dt.date, str]
    published: bool
    version: str = ""
    title: str = ""
    corrected: bool = False
    """It stands in the place of a calendar that was entered wrong: ends reckoned on that one are reckoned again."""

    def is_workday(self, day: dt.date) -> bool:
        """True when offices are open on `day` (a day of this year)."""
        if day in self.worked:
            return True
        return day.weekday() < 5 and day not in self.off

    def reason(self, day: dt.date) -> str:
        """Why the day counts or not, for people: 工作日, 周六, 劳动节放假, 调休上班（劳动节）."""
        weekday = WEEKDAY_NAMES[day.weekday()]
        if day in self.worked:
            return f"{weekday}，调休上班（{self.worked[day]}）"
        if day in self.off:
            return f"{weekday}，{self.off[day]}放假"
        if day.weekday() >= 5:
            return f"{weekday}，周末"
        return f"{weekday}，工作日"

    @cached_property
    def workdays(self) -> tuple[dt.date, ...]:
        """Every working day of the year in order."""
        first = dt.date(self.year, 1, 1).toordinal()
        length = 366 if _calendar.isleap(self.year) else 365
        days = (dt.date.fromordinal(first + n) for n in range(length))
        return tuple(day for day in days if self.is_workday(day))

    @cached_property
    def count(self) -> int:
        """Number of working days, without walking the year."""
        length = 366 if _calendar.isleap(self.year) else 365
        first = dt.date(self.year, 1, 1).weekday()
        weekdays = 52 * 5 + sum((first + n) % 7 < 5 for n in range(length - 364))
        off = sum(1 for day in self.off if day.weekday() < 5 and day not in self.worked)
        return weekdays - off + sum(1 for day in self.worked if day.weekday() >= 5)


@dataclass(frozen=True, slots=True)
class Statutory:
    """What is known of a year's holidays before its notice: fixed days of the law, and movable ones where listed.

    `fixed`: (month, day, first year it holds, name). `movable`: exact dates with their name.
    """

    fixed: tuple[tuple[int, int, int, str], ...] = ()
    movable: Mapping[dt.date, str] = field(default_factory=dict)

    def of(self, year: int) -> dict[dt.date, str]:
        """Statutory holidays of one year as far as they are known."""
        days = {dt.date(year, m, d): name for m, d, since, name in self.fixed if year >= since}
        days.update({day: name for day, name in self.movable.items() if day.year == year})
        return days


NO_STATUTORY = Statutory()


class WorkCalendar:
    """Working days over all years. Published years come from policy, the others are made up provisionally.

    `published(year)` returns the year's arrangement or None; it is asked at most once per year.
    """

    def __init__(self, published: Callable[[int], YearCalendar | None], statutory: Statutory = NO_STATUTORY) -> None:
        self._published = published
        self._statutory = statutory
        self._years: dict[int, YearCalendar] = {}

    def year(self, year: int) -> YearCalendar:
        """The year's calendar; `published` is False when it is only provisional."""
        found = self._years.get(year)
        if found is None:
            found = self._published(year) or YearCalendar(year, self._statutory.of(year), {}, published=False)
            self._years[year] = found
        return found

    def is_workday(self, day: dt.date) -> bool:
        """True when `day` is a working day."""
        return self.year(day.year).is_workday(day)

    def reason(self, day: dt.date) -> str:
        """Why the day counts or not, for people."""
        year = self.year(day.year)
        return year.reason(day) if year.published else year.reason(day) + "（该年日历尚未公布，暂计）"

    def workday_after(self, day: dt.date, amount: int) -> dt.date:
        """The `amount`-th working day after `day`, which itself does not count. OverflowError past the year 9999."""
        year, left = day.year, amount
        here = self.year(year)
        start = bisect_right(here.workdays, day)
        while start + left > here.count:
            left -= here.count - start
            year, start = year + 1, 0
            if year > dt.MAXYEAR:
                raise OverflowError(year)
            here = self.year(year)
        return here.workdays[start + left - 1]

    def workday_before(self, day: dt.date, amount: int) -> dt.date:
        """The `amount`-th working day before `day`, which itself does not count. OverflowError before the year 1."""
        year, left = day.year, amount
        here = self.year(year)
        end = bisect_left(here.workdays, day)
        while left > end:
            left -= end
            year -= 1
            if year < dt.MINYEAR:
                raise OverflowError(year)
            here = self.year(year)
            end = here.count
        return here.workdays[end - left]

    def next_workday(self, day: dt.date) -> dt.date:
        """`day` itself when it is worked, else the first working day after it (CAL-006)."""
        return day if self.is_workday(day) else self.workday_after(day, 1)

    def workdays_between(self, after: dt.date, until: dt.date) -> int:
        """Working days in (after, until]; 0 when `until` is not later."""
        if until <= after:
            return 0
        total = 0
        for year in range(after.year, until.year + 1):
            here = self.year(year)
            total += here.count
            if year == after.year:
                total -= bisect_right(here.workdays, after)
            if year == until.year:
                total -= here.count - bisect_right(here.workdays, until)
        return total


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """Office hours of a working day as pairs of seconds since midnight, in order, not touching (CAL-011)."""

    spans: tuple[tuple[int, int], ...]
    version: str = ""

    def __post_init__(self) -> None:
        last = -1
        for start, end in self.spans:
            if not (last < start < end <= 86_400):
                raise ValueError(f"office hours {self.spans}: spans must be in order inside one day")
            last = end
        if not self.spans:
            raise ValueError("office hours need at least one span")

    @property
    def seconds(self) -> int:
        """Working seconds of one working day."""
        return sum(end - start for start, end in self.spans)

    @property
    def closes(self) -> dt.time | None:
        """Close of business; None means midnight at the end of the day."""
        end = self.spans[-1][1]
        return None if end == 86_400 else dt.time(end // 3600, end % 3600 // 60, end % 60)

    def worked(self, from_second: int, to_second: int) -> int:
        """Working seconds between two moments of one working day."""
        return sum(max(0, min(end, to_second) - max(start, from_second)) for start, end in self.spans)

    @classmethod
    def parse(cls, spans: Sequence[Sequence[str]], version: str = "") -> OfficeHours:
        """From policy data: [["09:00", "12:00"], ["13:00", "17:00"]]. ValueError for anything else."""
        return cls(tuple((_seconds(start), _seconds(end)) for start, end in spans), version)


def _seconds(text: str) -> int:
    hours, minutes = text.split(":")
    seconds = int(hours) * 3600 + int(minutes) * 60
    if not (0 <= int(minutes) < 60 and 0 <= seconds <= 86_400):
        raise ValueError(f"no time of day: {text}")
    return seconds


DEFAULT_HOURS = OfficeHours(((9 * 3600, 12 * 3600), (13 * 3600, 17 * 3600)))
