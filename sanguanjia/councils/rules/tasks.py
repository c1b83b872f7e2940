"""Clocks and moves of a task of a meeting: facts in, facts or all refusals out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sanguanjia.cases.rules.clocks import Times
from sanguanjia.councils.types import LADDER, ClockRule, CouncilPolicy, TaskFacts, TaskState
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.policy.rules import clocks as arithmetic
from sanguanjia.policy.rules.clocks import SHANGHAI
from sanguanjia.policy.rules.deadlines import Roll, Unit

from .table import TASK_BY_VERB
from .words import missing

MOST_AMOUNT = 250
UNITS = (Unit.WORKDAY.value, Unit.DAY.value)


@dataclass(frozen=True)
class World:
    """The policy of the place and day, the time, and the offices above the meeting, from below."""

    policy: CouncilPolicy
    times: Times
    offices: tuple[str, ...]


def offices_above(home_kind: str) -> tuple[str, ...]:
    """Who hears that a task is late: the office of the meeting's home (an estate's: the neighbourhood), then up."""
    return LADDER[LADDER.index(home_kind) :] if home_kind in LADDER else LADDER


def started(facts: TaskFacts, rule: ClockRule, times: Times) -> TaskFacts:
    """The task with a clock that runs from now; whether an unpublished calendar was used stands with it."""
    fresh = replace(facts, started_at=times.now, amount=rule.amount, unit=rule.unit, roll=rule.roll)
    due, provisional = _end_of(fresh, times)
    return replace(fresh, due_at=due, provisional=provisional, acts_at=due)


def _end_of(facts: TaskFacts, times: Times) -> tuple[datetime, bool]:
    clock = arithmetic.Clock(facts.started_at or times.now, facts.amount, Unit(facts.unit), Roll(facts.roll))
    due = arithmetic.due_with_pauses(clock, [], times.calendar, times.hours, times.now)
    return due.at, due.provisional


def assigned(
    world: World, *, words: str, due_on: date | None = None, amount: int | None = None, unit: str = "workday"
) -> tuple[TaskFacts, ClockRule]:
    """A fresh task: due at the end of a day that was named, else after so many (working) days, else as the policy says.

    Refuses missing, due_in_the_past, amount_out_of_range, unknown_time_unit.
    """
    found = missing(words, "words", "要办什么")
    now = world.times.now
    rule = world.policy.clocks["task"]
    due = now
    if due_on is not None:
        due = datetime.combine(due_on + timedelta(days=1), time(), SHANGHAI)
        rule = ClockRule(0, "", "", "")
        if due <= now:
            found.append(Reason("due_in_the_past", "due_on"))
    elif amount is not None:
        if not 1 <= amount <= MOST_AMOUNT:
            found.append(Reason("amount_out_of_range", "amount", {"most": MOST_AMOUNT}))
        if unit not in UNITS:
            found.append(Reason("unknown_time_unit", "unit"))
        rule = ClockRule(amount, unit, "none", "")
    refuse_if_any(found)
    facts = TaskFacts(TaskState.OPEN, due, False, acts_at=due)
    return (facts if due_on is not None else started(facts, rule, world.times)), rule


def report_done(facts: TaskFacts, world: World, *, words: str, photos: int) -> TaskFacts:
    """The department says done, and shows it; who has to look gets a clock of their own."""
    _in_phase(facts, "report_done")
    found = missing(words, "words", "怎么办的")
    if photos < 1:
        found.append(Reason("photo_missing", "photos"))
    refuse_if_any(found)
    in_time = world.times.now <= facts.due_at
    done = replace(facts, state=TaskState.DONE, done_in_time=in_time, silent=False)
    return started(done, world.policy.clocks["accept"], world.times)


def accept(facts: TaskFacts, world: World, *, words: str = "") -> TaskFacts:
    """Somebody looked: it is done."""
    _in_phase(facts, "accept")
    return _ended(facts, TaskState.ACCEPTED, world)


def give_back(facts: TaskFacts, world: World, *, words: str) -> TaskFacts:
    """Not done: the same department once more, with a fresh clock of the policy; above hears anew when it is late."""
    _in_phase(facts, "give_back")
    refuse_if_any(missing(words, "words", "哪里没有办好"))
    again = replace(
        facts, state=TaskState.OPEN, level="", alarmed=False, silent=False, returns=facts.returns + 1
    )  # fmt: skip
    return started(again, world.policy.clocks["task"], world.times)


def drop(facts: TaskFacts, world: World, *, words: str) -> TaskFacts:
    """Not to be done any more; the reason stays."""
    _in_phase(facts, "drop")
    refuse_if_any(missing(words, "words", "为什么不再办"))
    return _ended(facts, TaskState.DROPPED, world)


def climb(facts: TaskFacts, world: World) -> TaskFacts:
    """It ran out. Undone: the next office hears of it, each once, at last it stands as an alarm. Done and not looked
    at: the convener may look."""
    _in_phase(facts, "climb")
    if facts.acts_at is None or world.times.now <= facts.acts_at:
        refuse("not_overdue")
    if facts.state is TaskState.DONE:
        return replace(facts, silent=True, acts_at=None)
    higher = [office for office in world.offices if _rank(office) > _rank(facts.level)]
    if not higher:
        return replace(facts, alarmed=True, acts_at=None)
    again = started(facts, world.policy.clocks["climb"], world.times).due_at
    return replace(facts, level=higher[0], acts_at=again)


def reckon_again(facts: TaskFacts, world: World) -> TaskFacts:
    """A year's calendar was published or corrected: the clock is reckoned on it, and who heard too early that it was
    late has heard nothing. Refuses `nothing_to_reckon`."""
    _in_phase(facts, "reckon_again")
    if not facts.unit or facts.started_at is None:  # a day that was named stands, whatever day it turns out to be
        refuse("nothing_to_reckon")
    due, provisional = _end_of(facts, world.times)
    if (due, provisional) == (facts.due_at, facts.provisional):
        refuse("nothing_to_reckon")
    after = replace(facts, due_at=due, provisional=provisional)
    late = world.times.now > due
    if late and facts.acts_at != facts.due_at:
        return after  # somebody above has heard already, and still rightly so
    return replace(after, acts_at=due, level=facts.level if late else "", alarmed=facts.alarmed and late,
                   silent=facts.silent and late)  # fmt: skip


def _rank(level: str) -> int:
    return LADDER.index(level) if level in LADDER else -1


def _ended(facts: TaskFacts, state: TaskState, world: World) -> TaskFacts:
    return replace(facts, state=state, acts_at=None, ended_at=world.times.now)


def _in_phase(facts: TaskFacts, verb: str) -> None:
    if facts.state not in TASK_BY_VERB[verb].origins:
        refuse("wrong_phase", state=facts.state.value, verb=verb)
