"""From the door to the written opinion: register, route, accept or refuse, object, extend, mediate, answer (PET-001 …
PET-004, PET-007 … PET-011).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sanguanjia.kernel.refusal import Reason, refuse_if_any
from sanguanjia.petitions.types import OPINIONS, Decision, Facts, Ground, Kind, Opinion, State, Step, Unit
from sanguanjia.policy.rules import running

from .parts import World, accused, delivered, end, missing, moment_of, over, same_unit, start, today, version

_LEAST_JOINT = 2


def received(facts: Facts, world: World, *, on: date, people: int, representatives: int) -> Decision:
    """A petition came in on a day: the office has its days to register and route it (PET-001).

    Several people at once name representatives, at most so many as the policy says (PET-007).
    """
    most = world.policy.most_representatives
    found = []
    if on > today(world):
        found.append(Reason("day_not_come", "received_on"))
    if people < 1:
        found.append(Reason("people_unknown", "people"))
    if representatives > most:
        found.append(Reason("too_many_representatives", "representatives", {"most": most}))
    if people >= _LEAST_JOINT and people > most and representatives < 1:
        found.append(Reason("representatives_missing", "representatives", {"most": most}))
    if representatives > people:
        found.append(Reason("people_unknown", "people"))
    refuse_if_any(found)
    opened = replace(facts, clocks=(start(Step.REGISTER, world, on),))
    return Decision(opened, (), {"people": people}, (version(Step.REGISTER, world),))


def route(facts: Facts, world: World, *, to: Unit, words: str) -> Decision:
    """To the unit that is competent, never to the one that is accused (PET-010); its clocks begin today."""
    refuse_if_any([*missing(words, "转送意见"), *accused(facts, to)])
    return _given(facts, world, to, {Step.REGISTER}, settled=False)


def accept(facts: Facts, world: World, *, words: str) -> Decision:
    """Taken on, said in writing (PET-002); sixty days begin (PET-004)."""
    found = missing(words, "受理告知的内容")
    if facts.same == "running":
        found.append(Reason("same_petition_running"))
    if facts.same == "final":
        found.append(Reason("petition_is_final"))
    refuse_if_any(found)
    after, ended = end(facts, {Step.INFORM}, world, drop={Step.OBJECT})
    after = replace(after, state=State.ACCEPTED, clocks=(*after.clocks, start(Step.DECIDE, world)))
    return Decision(after, ended, {}, (version(Step.DECIDE, world),))


def refuse_petition(facts: Facts, world: World, *, ground: str, words: str) -> Decision:
    """Not accepted, in writing with the reason. Running and final elsewhere must be true to be said."""
    found = missing(words, "不予受理的理由")
    if ground not in set(Ground):
        found.append(Reason("ground_unknown", "ground"))
    elif ground in (Ground.RUNNING, Ground.FINAL) and facts.same != ground:
        found.append(Reason("ground_not_true", "ground"))
    refuse_if_any(found)
    after, ended = over(facts, world, State.REFUSED, met={Step.REGISTER, Step.INFORM})
    return Decision(replace(after, outcome=ground), ended, {"ground": ground})


def split_off(facts: Facts, world: World, *, whole: bool, words: str) -> Decision:
    """What belongs before a court or an arbitrator goes the legal way (PET-009); the rest, if any, stays here."""
    refuse_if_any(missing(words, "哪些内容依法由诉讼、仲裁、复议等程序处理"))
    if not whole:
        return Decision(facts, (), {"whole": False})
    after, ended = over(facts, world, State.SPLIT, met={Step.REGISTER, Step.INFORM})
    return Decision(after, ended, {"whole": True})


def object_to(facts: Facts, world: World, *, words: str) -> Decision:
    """Not our duty, with reasons, within five working days of receiving it, once (PET-003)."""
    found = missing(words, "为什么不归本单位")
    window = facts.clock(Step.OBJECT)
    if facts.settled or facts.objected:
        found.append(Reason("settled_by_decision"))
    elif window is None or running.overdue(window, world.times.now):
        found.append(Reason("too_late_to_object"))
    refuse_if_any(found)
    after, ended = end(facts, {Step.OBJECT}, world)
    standing = tuple(running.pause(c, world.times) for c in after.clocks)
    after = replace(after, state=State.OBJECTED, objected=True, clocks=(*standing, start(Step.SETTLE, world)))
    return Decision(after, ended, {}, (version(Step.SETTLE, world),))


def decide_objection(facts: Facts, world: World, *, upheld: bool, words: str, to: Unit | None = None) -> Decision:
    """The office decides: another unit, with fresh clocks, or this one after all, whose clock runs on."""
    found = missing(words, "决定的理由")
    if upheld and to is None:
        found.append(Reason("unit_missing", "to"))
    if upheld and to is not None:
        found += accused(facts, to)
        if facts.unit is not None and same_unit(to, facts.unit):
            found.append(Reason("unit_missing", "to"))
    refuse_if_any(found)
    if upheld and to is not None:
        decision = _given(facts, world, to, {Step.SETTLE}, settled=True)
        return replace(decision, data={**decision.data, "upheld": True})
    after, ended = end(facts, {Step.SETTLE}, world)
    again = tuple(running.resume(c, world.times) for c in after.clocks)
    return Decision(replace(after, state=State.ROUTED, settled=True, clocks=again), ended, {"upheld": False})


def ask_extension(facts: Facts, world: World, *, amount: int, words: str) -> Decision:
    """More time, once, at most thirty days, asked for before the sixty are over (PET-004)."""
    found = missing(words, "为什么需要延期")
    most = world.policy.extend
    clock = facts.clock(Step.DECIDE)
    if facts.extended:
        found.append(Reason("extended_already"))
    if facts.extension_asked is not None:
        found.append(Reason("extension_pending"))
    if not 1 <= amount <= most.amount:
        found.append(Reason("too_many_days_more", "amount", {"most": most.amount}))
    if clock is None or running.overdue(clock, world.times.now):
        found.append(Reason("extension_too_late"))
    refuse_if_any(found)
    after = replace(facts, extension_asked=amount, asked_by=world.account_id)
    return Decision(after, (), {"amount": amount}, (most.version,))


def decide_extension(facts: Facts, world: World, *, granted: bool, words: str) -> Decision:
    """The head allows it or not, never the person who asked; the petitioner is told (PET-004)."""
    found = missing(words, "批准或不批准的理由")
    if facts.extension_asked is None:
        found.append(Reason("no_extension_asked"))
    elif facts.asked_by is not None and facts.asked_by == world.account_id:
        found.append(Reason("same_person"))
    refuse_if_any(found)
    amount = facts.extension_asked or 0
    after = replace(facts, extension_asked=None, asked_by=None)
    data = {"granted": granted, "amount": amount}
    if not granted:
        return Decision(after, (), data)
    longer = tuple(
        running.lengthen(c, amount, world.times) if c.step == Step.DECIDE else c for c in after.clocks
    )
    return Decision(replace(after, extended=True, clocks=longer), (), data, (world.policy.extend.version,))


def mediate(facts: Facts, world: World, *, petitioner_agrees: bool, other_agrees: bool, words: str) -> Decision:
    """Both agreed to mediation and to its result, which is written down (PET-011)."""
    found = missing(words, "调解协议的内容")
    if not (petitioner_agrees and other_agrees):
        found.append(Reason("both_must_agree"))
    if facts.kind is Kind.ACCUSATION:
        found.append(Reason("not_for_mediation"))
    refuse_if_any(found)
    after, ended = over(facts, world, State.CLOSED, met={Step.DECIDE})
    return Decision(replace(after, outcome=Opinion.MEDIATED), ended, {"outcome": Opinion.MEDIATED.value})


def answer(facts: Facts, world: World, *, opinion: str, words: str, delivered_on: date) -> Decision:
    """The written opinion; from the day it was delivered a review may be asked for (PET-005)."""
    found = [*missing(words, "处理意见"), *delivered(facts, world, delivered_on, Step.DECIDE)]
    if opinion not in OPINIONS:
        found.append(Reason("opinion_unknown", "opinion"))
    refuse_if_any(found)
    after, ended = end(facts, {Step.DECIDE}, world, at=moment_of(delivered_on, world))
    after = replace(
        after, state=State.ANSWERED, outcome=opinion, answered_by=world.account_id, extension_asked=None,
        clocks=(*after.clocks, start(Step.ASK_REVIEW, world, delivered_on)),
    )  # fmt: skip
    return Decision(after, ended, {"opinion": opinion, "delivered": delivered_on.isoformat()},
                    (version(Step.ASK_REVIEW, world),))  # fmt: skip


def withdraw(facts: Facts, world: World, *, words: str = "") -> Decision:
    """The petitioner takes it back."""
    after, ended = over(facts, world, State.WITHDRAWN)
    return Decision(after, ended)


def _given(facts: Facts, world: World, to: Unit, met: set[Step], *, settled: bool) -> Decision:
    after, ended = end(facts, met, world, drop={Step.INFORM, Step.OBJECT, Step.SUPERVISE})
    fresh = [start(Step.INFORM, world)] + ([] if settled else [start(Step.OBJECT, world)])
    after = replace(
        after, state=State.ROUTED, unit=to, settled=settled, supervised=False, clocks=(*after.clocks, *fresh)
    )
    data = {"to": to.home_id, "to_organisation": to.organisation_id, "to_name": to.name}
    return Decision(after, ended, data, tuple(c.version for c in fresh))
