"""What a decision may know besides the procedure, and the small steps that several moves share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sanguanjia.assemblies.types import Facts, Step
from sanguanjia.decisions.rules.law import Law
from sanguanjia.kernel.refusal import Reason, refuse
from sanguanjia.policy.rules import running
from sanguanjia.policy.rules.clocks import SHANGHAI
from sanguanjia.policy.rules.running import Clock, ClockRule, Ended

from .table import CLOCKS, allowed

MOST_WORDS = 4_000


@dataclass(frozen=True, slots=True)
class World:
    """The law of the place and day, and the time."""

    law: Law
    times: running.Times

    @property
    def today(self) -> dt.date:
        """The day it is here."""
        return self.times.now.astimezone(SHANGHAI).date()


def demand_move(facts: Facts, verb: str) -> None:
    """Refuse wrong_phase where the table has no such line."""
    if not allowed(facts.kind, facts.state, verb):
        refuse("wrong_phase", state=facts.state.value, verb=verb)


def started(facts: Facts, world: World, *steps: Step, since: dt.datetime | None = None) -> tuple[Clock, ...]:
    """Fresh clocks of the steps, as far as the place sets such clocks."""
    found = []
    for step in steps:
        held = world.law.held(CLOCKS[facts.kind].get(step, "")) if step in CLOCKS[facts.kind] else None
        if held is not None:
            value = held.value
            rule = ClockRule(value["amount"], value["unit"], value.get("roll", "none"), held.clause.version)
            found.append(running.start(step, rule, world.times, since))
    return tuple(found)


def ended(
    facts: Facts, world: World, met: Collection[Step] = (), drop: Collection[Step] = (), at: dt.datetime | None = None
) -> tuple[tuple[Clock, ...], tuple[Ended, ...]]:
    """(clocks that run on, clocks that ended): `met` were kept or missed by the moment `at`, `drop` nobody owes."""
    over = tuple(
        running.end(clock, at or world.times.now) if clock.step in met else Ended(clock, "dropped")
        for clock in facts.clocks if clock.step in met or clock.step in drop
    )  # fmt: skip
    gone = {end.clock.id for end in over}
    return tuple(clock for clock in facts.clocks if clock.id not in gone), over


def all_dropped(facts: Facts) -> tuple[Ended, ...]:
    """Every clock ends with the procedure, and nobody missed anything."""
    return tuple(Ended(clock, "dropped") for clock in facts.clocks)


def versions(*clocks: Clock) -> tuple[str, ...]:
    """The policy versions clocks run by."""
    return tuple(dict.fromkeys(clock.version for clock in clocks if clock.version))


def missing(words: str, label: str, field: str = "words", most: int = MOST_WORDS) -> list[Reason]:
    """What is said must be there and not endless."""
    if not words.strip():
        return [Reason("missing", field, {"label": label})]
    return [Reason("too_long", field, {"label": label, "most": most})] if len(words) > most else []


def noon_of(day: dt.date) -> dt.datetime:
    """Noon of a day in China: when something was done that is written down later."""
    return dt.datetime.combine(day, dt.time(12), SHANGHAI)
