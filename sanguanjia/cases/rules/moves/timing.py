"""Standing still and more time: asking back pauses the clocks, an extension lengthens one, both with a reason."""

from __future__ import annotations

from dataclasses import replace

from sanguanjia.cases.rules import clocks
from sanguanjia.cases.types import CLIMBING_STEPS, Decision, Facts, State, Step
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any

from .handing import decider_level
from .world import World, end_step, words_missing


def ask_back(facts: Facts, world: World, *, words: str) -> Decision:
    """Ask the reporter; every clock that has not run out stands still until the answer, or until the answer's own
    clock ends.
    """
    refuse_if_any(words_missing(words, label="想问什么"))
    rule = world.policy.clocks["ask_back"]
    paused = tuple(clocks.pause(c, words, world.times) for c in facts.clocks)
    waiting = clocks.start(Step.ANSWER, facts.level, rule, world.times)
    after = replace(facts, state=State.WAITING, resumes_to=facts.state, clocks=(*paused, waiting))
    return Decision(after, (), {"paused": [c.step.value for c in paused if c.paused]}, (rule.version,))


def answer(facts: Facts, world: World, *, words: str) -> Decision:
    """The answer came: the clocks run on, the matter is where it was."""
    refuse_if_any(words_missing(words, label="补充说明"))
    return resume(facts, world)


def resume(facts: Facts, world: World) -> Decision:
    """Nobody waits any longer: the unit goes on without an answer, or the answer's own clock ran out."""
    after, ended = end_step(facts, Step.ANSWER, world)
    running = tuple(clocks.resume(c, world.times) for c in after.clocks)
    return Decision(replace(after, state=facts.resumes_to or State.NEW, resumes_to=None, clocks=running), ended)


def reckon_again(facts: Facts, world: World) -> Decision:
    """A year's calendar was published or corrected: the clocks that stood on a guess or an error are reckoned on it.

    An alarm stands only while something is overdue. Refuses `nothing_to_reckon` when no end and no mark changes.
    """
    times = world.times
    renewed = tuple(clocks.reckon_again(c, times) for c in facts.clocks)
    changed = [(old, new) for old, new in zip(facts.clocks, renewed, strict=True) if old != new]
    if not changed:
        refuse("nothing_to_reckon")
    calendars = [(new.provisional, y) for old, new in changed for y in clocks.calendars_of(old, new, times)]
    out_now = max((y.year for provisional, y in calendars if not provisional), default=None)
    late = any(c.step in CLIMBING_STEPS and clocks.overdue(c, times.now) for c in renewed)
    moves = [
        {
            "step": new.step.value,
            "from": old.due_at.isoformat(),
            "to": new.due_at.isoformat(),
            "provisional": new.provisional,
            "was_final": not old.provisional,
        }
        for old, new in changed
    ]
    after = replace(facts, clocks=renewed, alarmed=facts.alarmed and late)
    versions = tuple(dict.fromkeys(y.version for _, y in calendars))
    corrected = any(y.corrected for _, y in calendars)
    return Decision(after, (), {"year": out_now, "corrected": corrected, "moves": moves}, versions)


def ask_extension(facts: Facts, world: World, *, amount: int, words: str) -> Decision:
    """Ask for more time, at most as often and as long as the policy allows, and before the time is over."""
    policy = world.policy
    found = words_missing(words, label="为什么需要延期")
    solve = facts.clock(Step.SOLVE)
    if facts.extension_asked is not None:
        found.append(Reason("extension_pending"))
    if facts.extensions >= policy.extend_max_times:
        found.append(Reason("no_more_extensions", None, {"most": policy.extend_max_times}))
    if not 1 <= amount <= policy.extend_max_amount:
        found.append(Reason("extension_too_long", "amount", {"most": policy.extend_max_amount}))
    if solve is None or clocks.overdue(solve, world.times.now):
        found.append(Reason("extension_too_late"))
    elif solve.unit != policy.extend_unit:
        found.append(Reason("extension_other_unit"))
    refuse_if_any(found)
    rule = policy.clocks["extend_decide"]
    level = decider_level(facts, world)
    if level is None:
        refuse("nobody_above")
    waiting = clocks.start(Step.EXTENSION, level, rule, world.times)
    after = replace(facts, extension_asked=amount, clocks=(*facts.clocks, waiting))
    return Decision(after, (), {"amount": amount}, (policy.extend_version, rule.version))


def decide_extension(facts: Facts, world: World, *, granted: bool, words: str) -> Decision:
    """The level above grants or refuses the time asked for."""
    found = words_missing(words, label="理由")
    if facts.extension_asked is None:
        found.append(Reason("no_extension_asked"))
    refuse_if_any(found)
    amount = facts.extension_asked or 0
    after, ended = end_step(facts, Step.EXTENSION, world)
    after = replace(after, extension_asked=None)
    if granted:
        longer = tuple(clocks.lengthen(c, amount, world.times) if c.step is Step.SOLVE else c for c in after.clocks)
        after = replace(after, clocks=longer, extensions=facts.extensions + 1)
    return Decision(after, ended, {"granted": granted, "amount": amount}, (world.policy.extend_version,))
