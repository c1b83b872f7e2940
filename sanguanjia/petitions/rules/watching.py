"""Supervision (督办) on its conditions, and what the platform does by itself when something is late."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.petitions.types import DUTIES, STEP_OF_FAULT, Decision, Facts, Fault, Step
from sanguanjia.policy.rules import running

from .parts import World, end, missing, start, version


def supervise(facts: Facts, world: World, *, fault: str, words: str) -> Decision:
    """Above presses the unit, on a condition; what the clocks can tell must be so. The unit owes an answer."""
    found = missing(words, "督办意见和改进建议")
    if fault not in set(Fault):
        found.append(Reason("fault_unknown", "fault"))
    elif not _is_so(Fault(fault), facts, world):
        found.append(Reason("fault_not_so", "fault"))
    if facts.supervised:
        found.append(Reason("supervised_already"))
    refuse_if_any(found)
    after = replace(facts, supervised=True, clocks=(*facts.clocks, start(Step.SUPERVISE, world)))
    return Decision(after, (), {"fault": fault}, (version(Step.SUPERVISE, world),))


def answer_supervision(facts: Facts, world: World, *, words: str) -> Decision:
    """The unit says in writing what it did, or why it did not follow the proposal."""
    found = missing(words, "整改情况")
    if not facts.supervised:
        found.append(Reason("not_supervised"))
    refuse_if_any(found)
    after, ended = end(facts, {Step.SUPERVISE}, world)
    return Decision(replace(after, supervised=False), ended)


def warn(facts: Facts, world: World) -> Decision:
    """What is owed is late: the office and the body above hear of it, once until something moves."""
    late = sorted(c.step for c in facts.clocks if c.step in DUTIES and running.overdue(c, world.times.now))
    if not late or facts.alarmed:
        refuse("not_overdue")
    return Decision(replace(facts, alarmed=True), (), {"missed": late})


def reckon_again(facts: Facts, world: World) -> Decision:
    """A year's calendar was published or corrected: the clocks that stood on a guess or an error are reckoned on it.

    The warning stands only while something is late. Refuses `nothing_to_reckon`.
    """
    renewed, moves = running.renewed(facts.clocks, world.times)
    late = any(c.step in DUTIES and running.overdue(c, world.times.now) for c in renewed)
    return Decision(replace(facts, clocks=renewed, alarmed=facts.alarmed and late), (), {"moves": moves})


def next_look(facts: Facts) -> datetime | None:
    """When the platform itself has something to do; None when nothing will run out or all have heard."""
    wanted = [
        c.due_at for c in facts.clocks
        if not c.paused and (c.step in (Step.ASK_REVIEW, Step.ASK_RECHECK) or (c.step in DUTIES and not facts.alarmed))
    ]  # fmt: skip
    return min(wanted, default=None)


def _is_so(fault: Fault, facts: Facts, world: World) -> bool:
    if fault in STEP_OF_FAULT:
        steps = STEP_OF_FAULT[fault]
        return any(c.step in steps and running.overdue(c, world.times.now) for c in facts.clocks)
    return fault is not Fault.NOT_CARRIED_OUT or bool(facts.outcome)
