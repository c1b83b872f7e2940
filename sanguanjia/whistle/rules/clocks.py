"""Clocks of a task on the working calendar. The arithmetic is the policy room's; a pause never gives back used time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sanguanjia.cases.rules.clocks import Times
from sanguanjia.policy.rules import clocks as arithmetic
from sanguanjia.policy.rules.deadlines import Roll, Unit
from sanguanjia.whistle.types import Clock, ClockRule, Ended, Step


def start(step: Step, rule: ClockRule, times: Times) -> Clock:
    """A fresh clock, running from now."""
    fresh = Clock(
        times.new_id(), step, times.now, rule.amount, rule.unit, rule.roll, times.now, False, rule.version
    )  # fmt: skip
    return _reckon(fresh, times)


def pause(clock: Clock, times: Times) -> Clock:
    """Stand still from now. A clock that has run out, or stands already, is left as it is."""
    if clock.paused or times.now > clock.due_at:
        return clock
    return replace(clock, pauses=(*clock.pauses, (times.now, None)))


def resume(clock: Clock, times: Times) -> Clock:
    """Run again from now, with the end moved by what was paused."""
    if not clock.paused:
        return clock
    closed = tuple((begin, times.now if end is None else end) for begin, end in clock.pauses)
    return _reckon(replace(clock, pauses=closed), times)


def reckon_again(clock: Clock, times: Times) -> Clock:
    """The clock on the calendar as it is published now; the same where nothing changed. A paused one is reckoned as at
    the beginning of its pause: what the pause covers is added when it runs on."""
    standing = next((begin for begin, end in clock.pauses if end is None), times.now)
    return _reckon(clock, replace(times, now=standing))


def used(clock: Clock, times: Times) -> int:
    """How much is used: whole seconds for clock and office units, whole days for the others."""
    return arithmetic.used(_plain(clock), _pauses(clock), times.calendar, times.now, times.hours)


def overdue(clock: Clock, now: datetime) -> bool:
    """Whether it has run out."""
    return not clock.paused and now > clock.due_at


def end(clock: Clock, now: datetime, *, met: bool = True) -> Ended:
    """End a clock: missed when it had run out, else met, or dropped where nobody was to meet it."""
    return Ended(clock, "missed" if overdue(clock, now) else ("met" if met else "dropped"))


def _reckon(clock: Clock, times: Times) -> Clock:
    due = arithmetic.due_with_pauses(_plain(clock), _pauses(clock), times.calendar, times.hours, times.now)
    return replace(clock, due_at=due.at, provisional=due.provisional)


def _pauses(clock: Clock) -> list[arithmetic.Pause]:
    return [arithmetic.Pause(begin, end) for begin, end in clock.pauses]


def _plain(clock: Clock) -> arithmetic.Clock:
    return arithmetic.Clock(clock.started_at, clock.amount, Unit(clock.unit), Roll(clock.roll))
