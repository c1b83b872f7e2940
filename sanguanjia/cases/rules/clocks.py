"""Clocks of a matter on the working calendar: start, pause, resume, lengthen. The arithmetic is the policy room's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sanguanjia.cases.types import Clock, ClockResult, ClockRule, Ended, Level, Span, Step
from sanguanjia.policy.rules import clocks as arithmetic
from sanguanjia.policy.rules.calendar import OfficeHours, WorkCalendar, YearCalendar
from sanguanjia.policy.rules.clocks import SHANGHAI
from sanguanjia.policy.rules.deadlines import Roll, Unit


@dataclass(frozen=True)
class Times:
    """What reckoning needs: the moment, the working calendar and office hours of the place, and a source of ids."""

    now: datetime
    calendar: WorkCalendar
    hours: OfficeHours
    new_id: Callable[[], int]


def start(step: Step, level: Level, rule: ClockRule, times: Times) -> Clock:
    """A fresh clock of a step, running from now."""
    clock = Clock(
        times.new_id(), step, level, times.now, rule.amount, rule.unit, rule.roll, times.now, False, rule.version
    )
    return reckon(clock, times)


def reckon(clock: Clock, times: Times) -> Clock:
    """The clock with its due moment as it is now (while paused: as if the pause ended now)."""
    pauses = [arithmetic.Pause(p.start, p.end) for p in clock.pauses]
    due = arithmetic.due_with_pauses(_plain(clock), pauses, times.calendar, times.hours, times.now)
    return replace(clock, due_at=due.at, provisional=due.provisional)


def reckon_again(clock: Clock, times: Times) -> Clock:
    """A clock on the calendar as it is published now: a provisional one, or one that runs through a year whose
    calendar was entered wrong and corrected. Any other is left as it is.

    A paused clock is reckoned as at the beginning of its pause, as it was kept then: what the pause covers is added
    when it runs on.
    """
    if not clock.provisional and not any(year.corrected for year in calendars_of(clock, clock, times)):
        return clock
    standing = next((p.start for p in clock.pauses if p.end is None), times.now)
    return reckon(clock, replace(times, now=standing))


def calendars_of(old: Clock, new: Clock, times: Times) -> tuple[YearCalendar, ...]:
    """The published years that lie between the start and the end of a clock that was reckoned again."""
    last = max(old.due_at, new.due_at) - timedelta(microseconds=1)  # 24:00 still belongs to the day it ends
    years = range(old.started_at.astimezone(SHANGHAI).year, last.astimezone(SHANGHAI).year + 1)
    return tuple(found for found in map(times.calendar.year, years) if found.published)


def pause(clock: Clock, reason: str, times: Times) -> Clock:
    """Stand still from now. A clock that has run out, or stands already, is left as it is."""
    if clock.paused or times.now > clock.due_at:
        return clock
    return replace(clock, pauses=(*clock.pauses, Span(times.now, None, reason)))


def halt(clock: Clock, reason: str, times: Times) -> Clock:
    """Stand still from now, even when it has run out: it stays run out, and says so again when it goes on."""
    return clock if clock.paused else replace(clock, pauses=(*clock.pauses, Span(times.now, None, reason)))


def resume(clock: Clock, times: Times) -> Clock:
    """Run again from now, with the end moved by what was paused."""
    if not clock.paused:
        return clock
    pauses = tuple(replace(p, end=times.now) if p.end is None else p for p in clock.pauses)
    return reckon(replace(clock, pauses=pauses), times)


def lengthen(clock: Clock, amount: int, times: Times) -> Clock:
    """More time, in the clock's own unit."""
    return reckon(replace(clock, amount=clock.amount + amount), times)


def used(clock: Clock, times: Times) -> int:
    """How much is used: whole seconds for clock and office units, whole days for the others."""
    pauses = [arithmetic.Pause(p.start, p.end) for p in clock.pauses]
    return arithmetic.used(_plain(clock), pauses, times.calendar, times.now, times.hours)


def overdue(clock: Clock, now: datetime) -> bool:
    """Whether it has run out."""
    return not clock.paused and now > clock.due_at


def end(clock: Clock, now: datetime, *, dropped: bool = False) -> Ended:
    """End a clock: met or missed, or dropped where the matter went elsewhere in time."""
    if overdue(clock, now):
        return Ended(clock, ClockResult.MISSED)
    return Ended(clock, ClockResult.DROPPED if dropped else ClockResult.MET)


def _plain(clock: Clock) -> arithmetic.Clock:
    return arithmetic.Clock(clock.started_at, clock.amount, Unit(clock.unit), Roll(clock.roll))
