"""Departments are called (吹哨): the matter waits for their parts. The whistle room, above, tells how they go."""

from __future__ import annotations

from dataclasses import replace

from sanguanjia.cases.rules import clocks
from sanguanjia.cases.types import Decision, Facts, Outcome, State
from sanguanjia.kernel.refusal import refuse_if_any

from .closing import close
from .world import World, words_missing


def whistle(facts: Facts, world: World, *, words: str) -> Decision:
    """Every clock stands still, the departments have clocks of their own; what has run out stays run out."""
    refuse_if_any(words_missing(words, label="已经做过什么"))
    paused = tuple(clocks.halt(c, words, world.times) for c in facts.clocks)
    after = replace(facts, state=State.WHISTLED, resumes_to=facts.state, clocks=paused)
    return Decision(after, (), {"paused": [c.step.value for c in paused if c.paused]})


def whistle_over(facts: Facts, world: World, *, words: str) -> Decision:
    """No department is at it any more: the unit goes on where it was."""
    refuse_if_any(words_missing(words))
    return Decision(_running(facts, world))


def parts_done(facts: Facts, world: World, *, words: str) -> Decision:
    """Every part is done and accepted: closed as solved, and the reporter is asked. The proof lies with the parts."""
    closed = close(_running(facts, world), world, outcome=Outcome.SOLVED, words=words, photos=1)
    return replace(closed, data={"outcome": Outcome.SOLVED.value, "parts": True})


def _running(facts: Facts, world: World) -> Facts:
    running = tuple(clocks.resume(c, world.times) for c in facts.clocks)
    return replace(facts, state=facts.resumes_to or State.TAKEN, resumes_to=None, clocks=running)
