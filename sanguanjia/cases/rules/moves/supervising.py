"""Supervision (督办): an office above presses the unit, which owes a written report by a clock of its own. Run out, the
matter climbs by the ladder like any other clock. The office accepts the report or asks again.
"""

from __future__ import annotations

from dataclasses import replace

from sanguanjia.cases.rules import clocks
from sanguanjia.cases.types import Decision, Facts, Level, State, Step
from sanguanjia.kernel.refusal import Reason, refuse_if_any

from .world import World, end_step, words_missing


def supervise(facts: Facts, world: World, *, words: str, level: Level) -> Decision:
    """Press, with the reason; `level` is the office's own. One at a time."""
    found = words_missing(words, label="为什么督办、要求什么")
    if facts.supervision:
        found.append(Reason("case_supervised"))
    refuse_if_any(found)
    rule = world.policy.clocks["supervised"]
    owed = clocks.start(Step.SUPERVISED, facts.level, rule, world.times)
    if facts.state is State.WAITING:  # everything waits for the reporter
        owed = clocks.pause(owed, words, world.times)
    after = replace(facts, supervision="open", supervised_level=level, clocks=(*facts.clocks, owed))
    return Decision(after, (), {"by": level.value}, (rule.version,))


def answer_supervision(facts: Facts, world: World, *, words: str) -> Decision:
    """The unit reports."""
    found = words_missing(words, label="办理情况")
    if facts.supervision != "open":
        found.append(Reason("case_not_supervised"))
    refuse_if_any(found)
    after, ended = end_step(facts, Step.SUPERVISED, world)
    return Decision(replace(after, supervision="answered"), ended)


def end_supervision(facts: Facts, world: World, *, accepted: bool, words: str) -> Decision:
    """The office is content, or asks again with a fresh clock. It may end what is not answered yet, too."""
    found = words_missing(words, label="意见")
    if not facts.supervision:
        found.append(Reason("case_not_supervised"))
    elif not accepted and facts.supervision == "open":
        found.append(Reason("report_not_yet"))
    refuse_if_any(found)
    after, ended = end_step(facts, Step.SUPERVISED, world)
    if accepted:
        return Decision(replace(after, supervision="", supervised_level=None), ended, {"accepted": True})
    rule = world.policy.clocks["supervised"]
    owed = clocks.start(Step.SUPERVISED, facts.level, rule, world.times)
    if facts.state is State.WAITING:
        owed = clocks.pause(owed, words, world.times)
    again = replace(after, supervision="open", clocks=(*after.clocks, owed))
    return Decision(again, ended, {"accepted": False}, (rule.version,))
