"""Clocks of a matter on the working calendar: start, pause, resume, lengthen. The arithmetic is the policy room's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sanguanjia.cases.types import Clock, ClockResult, ClockRule, Ended, Level, Span, Step
from sanguanjia.policy.rules import clocks as arithmetic
from sanguanjia.policy.rules.calendar import OfficeHours, WorkCalendar
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


def pause(clock: Clock, reason: str, times: Times) -> Clock:
    """Stand still from now. A clock that has run out, or stands already, is left as it is."""
    if clock.paused or times.now > clock.due_at:
        return clock
    return replace(clock, pauses=(*clock.pauses, Span(times.now, None, reason)))


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
