"""Taking a matter and doing the work."""

from __future__ import annotations

from dataclasses import replace

from sanguanjia.cases.rules import clocks
from sanguanjia.cases.types import Decision, Facts, HolderKind, State, Step
from sanguanjia.kernel.refusal import Reason, refuse_if_any

from .world import World, end_step, words_missing


def accept(facts: Facts, world: World) -> Decision:
    """Somebody takes it: the first answer to the reporter. A company then has to name a worker within its clock."""
    responded = facts.clock(Step.RESPOND)
    in_time = responded is None or not clocks.overdue(responded, world.times.now)
    after, ended = end_step(facts, Step.RESPOND, world)
    after = replace(
        after,
        state=State.TAKEN,
        first_responded_at=facts.first_responded_at or world.times.now,
        responded_in_time=in_time if facts.responded_in_time is None else facts.responded_in_time,
    )
    versions = tuple(e.clock.version for e in ended)
    if facts.holder.kind is HolderKind.COMPANY:
        rule = world.policy.clocks["assign"]
        after = replace(after, clocks=(*after.clocks, clocks.start(Step.ASSIGN, facts.level, rule, world.times)))
        versions = (*versions, rule.version)
    return Decision(after, ended, {"in_time": in_time}, versions)


def assign(facts: Facts, world: World, *, worker_account_id: int) -> Decision:
    """Name the worker; naming another one later is the same move."""
    after, ended = end_step(facts, Step.ASSIGN, world)
    return Decision(replace(after, worker_account_id=worker_account_id), ended, {"worker": worker_account_id})


def start(facts: Facts, world: World) -> Decision:
    """Work has begun."""
    after, ended = end_step(facts, Step.ASSIGN, world)
    return Decision(replace(after, state=State.WORKING), ended)


def finish(facts: Facts, world: World, *, words: str, photos: int = 0) -> Decision:
    """The work is done; the unit still has to close the matter."""
    refuse_if_any(words_missing(words, label="做了什么"))
    after, ended = end_step(facts, Step.ASSIGN, world)
    return Decision(replace(after, state=State.FINISHED), ended, {"photos": photos})


def needs_proof(facts: Facts, photos: int) -> list[Reason]:
    """A company that says "solved" shows it, except where the matter was a question."""
    if facts.holder.kind is HolderKind.COMPANY and facts.kind != "consult" and photos < 1:
        return [Reason("proof_missing", "photos")]
    return []
