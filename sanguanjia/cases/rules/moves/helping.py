"""Moves that change no state: a note, a link, and urging (催办) at most as often as the policy allows."""

from __future__ import annotations

from dataclasses import replace

from sanguanjia.cases.rules import clocks
from sanguanjia.cases.types import Decision, Facts, State, Step
from sanguanjia.kernel.refusal import Reason, refuse_if_any

from .world import World, end_step, words_missing


def note(facts: Facts, world: World, *, words: str = "", other: int | None = None) -> Decision:
    """Words added to the history (or a link to another matter)."""
    if other is None:
        refuse_if_any(words_missing(words))
    return Decision(facts, (), {} if other is None else {"other": other})


def urge(facts: Facts, world: World, *, words: str = "") -> Decision:
    """The reporter, the hotline or an office above asks to hurry; the unit owes an answer by a clock of its own."""
    rule = world.policy.urge
    if facts.urged_at is not None:
        wait = clocks.start(Step.CONFIRM, facts.level, rule, replace(world.times, now=facts.urged_at))
        if world.times.now <= wait.due_at:
            refuse_if_any([Reason("urged_already", None, {"due": wait.due_at.isoformat()})])
    after, owed = replace(facts, urged_at=world.times.now), world.policy.clocks["urged"]
    if facts.clock(Step.URGED) is None and facts.state not in (State.WHISTLED, State.WAITING, State.ARBITRATION):
        answer = clocks.start(Step.URGED, facts.level, owed, world.times)
        after = replace(after, clocks=(*facts.clocks, answer))
    return Decision(after, (), {}, (rule.version, owed.version))


def answer_urge(facts: Facts, world: World, *, words: str) -> Decision:
    """The unit says how it stands, to whoever urged."""
    found = words_missing(words, label="办到哪一步了")
    if facts.clock(Step.URGED) is None:
        found.append(Reason("not_urged"))
    refuse_if_any(found)
    after, ended = end_step(facts, Step.URGED, world)
    return Decision(after, ended)
