"""What a decision may know besides the petition, and the small steps that several moves share."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sanguanjia.kernel.refusal import Reason
from sanguanjia.petitions.types import DUTIES, Facts, PetitionPolicy, State, Step, Unit
from sanguanjia.policy.rules import running
from sanguanjia.policy.rules.clocks import SHANGHAI
from sanguanjia.policy.rules.running import Ended

MOST_WORDS = 4000


@dataclass(frozen=True)
class World:
    """The policy of the place and day, the time, and who acts."""

    policy: PetitionPolicy
    times: running.Times
    account_id: int | None = None


def start(step: Step, world: World, since: date | None = None) -> running.Clock:
    """A fresh clock of a step, from today or from an earlier day on which what starts it happened."""
    begin = datetime.combine(since, time(), SHANGHAI) if since is not None and since != today(world) else None
    return running.start(step, world.policy.clocks[step], world.times, begin)


def version(step: Step, world: World) -> str:
    """The policy version a step's clock runs by."""
    return world.policy.clocks[step].version


def today(world: World) -> date:
    """The day it is here."""
    return world.times.now.astimezone(SHANGHAI).date()


def moment_of(day: date, world: World) -> datetime:
    """When something was done that is written down now: noon of an earlier day, else now."""
    return world.times.now if day == today(world) else datetime.combine(day, time(12), SHANGHAI)


def last_minute(due: datetime) -> datetime:
    """An end as people are told it: 24:00 of a day is its 23:59, not the midnight of the day after."""
    local = due.astimezone(SHANGHAI)
    return local - timedelta(minutes=1) if local.time() == time() else local


def end(
    facts: Facts, steps: set[Step], world: World, *, drop: Collection[Step] = (), at: datetime | None = None
) -> tuple[Facts, tuple[Ended, ...]]:
    """End these clocks as met (or missed, by the moment `at`), and drop those that nobody has to meet any more."""
    now = world.times.now
    ended = tuple(
        running.end(c, at or now) if c.step in steps else Ended(c, "dropped")
        for c in facts.clocks if c.step in steps or c.step in drop
    )  # fmt: skip
    rest = tuple(c for c in facts.clocks if c.step not in steps and c.step not in drop)
    late = any(c.step in DUTIES and running.overdue(c, now) for c in rest)
    return replace(facts, clocks=rest, alarmed=facts.alarmed and late), ended


def over(
    facts: Facts, world: World, state: State, met: Collection[Step] = (), at: datetime | None = None
) -> tuple[Facts, tuple[Ended, ...]]:
    """The petition ends: every clock with it."""
    now = world.times.now
    ended = tuple(
        running.end(c, at or now, met=c.step in met) if c.step in DUTIES else Ended(c, "dropped") for c in facts.clocks
    )
    after = replace(
        facts, state=state, clocks=(), alarmed=False, supervised=False, hearing=False, extension_asked=None,
        ended_at=now,
    )  # fmt: skip
    return after, ended


def missing(words: str, label: str) -> list[Reason]:
    """What is said must be there and not endless."""
    if not words.strip():
        return [Reason("missing", "words", {"label": label})]
    if len(words) > MOST_WORDS:
        return [Reason("too_long", "words", {"label": label, "most": MOST_WORDS})]
    return []


def delivered(facts: Facts, world: World, on: date, step: Step) -> list[Reason]:
    """A paper is delivered between the beginning of its clock and today."""
    clock = facts.clock(step)
    early = clock is not None and on < clock.started_at.astimezone(SHANGHAI).date()
    return [Reason("day_not_so", "delivered_on")] if on > today(world) or early else []


def accused(facts: Facts, to: Unit) -> list[Reason]:
    """What accuses a unit is never given to that unit (PET-010)."""
    if to.organisation_id is not None:
        hit = facts.accused_organisation_id == to.organisation_id
    else:
        hit = facts.accused_home_id == to.home_id
    return [Reason("unit_is_accused", "to")] if hit else []


def same_unit(a: Unit, b: Unit) -> bool:
    """Whether two are the same unit."""
    return (a.home_id, a.organisation_id) == (b.home_id, b.organisation_id)
