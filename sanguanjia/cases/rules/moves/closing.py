"""Ends: the unit closes, the reporter says whether it is solved. Two facts, never one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sanguanjia.cases.rules import clocks
from sanguanjia.cases.types import Decision, Ended, Facts, Level, Outcome, State, Step
from sanguanjia.kernel.refusal import Reason, refuse_if_any

from .working import needs_proof
from .world import World, end_all, given_to, words_missing

UNIT_OUTCOMES = (Outcome.SOLVED, Outcome.NOT_SOLVED_EXPLAINED, Outcome.NOT_OURS, Outcome.NO_ACTION_NEEDED)
_SOLVING = frozenset({Step.RESPOND, Step.ASSIGN, Step.SOLVE, Step.URGED, Step.SUPERVISED})


def close(facts: Facts, world: World, *, outcome: Outcome, words: str, photos: int = 0) -> Decision:
    """The unit closes with an outcome and proof; the reporter's clock starts."""
    found = words_missing(words, label="办理结果")
    if outcome not in UNIT_OUTCOMES:
        found.append(Reason("unknown_outcome", "outcome"))
    if outcome is Outcome.SOLVED:
        found += needs_proof(facts, photos)
    refuse_if_any(found)
    waiting = clocks.start(Step.CONFIRM, facts.level, world.policy.silence, world.times)
    after = replace(
        facts,
        state=State.DONE,
        clocks=(waiting,),
        outcome=outcome,
        closed_at=world.times.now,
        extension_asked=None,
        solved=None,
        alarmed=False,
        supervision="",  # what was done is the report that was owed
        supervised_level=None,
    )
    ended = end_all(facts, world, met=_SOLVING)
    return Decision(after, ended, {"outcome": outcome.value, "photos": photos}, (world.policy.silence.version,))


def confirm(facts: Facts, world: World, *, solved: bool, satisfaction: int, words: str = "") -> Decision:
    """The reporter has the last word: solved or not, and how satisfied. Unsolved and still confirmed: the
    explanation is accepted.
    """
    refuse_if_any(_satisfaction_wrong(satisfaction))
    after = replace(
        facts, state=State.CLOSED, clocks=(), ended_at=world.times.now, solved=solved, satisfaction=satisfaction
    )
    return Decision(
        after, end_all(facts, world, met=frozenset({Step.CONFIRM})), {"solved": solved, "satisfaction": satisfaction}
    )


def close_by_silence(facts: Facts, world: World) -> Decision:
    """Nobody said anything within the policy's days. Whether it is solved stays unsaid."""
    waiting = facts.clock(Step.CONFIRM)
    if waiting is not None and not clocks.overdue(waiting, world.times.now):
        refuse_if_any([Reason("not_overdue")])
    after = replace(facts, state=State.CLOSED, clocks=(), ended_at=world.times.now, ended_by_silence=True)
    return Decision(after, end_all(facts, world, met=frozenset({Step.CONFIRM})), {}, (world.policy.silence.version,))


def reopen(facts: Facts, world: World, *, words: str) -> Decision:
    """Not solved: back to the same unit with fresh clocks, within the policy's days after closing."""
    found = words_missing(words, label="还有什么没解决")
    if facts.outcome in (Outcome.WITHDRAWN, Outcome.DUPLICATE):
        found.append(Reason("report_anew"))
    elif facts.closed_at is not None and world.times.now > reopen_until(facts.closed_at, world):
        found.append(Reason("too_late_to_reopen"))
    refuse_if_any(found)
    after = replace(
        given_to(facts, facts.holder, world),
        outcome=None,
        closed_at=None,
        ended_at=None,
        ended_by_silence=False,
        solved=None,
        satisfaction=None,
        reopened=facts.reopened + 1,
    )
    return Decision(after, end_all(facts, world), {"times": after.reopened}, (world.policy.reopen.version,))


def reopen_until(closed_at: datetime, world: World) -> datetime:
    """Until when the reporter may reopen what was closed at that moment."""
    closed = replace(world.times, now=closed_at)
    return clocks.start(Step.CONFIRM, Level.ESTATE, world.policy.reopen, closed).due_at


def rate(facts: Facts, world: World, *, satisfaction: int, words: str = "") -> Decision:
    """Satisfaction said after silence had closed it; once."""
    found = _satisfaction_wrong(satisfaction)
    if facts.satisfaction is not None:
        found.append(Reason("already_rated"))
    if facts.closed_at is None or world.times.now > reopen_until(facts.closed_at, world):
        found.append(Reason("too_late_to_reopen"))
    refuse_if_any(found)
    return Decision(replace(facts, satisfaction=satisfaction), (), {"satisfaction": satisfaction})


CALLED = ("solved", "accepted", "redo", "unreached")
"""What a call-back hears: solved; not solved, but the explanation is accepted; do it again; nobody answered."""


def call_back(
    facts: Facts, world: World, *, channel: str, result: str, satisfaction: int | None = None, words: str
) -> Decision:
    """The front desk asks a reporter who said nothing (HOT-010). Answers count as the reporter's own words."""
    found = words_missing(words, label="对方怎么说")
    if channel not in ("phone", "sms"):
        found.append(Reason("unknown_call", "channel"))
    if result not in CALLED:
        found.append(Reason("unknown_call", "result"))
    if facts.solved is not None:
        found.append(Reason("said_already"))
    if facts.outcome in (Outcome.WITHDRAWN, Outcome.DUPLICATE):
        found.append(Reason("report_anew"))
    if result in ("solved", "accepted"):
        found += _satisfaction_wrong(satisfaction or 0)
    refuse_if_any(found)
    data = {"channel": channel, "result": result}
    if result == "unreached":
        return Decision(facts, (), data)
    if result == "redo":
        again = reopen(facts, world, words=words)
        return replace(again, data=data | {"times": again.after.reopened})
    solved = result == "solved"
    after = replace(facts, solved=solved, satisfaction=satisfaction, ended_by_silence=False)
    ended: tuple[Ended, ...] = ()
    if facts.state is State.DONE:
        after = replace(after, state=State.CLOSED, clocks=(), ended_at=world.times.now)
        ended = end_all(facts, world, met=frozenset({Step.CONFIRM}))
    return Decision(after, ended, data | {"solved": solved, "satisfaction": satisfaction})


def withdraw(facts: Facts, world: World, *, words: str = "") -> Decision:
    """The reporter takes it back."""
    now = world.times.now
    after = replace(
        facts, state=State.CLOSED, clocks=(), outcome=Outcome.WITHDRAWN, ended_at=now, extension_asked=None,
        supervision="", supervised_level=None,
    )  # fmt: skip
    return Decision(after, end_all(facts, world), {"outcome": Outcome.WITHDRAWN.value})


def merge(facts: Facts, world: World, *, into: int, words: str = "") -> Decision:
    """Another matter is about the same thing and goes on for both."""
    now = world.times.now
    after = replace(
        facts, state=State.MERGED, clocks=(), outcome=Outcome.DUPLICATE, ended_at=now, extension_asked=None,
        supervision="", supervised_level=None,
    )  # fmt: skip
    return Decision(after, end_all(facts, world), {"into": into})


def move_out(facts: Facts, world: World, *, to_estate_id: int, words: str) -> Decision:
    """Filed under the wrong estate: here it ends as moved, in the right one a new row goes on (the act writes it)."""
    refuse_if_any(words_missing(words, label="为什么要改小区"))
    after = replace(
        facts, state=State.MOVED, clocks=(), ended_at=world.times.now, extension_asked=None, supervision="",
        supervised_level=None,
    )  # fmt: skip
    return Decision(after, end_all(facts, world), {"to_estate": to_estate_id})


def _satisfaction_wrong(satisfaction: int) -> list[Reason]:
    if 1 <= satisfaction <= 5:
        return []
    return [Reason("satisfaction_out_of_range", "satisfaction")]
