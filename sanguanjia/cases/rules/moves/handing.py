"""Who does it: handing on within the limit, dispute, decision from above, and the climb (Z-G1, HOT-006, HOT-014,
HOT-V3).
"""

from __future__ import annotations

from dataclasses import replace

from sanguanjia.cases.rules import clocks, ladder
from sanguanjia.cases.types import CLIMBING_STEPS, LADDER, Decision, Facts, Holder, Level, State, Step
from sanguanjia.kernel.refusal import Reason, Refusal, refuse, refuse_if_any

from .world import World, end_all, given_to, words_missing


def hand_on(facts: Facts, world: World, *, words: str, to: Holder | None = None) -> Decision:
    """Pass it to another unit while the policy's number lasts; after that the level above decides, whatever was wished.

    Only within the policy's time after receiving it, and never after the level above has named the holder.
    """
    found = words_missing(words, label="为什么不归本单位办")
    rule = world.policy.clocks["hand_on"]
    window = clocks.start(Step.DECIDE, facts.level, rule, replace(world.times, now=facts.received_at))
    if facts.settled:
        found.append(Reason("settled_by_decision"))
    if world.times.now > window.due_at:
        found.append(Reason("too_late_to_hand_on", None, {"due": window.due_at.isoformat()}))
    refuse_if_any(found)
    versions = (world.policy.hand_on_version, rule.version)
    if facts.hands >= world.policy.hand_on_max:
        return _dispute(facts, world, versions)
    if to is None or to not in ladder.others(facts, world.holders):
        refuse("not_a_holder_here", "to")
    after = replace(given_to(facts, to, world), hands=facts.hands + 1)
    return Decision(after, end_all(facts, world), _names(to), versions)


def _dispute(facts: Facts, world: World, versions: tuple[str, ...]) -> Decision:
    level = decider_level(facts, world)
    if level is None:
        refuse("nobody_above")
    rule = world.policy.clocks["decide"]
    waiting = clocks.start(Step.DECIDE, level, rule, world.times)
    after = replace(facts, state=State.ARBITRATION, clocks=(waiting,), extension_asked=None)
    return Decision(after, end_all(facts, world), {"arbiter": level.value}, (*versions, rule.version))


def decider_level(facts: Facts, world: World) -> Level | None:
    """The lowest office (neighbourhood or higher) above the holder; None at the top."""
    lowest = max(facts.level.rank + 1, Level.NEIGHBOURHOOD.rank)
    return next((rung for rung in LADDER[lowest:] if world.holders.at(rung) is not None), None)


def dispatch(facts: Facts, world: World, *, to: Holder, words: str = "") -> Decision:
    """An office gives a matter down to a unit of its place: an order, not a hand-on."""
    if to not in ladder.others(facts, world.holders) or to.level.rank >= facts.level.rank:
        refuse("not_a_holder_here", "to")
    return Decision(given_to(facts, to, world), end_all(facts, world), _names(to), (world.policy.ladder_version,))


def decide_holder(facts: Facts, world: World, *, to: Holder, words: str) -> Decision:
    """The level above names who does it, the disputing unit included; that is final."""
    found = words_missing(words, label="裁定理由")
    if to != facts.holder and to not in ladder.others(facts, world.holders):
        found.append(Reason("not_a_holder_here", "to"))
    refuse_if_any(found)
    after = replace(given_to(facts, to, world), settled=True)
    return Decision(after, end_all(facts, world, met=frozenset({Step.DECIDE})), _names(to))


def escalate(facts: Facts, world: World, *, words: str) -> Decision:
    """Send it up one level by hand, with the reason why this level cannot close it."""
    refuse_if_any(words_missing(words, label="为什么要上报"))
    up = ladder.next_up(facts, world.holders)
    if up is None:
        refuse("top_reached")
    return _up(facts, up, world)


def climb(facts: Facts, world: World) -> Decision:
    """Up one level because a clock ran out; each level is climbed to at most once. At the top: an open alarm."""
    late = [c for c in facts.clocks if c.step in CLIMBING_STEPS and clocks.overdue(c, world.times.now)]
    if not late or facts.alarmed:
        raise Refusal([Reason("not_overdue")])
    up = ladder.next_up(facts, world.holders)
    missed = {"missed": [c.step.value for c in late]}
    if facts.responded_in_time is None and any(c.step is Step.RESPOND for c in late):
        facts = replace(facts, responded_in_time=False)
    if up is None:
        return Decision(replace(facts, alarmed=True), (), {**missed, "alarm": True})
    decision = _up(facts, up, world)
    return replace(decision, data={**decision.data, **missed})


def _up(facts: Facts, up: Holder, world: World) -> Decision:
    after = replace(given_to(facts, up, world), reached=facts.reached | {up.level}, settled=False)
    return Decision(after, end_all(facts, world), _names(up), (world.policy.ladder_version,))


def _names(holder: Holder) -> dict[str, str | int | None]:
    return {"to": holder.kind.value, "to_level": holder.level.value, "to_organisation_id": holder.organisation_id}
