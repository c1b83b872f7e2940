"""What a decision may know besides the matter, and the small steps that several moves share."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sanguanjia.cases.rules import clocks
from sanguanjia.cases.rules.clocks import Times
from sanguanjia.cases.types import CasePolicy, Clock, Ended, Facts, Holder, HolderKind, Holders, State, Step
from sanguanjia.kernel.refusal import Reason

MOST_WORDS = 2000


@dataclass(frozen=True)
class World:
    """The policy of the place and day, who there is at the place, and the time."""

    policy: CasePolicy
    holders: Holders
    times: Times


def words_missing(words: str, field: str = "words", label: str = "说明") -> list[Reason]:
    """Words must be there and not endless."""
    if not words.strip():
        return [Reason("missing", field, {"label": label})]
    if len(words) > MOST_WORDS:
        return [Reason("too_long", field, {"label": label, "most": MOST_WORDS})]
    return []


def opening_clocks(holder: Holder, kind: str, priority: int, world: World) -> tuple[Clock, ...]:
    """The two clocks every holder gets with a matter: to respond, and to solve (by kind)."""
    policy, times = world.policy, world.times
    if priority == 1:
        first = policy.clocks["emergency"]
    else:
        first = policy.clocks["take_order" if holder.kind is HolderKind.COMPANY else "accept"]
    return (
        clocks.start(Step.RESPOND, holder.level, first, times),
        clocks.start(Step.SOLVE, holder.level, policy.clocks[f"handle.{kind}"], times),
    )


def given_to(facts: Facts, holder: Holder, world: World) -> Facts:
    """The matter on another desk (or again on the same): new, with fresh clocks, nobody assigned, no request for
    time.
    """
    given = replace(
        facts,
        state=State.NEW,
        resumes_to=None,
        level=holder.level,
        holder=holder,
        received_at=world.times.now,
        worker_account_id=None,
        extension_asked=None,
        clocks=opening_clocks(holder, facts.kind, facts.priority, world),
        alarmed=False,
    )
    return still_supervised(given, world)


def still_supervised(facts: Facts, world: World) -> Facts:
    """Supervision goes with the matter to its new holder, who owes a report of his own; it ends where the matter has
    reached the office that pressed for it.
    """
    above = facts.supervised_level
    if not facts.supervision or above is None:
        return facts
    if facts.level.rank >= above.rank:
        return replace(facts, supervision="", supervised_level=None)
    owed = clocks.start(Step.SUPERVISED, facts.level, world.policy.clocks["supervised"], world.times)
    return replace(facts, supervision="open", clocks=(*facts.clocks, owed))


def end_all(facts: Facts, world: World, *, met: frozenset[Step] = frozenset()) -> tuple[Ended, ...]:
    """End every open clock: met those named, dropped the others; whatever ran out is missed in any case."""
    return tuple(clocks.end(c, world.times.now, dropped=c.step not in met) for c in facts.clocks)


def end_step(facts: Facts, step: Step, world: World) -> tuple[Facts, tuple[Ended, ...]]:
    """End one clock if it is open."""
    clock = facts.clock(step)
    if clock is None:
        return facts, ()
    rest = tuple(c for c in facts.clocks if c is not clock)
    return replace(facts, clocks=rest), (clocks.end(clock, world.times.now),)
