"""Running clocks of any room: started, paused, run on, ended. Every clock carries its own unit (CAL-009), so that days
and working days stand side by side. Pure; the arithmetic is `clocks`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from sanguanjia.kernel.refusal import refuse

from . import clocks as arithmetic
from .calendar import OfficeHours, WorkCalendar
from .deadlines import Roll, Unit


class Times(Protocol):
    """What reckoning needs: the moment, the working calendar and office hours of the place, and a source of ids."""

    @property
    def now(self) -> dt.datetime:
        """Aware."""

    @property
    def calendar(self) -> WorkCalendar:
        """Of the place."""

    @property
    def hours(self) -> OfficeHours:
        """Of the place, today."""

    @property
    def new_id(self) -> Callable[[], int]:
        """Where ids come from."""


@dataclass(frozen=True, slots=True)
class ClockRule:
    """How long, in which unit, by which policy version."""

    amount: int
    unit: str
    roll: str
    version: str


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock. `pauses`: (from, to or None). Moments are aware."""

    id: int
    step: str
    started_at: dt.datetime
    amount: int
    unit: str
    roll: str
    due_at: dt.datetime
    provisional: bool
    version: str
    pauses: tuple[tuple[dt.datetime, dt.datetime | None], ...] = ()

    @property
    def paused(self) -> bool:
        """Whether it stands still."""
        return any(end is None for _start, end in self.pauses)


@dataclass(frozen=True, slots=True)
class Ended:
    """A clock that a move ended: met, missed or dropped."""

    clock: Clock
    result: str


def start(step: str, rule: ClockRule, times: Times, since: dt.datetime | None = None) -> Clock:
    """A fresh clock, running from now, or from the moment on which what starts it happened."""
    begin = since or times.now
    return _reckon(
        Clock(times.new_id(), step, begin, rule.amount, rule.unit, rule.roll, begin, False, rule.version), times
    )


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
    return _reckon(clock, times, next((begin for begin, end in clock.pauses if end is None), None))


def renewed(clocks: tuple[Clock, ...], times: Times) -> tuple[tuple[Clock, ...], list[dict[str, str]]]:
    """All clocks on the calendar as it is published now, and what moved: step, from, to. Refuses `nothing_to_reckon`
    when no end and no mark changes."""
    after = tuple(reckon_again(clock, times) for clock in clocks)
    moves = [
        {"step": str(new.step), "from": old.due_at.isoformat(), "to": new.due_at.isoformat()}
        for old, new in zip(clocks, after, strict=True) if old != new
    ]  # fmt: skip
    if not moves:
        refuse("nothing_to_reckon")
    return after, moves


def used(clock: Clock, times: Times) -> int:
    """How much is used: whole seconds for clock and office units, whole days for the others."""
    return arithmetic.used(_plain(clock), _pauses(clock), times.calendar, times.now, times.hours)


def lengthen(clock: Clock, amount: int, times: Times) -> Clock:
    """More time, in the clock's own unit."""
    return _reckon(replace(clock, amount=clock.amount + amount), times)


def overdue(clock: Clock, now: dt.datetime) -> bool:
    """Whether it has run out."""
    return not clock.paused and now > clock.due_at


def end(clock: Clock, now: dt.datetime, *, met: bool = True) -> Ended:
    """End a clock: missed when it had run out, else met, or dropped where nobody was to meet it."""
    return Ended(clock, "missed" if overdue(clock, now) else ("met" if met else "dropped"))


def _reckon(clock: Clock, times: Times, now: dt.datetime | None = None) -> Clock:
    due = arithmetic.due_with_pauses(_plain(clock), _pauses(clock), times.calendar, times.hours, now or times.now)
    return replace(clock, due_at=due.at, provisional=due.provisional)


def _pauses(clock: Clock) -> list[arithmetic.Pause]:
    return [arithmetic.Pause(begin, finish) for begin, finish in clock.pauses]


def _plain(clock: Clock) -> arithmetic.Clock:
    return arithmetic.Clock(clock.started_at, clock.amount, Unit(clock.unit), Roll(clock.roll))
