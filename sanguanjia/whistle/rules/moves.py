"""One function per verb of the table: facts and wishes in, a Decision out, or a Refusal with all reasons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from inspect import signature
from typing import Any

from sanguanjia.cases.rules.clocks import Times
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.policy.rules import running as clocks
from sanguanjia.policy.rules.running import Clock, ClockRule, Ended
from sanguanjia.whistle.types import LATE_STEPS, Decision, Facts, Level, State, Step, WhistlePolicy

from .table import BY_VERB

MOST_WORDS = 2000
_WORK = frozenset({Step.RESPOND, Step.CHECK_IN, Step.HANDLE})
_LEVELS = tuple(Level)


@dataclass(frozen=True)
class World:
    """The policy of the place and day, the time, and how long this matter may take."""

    policy: WhistlePolicy
    times: Times
    handle: ClockRule


def decide(verb: str, facts: Facts, world: World, **wishes: Any) -> Decision:
    """What the verb does to a task now. Refuses `wrong_phase` where the table has no such line."""
    if facts.state not in BY_VERB[verb].origins:
        refuse("wrong_phase", state=facts.state.value, verb=verb)
    return DECIDERS[verb](facts, world, **wishes)


def called(world: World, *, emergency: bool, final: bool = False) -> Facts:
    """A fresh task: all its clocks run from the first minute; in an emergency there is only one way, to come."""
    steps = [(Step.CHECK_IN, world.policy.clocks["emergency"])] if emergency else [
        (Step.RESPOND, world.policy.clocks["respond"]), (Step.CHECK_IN, world.policy.clocks["check_in"])
    ]  # fmt: skip
    running = tuple(clocks.start(step, rule, world.times) for step, rule in (*steps, (Step.HANDLE, world.handle)))
    return Facts(State.CALLED, emergency=emergency, clocks=running, final=final)


def respond(facts: Facts, world: World, *, words: str = "") -> Decision:
    """The department says that it has heard and comes."""
    after, ended = _end(facts, {Step.RESPOND}, world)
    return Decision(replace(after, state=State.RESPONDED, responded_in_time=_met(ended, Step.RESPOND)), ended)


def check_in(facts: Facts, world: World, *, place_words: str, photos: int) -> Decision:
    """On site: when, where, and a picture of it."""
    found = _missing(place_words, "place_words", "在什么位置到场")
    if photos < 1:
        found.append(Reason("photo_missing", "photos"))
    refuse_if_any(found)
    after, ended = _end(facts, {Step.RESPOND, Step.CHECK_IN}, world)
    in_time = _met(ended, Step.CHECK_IN)
    after = replace(
        after, state=State.ON_SITE, checked_in_at=world.times.now, checked_in_in_time=in_time,
        responded_in_time=_met(ended, Step.RESPOND) if after.responded_in_time is None else after.responded_in_time,
    )  # fmt: skip
    return Decision(after, ended, {"in_time": in_time, "place": place_words})


def finish(facts: Facts, world: World, *, words: str, photos: int, mark: int | None = None) -> Decision:
    """The department's part is done, shown; the estate's clock to look begins."""
    found = _missing(words, "words", "怎么办的")
    if photos < 1:
        found.append(Reason("photo_missing", "photos"))
    refuse_if_any([*found, *_mark_wrong(mark)])
    after, ended = _end(facts, {Step.HANDLE}, world)
    rule = world.policy.clocks["accept"]
    after = replace(
        after, state=State.FINISHED, finished_in_time=_met(ended, Step.HANDLE), department_mark=mark,
        clocks=(*after.clocks, clocks.start(Step.ACCEPT, rule, world.times)),
    )  # fmt: skip
    return Decision(after, ended, {"in_time": after.finished_in_time}, (rule.version,))


def object_to(facts: Facts, world: World, *, words: str) -> Decision:
    """Not ours, with reasons, once (WHI-005). In an emergency: come first, object then."""
    found = _missing(words, "words", "为什么不归本部门")
    if facts.final:
        found.append(Reason("settled_by_decision"))
    elif facts.objected:
        found.append(Reason("objected_once"))
    if facts.emergency and facts.state is not State.ON_SITE:
        found.append(Reason("come_first"))
    refuse_if_any(found)
    rule = world.policy.clocks["decide"]
    after = replace(
        facts, state=State.OBJECTED, resumes_to=facts.state, objected=True,
        clocks=(*_standing(facts, world), clocks.start(Step.DECIDE, rule, world.times)),
    )  # fmt: skip
    return Decision(after, (), {}, (rule.version,))


def decide_objection(facts: Facts, world: World, *, upheld: bool, words: str, to: str = "") -> Decision:
    """Above decides, for good: another department's, or theirs after all (HOT-014)."""
    found = _missing(words, "words", "裁定理由")
    if to and (to not in world.policy.departments or not upheld):
        found.append(Reason("unknown_department", "to"))
    refuse_if_any(found)
    after, ended = _end(facts, {Step.DECIDE, Step.CLIMB}, world)
    data = {"upheld": upheld, "to": to}
    if upheld:
        gone, dropped = _over(after, world, State.RELEASED)
        return Decision(gone, (*ended, *dropped), data)
    back = replace(after, state=facts.resumes_to or State.CALLED, resumes_to=None, final=True)
    return Decision(replace(back, clocks=_running(back, world)), ended, data)


def pause(facts: Facts, world: World, *, words: str) -> Decision:
    """Stand still for a reason, for so long and so often as the policy allows."""
    found = _missing(words, "words", "为什么要暂停")
    if facts.pauses >= world.policy.most_pauses:
        found.append(Reason("no_more_pauses", None, {"most": world.policy.most_pauses}))
    refuse_if_any(found)
    rule = world.policy.clocks["pause"]
    after = replace(
        facts, state=State.PAUSED, resumes_to=facts.state, pauses=facts.pauses + 1,
        clocks=(*_standing(facts, world), clocks.start(Step.PAUSE, rule, world.times)),
    )  # fmt: skip
    return Decision(after, (), {}, (rule.version, world.policy.limits_version))


def resume(facts: Facts, world: World, *, words: str = "") -> Decision:
    """Go on: the department says so, or the longest pause is over."""
    after, ended = _end(facts, {Step.PAUSE}, world)
    after = replace(after, state=facts.resumes_to or State.RESPONDED, resumes_to=None)
    return Decision(replace(after, clocks=_running(after, world)), ended)


def accept(facts: Facts, world: World, *, mark: int, words: str = "") -> Decision:
    """The estate has looked: this part is done."""
    refuse_if_any(_mark_wrong(mark, needed=True))
    after, ended = _over(facts, world, State.ACCEPTED, met={Step.ACCEPT})
    return Decision(replace(after, estate_mark=mark), ended, {"mark": mark})


def give_back(facts: Facts, world: World, *, words: str) -> Decision:
    """Not done: the same department comes again, with fresh clocks; after so many returns above decides."""
    refuse_if_any(_missing(words, "words", "哪里没有办好"))
    after, ended = _end(facts, {Step.ACCEPT, Step.CLIMB}, world)
    after = replace(after, returns=facts.returns + 1)
    versions = (world.policy.limits_version,)
    if after.returns >= world.policy.most_returns:
        rule = world.policy.clocks["decide"]
        deciding = (*after.clocks, clocks.start(Step.DECIDE, rule, world.times))
        after = replace(after, state=State.ARBITRATION, clocks=deciding)
        return Decision(after, ended, {"times": after.returns, "arbitration": True}, versions)
    return Decision(_again(after, world), ended, {"times": after.returns}, versions)


def arbitrate(facts: Facts, world: World, *, done: bool, words: str) -> Decision:
    """Above decides between the estate and the department: it is done, or it is done once more."""
    refuse_if_any(_missing(words, "words", "裁定理由"))
    if done:
        after, ended = _over(facts, world, State.ACCEPTED, met={Step.DECIDE})
        return Decision(after, ended, {"done": True})
    after, ended = _end(facts, {Step.DECIDE, Step.CLIMB}, world)
    return Decision(replace(_again(after, world), final=True), ended, {"done": False})


def release(facts: Facts, world: World, *, words: str) -> Decision:
    """The whistle was taken back."""
    after, ended = _over(facts, world, State.RELEASED)
    return Decision(after, ended)


def climb(facts: Facts, world: World) -> Decision:
    """Late: the next level hears of it, each once; when all have, it stands as an open alarm."""
    now = world.times.now
    late = [str(c.step) for c in facts.clocks if c.step in LATE_STEPS and clocks.overdue(c, now)]
    waiting = facts.clock(Step.CLIMB)
    if not late or facts.alarmed or (waiting is not None and not clocks.overdue(waiting, now)):
        refuse("not_overdue")
    after, ended = _end(facts, {Step.CLIMB}, world, met=False)
    rank = _LEVELS.index(facts.level) + 1
    if rank >= len(_LEVELS):
        return Decision(replace(after, alarmed=True), ended, {"missed": late, "alarm": True})
    rule = world.policy.clocks["climb"]
    told = replace(
        after, level=_LEVELS[rank], clocks=(*after.clocks, clocks.start(Step.CLIMB, rule, world.times))
    )  # fmt: skip
    return Decision(told, ended, {"missed": late, "level": told.level.value}, (rule.version,))


def reckon_again(facts: Facts, world: World) -> Decision:
    """A year's calendar was published or corrected: clocks that stood on a guess or an error are reckoned on it.

    An alarm stands only while something is overdue. Refuses `nothing_to_reckon` when no end and no mark changes.
    """
    renewed, moves = clocks.renewed(facts.clocks, world.times)
    late = any(c.step in LATE_STEPS and clocks.overdue(c, world.times.now) for c in renewed)
    return Decision(replace(facts, clocks=renewed, alarmed=facts.alarmed and late), (), {"moves": moves})


def next_look(facts: Facts) -> datetime | None:
    """When the platform itself has something to do; None when nothing will run out, or all have heard already."""
    pausing = facts.clock(Step.PAUSE)
    if pausing is not None:
        return pausing.due_at
    if facts.alarmed:
        return None
    first = min((c.due_at for c in facts.clocks if c.step in LATE_STEPS and not c.paused), default=None)
    waiting = facts.clock(Step.CLIMB)
    return max(first, waiting.due_at) if first is not None and waiting is not None else first


def _again(facts: Facts, world: World) -> Facts:
    steps = ((Step.CHECK_IN, world.policy.clocks["check_in"]), (Step.HANDLE, world.handle))
    fresh = tuple(clocks.start(step, rule, world.times) for step, rule in steps)
    return replace(facts, state=State.RESPONDED, clocks=(*facts.clocks, *fresh), alarmed=False)


def _over(facts: Facts, world: World, state: State, met: set[Step] | None = None) -> tuple[Facts, tuple[Ended, ...]]:
    ended = tuple(clocks.end(c, world.times.now, met=c.step in (met or set())) for c in facts.clocks)
    after = replace(facts, state=state, clocks=(), resumes_to=None, alarmed=False, ended_at=world.times.now)
    return after, ended


def _end(facts: Facts, steps: set[Step], world: World, *, met: bool = True) -> tuple[Facts, tuple[Ended, ...]]:
    ended = tuple(clocks.end(c, world.times.now, met=met) for c in facts.clocks if c.step in steps)
    rest = tuple(c for c in facts.clocks if c.step not in steps)
    late = any(c.step in LATE_STEPS and clocks.overdue(c, world.times.now) for c in rest)
    return replace(facts, clocks=rest, alarmed=facts.alarmed and late), ended


def _standing(facts: Facts, world: World) -> tuple[Clock, ...]:
    return tuple(clocks.pause(c, world.times) if c.step in _WORK else c for c in facts.clocks)


def _running(facts: Facts, world: World) -> tuple[Clock, ...]:
    return tuple(clocks.resume(c, world.times) for c in facts.clocks)


def _met(ended: tuple[Ended, ...], step: Step) -> bool | None:
    return next((e.result == "met" for e in ended if e.clock.step == step), None)


def _missing(words: str, field: str, label: str) -> list[Reason]:
    if not words.strip():
        return [Reason("missing", field, {"label": label})]
    if len(words) > MOST_WORDS:
        return [Reason("too_long", field, {"label": label, "most": MOST_WORDS})]
    return []


def _mark_wrong(mark: int | None, *, needed: bool = False) -> list[Reason]:
    if (mark is None and not needed) or (mark is not None and 1 <= mark <= 5):
        return []
    return [Reason("mark_out_of_range", "mark")]


DECIDERS: dict[str, Callable[..., Decision]] = {
    "reckon_again": reckon_again,
    "respond": respond,
    "check_in": check_in,
    "finish": finish,
    "object": object_to,
    "decide_objection": decide_objection,
    "pause": pause,
    "resume": resume,
    "accept": accept,
    "give_back": give_back,
    "arbitrate": arbitrate,
    "climb": climb,
    "release": release,
}


@cache
def takes(verb: str) -> frozenset[str]:
    """The wishes a verb knows."""
    return frozenset(signature(DECIDERS[verb]).parameters) - {"facts", "world"}
