"""Moves that change no state: a note, a link, and urging (催办) at most as often as the policy allows."""

from __future__ import annotations

from dataclasses import replace

from sanguanjia.cases.rules import clocks
from sanguanjia.cases.types import Decision, Facts, Step
from sanguanjia.kernel.refusal import Reason, refuse_if_any

from .world import World, words_missing


def note(facts: Facts, world: World, *, words: str = "", other: int | None = None) -> Decision:
    """Words added to the history (or a link to another matter)."""
    if other is None:
        refuse_if_any(words_missing(words))
    return Decision(facts, (), {} if other is None else {"other": other})


def urge(facts: Facts, world: World, *, words: str = "") -> Decision:
    """The reporter asks to hurry."""
    rule = world.policy.urge
    if facts.urged_at is not None:
        wait = clocks.start(Step.CONFIRM, facts.level, rule, replace(world.times, now=facts.urged_at))
        if world.times.now <= wait.due_at:
            refuse_if_any([Reason("urged_already", None, {"due": wait.due_at.isoformat()})])
    return Decision(replace(facts, urged_at=world.times.now), (), {}, (rule.version,))
