"""Above the written opinion: review (复查) and re-review (复核) with a hearing whose time is not counted, then final
(PET-005, PET-006).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.petitions.types import REVIEWS, Decision, Facts, State, Step
from sanguanjia.policy.rules import running

from .parts import World, delivered, end, missing, moment_of, over, start, version


def ask_review(facts: Facts, world: World, *, words: str) -> Decision:
    """The petitioner asks the body above, within thirty days of the opinion (PET-005)."""
    return _asked(facts, world, words, Step.ASK_REVIEW, Step.REVIEW, State.REVIEWING)


def answer_review(facts: Facts, world: World, *, opinion: str, words: str, delivered_on: date) -> Decision:
    """The review opinion, by somebody else than who answered; a re-review may be asked for (PET-006)."""
    found = _reviewed(facts, world, opinion, words, delivered_on, Step.REVIEW, (facts.answered_by,))
    refuse_if_any(found)
    after, ended = end(facts, {Step.REVIEW}, world, at=moment_of(delivered_on, world))
    after = replace(
        after, state=State.REVIEWED, outcome=opinion, reviewed_by=world.account_id,
        clocks=(*after.clocks, start(Step.ASK_RECHECK, world, delivered_on)),
    )  # fmt: skip
    return Decision(after, ended, {"opinion": opinion, "delivered": delivered_on.isoformat()},
                    (version(Step.ASK_RECHECK, world),))  # fmt: skip


def ask_recheck(facts: Facts, world: World, *, words: str) -> Decision:
    """The petitioner asks the next body above, within thirty days of the review opinion (PET-006)."""
    return _asked(facts, world, words, Step.ASK_RECHECK, Step.RECHECK, State.RECHECKING)


def open_hearing(facts: Facts, world: World, *, words: str) -> Decision:
    """A hearing begins: its time is not counted (PET-006)."""
    found = missing(words, "听证的事项和安排")
    clock = facts.clock(Step.RECHECK)
    if facts.hearing:
        found.append(Reason("hearing_open"))
    elif clock is None or running.overdue(clock, world.times.now):
        found.append(Reason("too_late_to_hear"))
    refuse_if_any(found)
    standing = tuple(running.pause(c, world.times) if c.step == Step.RECHECK else c for c in facts.clocks)
    return Decision(replace(facts, hearing=True, clocks=standing))


def close_hearing(facts: Facts, world: World, *, words: str) -> Decision:
    """The hearing is over: the clock runs on from where it stood."""
    found = missing(words, "听证的结论")
    if not facts.hearing:
        found.append(Reason("no_hearing"))
    refuse_if_any(found)
    again = tuple(running.resume(c, world.times) for c in facts.clocks)
    return Decision(replace(facts, hearing=False, clocks=again))


def answer_recheck(facts: Facts, world: World, *, opinion: str, words: str, delivered_on: date) -> Decision:
    """The re-review opinion: final. The same facts are not accepted again (PET-006)."""
    before = (facts.answered_by, facts.reviewed_by)
    found = _reviewed(facts, world, opinion, words, delivered_on, Step.RECHECK, before)
    if facts.hearing:
        found.append(Reason("hearing_open"))
    refuse_if_any(found)
    after, ended = over(facts, world, State.FINAL, met={Step.RECHECK}, at=moment_of(delivered_on, world))
    return Decision(replace(after, outcome=opinion), ended, {"opinion": opinion, "delivered": delivered_on.isoformat()})


def lapse(facts: Facts, world: World) -> Decision:
    """Nobody asked in time: the opinion stands. Not final in the sense of PET-006."""
    step = Step.ASK_REVIEW if facts.state is State.ANSWERED else Step.ASK_RECHECK
    window = facts.clock(step)
    if window is None or not running.overdue(window, world.times.now):
        refuse("not_overdue")
    after, ended = over(facts, world, State.CLOSED)
    return Decision(after, ended, {"unasked": step.value})


def _asked(facts: Facts, world: World, words: str, window: Step, step: Step, to: State) -> Decision:
    found = missing(words, "不服的理由和请求")
    clock = facts.clock(window)
    if clock is None or running.overdue(clock, world.times.now):
        found.append(Reason("too_late_to_ask"))
    refuse_if_any(found)
    after, ended = end(facts, {window}, world)
    after = replace(after, state=to, clocks=(*after.clocks, start(step, world)))
    return Decision(after, ended, {}, (version(step, world),))


def _reviewed(
    facts: Facts, world: World, opinion: str, words: str, on: date, step: Step, before: Collection[int | None]
) -> list[Reason]:
    found = [*missing(words, "意见"), *delivered(facts, world, on, step)]
    if opinion not in REVIEWS:
        found.append(Reason("opinion_unknown", "opinion"))
    if world.account_id is not None and world.account_id in before:
        found.append(Reason("same_person"))
    return found
