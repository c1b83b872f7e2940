"""One function per verb: facts and wishes in, a Decision out, or a Refusal with every reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sanguanjia.assemblies.types import Decision, Facts, Kind, Member, News, State, Step
from sanguanjia.decisions.rules.inquiry import Inquiry
from sanguanjia.decisions.rules.law import last_day
from sanguanjia.decisions.types import Finding
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.policy.rules import running

from . import starting
from .parts import World, all_dropped, demand_move, ended, missing, noon_of, started, versions
from .table import after


def hand_in(facts: Facts, world: World, *, finding: Finding) -> Decision:
    """The conditions of the place are met: the subdistrict's time to form the group begins."""
    demand_move(facts, "hand_in")
    refuse_if_any(finding.refusals)
    fresh = started(facts, world, Step.FORM)
    found = (*(clause.version for clause in finding.clauses), *versions(*fresh))
    return Decision(after(facts.kind, facts.state), (*facts.clocks, *fresh), (), {}, tuple(dict.fromkeys(found)))


def begin_forming(facts: Facts, world: World) -> tuple[running.Clock, ...]:
    """The clocks of a procedure that begins with its group (a renewal)."""
    return started(facts, world, Step.FORM) if facts.state is State.FORMING else ()


def leave(facts: Facts, verb: str, *, words: str) -> Decision:
    """Withdraw, decline, end: it stops here, with the reason."""
    demand_move(facts, verb)
    refuse_if_any(missing(words, "理由"))
    return Decision(State.ENDED, (), all_dropped(facts))


def name_group(facts: Facts, world: World, *, members: Sequence[Member]) -> Decision:
    """Who sits in the group or the interim body (1.5, 1.7); named anew after objections."""
    demand_move(facts, "name_group")
    refuse_if_any(starting.faults_of(members))
    finding = starting.composed(world.law, facts.kind, members)
    refuse_if_any(finding.refusals)
    rest, over = ended(facts, world, met=(Step.FORM,))
    data = {"members": len(members), "owners": sum(member.capacity == "owner" for member in members)}
    return Decision(State.POSTED, rest, over, data, tuple(clause.version for clause in finding.clauses))


def link(facts: Facts, *, position: int, positions: Collection[int]) -> Decision:
    """A member of an interim body is tied to a person of the register."""
    demand_move(facts, "link")
    if position not in positions:
        refuse("member_unknown", "position")
    return Decision(facts.state, facts.clocks, (), {"position": position})


def verify_list(facts: Facts, world: World, *, totals: Mapping[str, int], words: str) -> Decision:
    """The list of owners was compared with the register; the totals are kept."""
    demand_move(facts, "verify_list")
    refuse_if_any(missing(words, "怎么核对的"))
    rest, over = ended(facts, world, met=(Step.SESSION,))
    return Decision(facts.state, rest, over, dict(totals))


def publish_drafts(facts: Facts, world: World, *, rules: str, covenant: str) -> Decision:
    """Rules of procedure and covenant are put before the owners."""
    demand_move(facts, "publish_drafts")
    found = [*missing(rules, "业主大会议事规则草案", "rules", 40_000)]
    found += missing(covenant, "管理规约草案", "covenant", 40_000)
    if not facts.listed:
        found.append(Reason("list_not_verified"))
    refuse_if_any(found)
    return Decision(facts.state, facts.clocks)


def call_vote(facts: Facts, world: World, *, opens_on: dt.date, posted_on: dt.date | None, objections: int) -> Decision:
    """The first assembly votes: list verified, drafts posted so many days before, objections answered (1.5)."""
    demand_move(facts, "call_vote")
    looked = Inquiry(world.law)
    if facts.kind is Kind.FIRST:
        looked.check("list_not_verified", facts.listed)
        looked.check("drafts_not_posted", facts.drafted)
        value = looked.held("own.preparation.notice")
        if facts.drafted and posted_on is not None and value is not None:
            latest = last_day(world.law, value, opens_on)
            looked.check("drafts_posted_too_late", posted_on <= latest, "opens_on", latest=latest, given=posted_on)
    looked.check("drafts_objected", objections == 0, None, open=objections)
    finding = looked.finding()
    refuse_if_any(finding.refusals)
    return Decision(State.VOTING, facts.clocks, (), {}, tuple(clause.version for clause in finding.clauses))


def extend(facts: Facts, world: World, *, words: str) -> Decision:
    """More time for the first meeting, where the place allows it (嘉兴 14)."""
    demand_move(facts, "extend")
    held, clock = world.law.held("own.preparation.extension"), facts.clock(Step.MEETING)
    found = missing(words, "延期的理由")
    if held is None or clock is None:
        found.append(Reason("no_extension_here"))
    elif facts.extensions >= held.value["times"]:
        found.append(Reason("no_more_extension", None, {"times": held.value["times"]}))
    refuse_if_any(found)
    if held is None or clock is None:
        raise AssertionError("refused above")
    longer = running.lengthen(clock, held.value["amount"], world.times)
    clocks = tuple(longer if one.id == clock.id else one for one in facts.clocks)
    return Decision(facts.state, clocks, (), {"amount": held.value["amount"]}, (held.clause.version,))


def record_filing(facts: Facts, world: World, *, receipt: str, on: dt.date, term_ends: dt.date | None) -> Decision:
    """The filing was done on paper: the receipt's number and day, told by an office."""
    demand_move(facts, "record_filing")
    found = missing(receipt, "备案回执编号", "receipt", 60)
    if on > world.today:
        found.append(Reason("procedure_day_wrong", "on"))
    refuse_if_any(found)
    return _handing_over(facts, world, noon_of(on), {"on": on.isoformat()}, term_ends)


def tick(facts: Facts, world: World, *, thing: str, things: Collection[str], on: dt.date) -> Decision:
    """One thing is settled (seal, account, papers); with the last one the procedure is done."""
    demand_move(facts, "tick")
    found = []
    if thing not in things:
        found.append(Reason("thing_unknown", "thing"))
    if thing in facts.things:
        found.append(Reason("thing_done", "thing"))
    if on > world.today:
        found.append(Reason("procedure_day_wrong", "on"))
    refuse_if_any(found)
    if set(things) - facts.things - {thing}:
        return Decision(facts.state, facts.clocks, (), {"thing": thing})
    rest, over = ended(facts, world, met=(Step.HAND_OVER, Step.DISSOLVE))
    return Decision(State.DONE, (), (*over, *all_dropped(replace(facts, clocks=rest))), {"thing": thing})


def follow(facts: Facts, world: World, *, news: News | None, term_ends: dt.date | None = None) -> Decision:
    """What happened outside moves it on; nothing_new where nothing did."""
    demand_move(facts, "follow")
    if news is None:
        refuse("nothing_new")
    return _FOLLOW[news.what](facts, world, news.data, term_ends)


def _group_stands(facts: Facts, world: World, data: Mapping[str, Any], term_ends: dt.date | None) -> Decision:
    since = noon_of(dt.date.fromisoformat(data["named_on"]))
    interim = facts.kind is Kind.INTERIM
    steps = (Step.TERM,) if interim else (Step.SESSION, Step.MEETING)
    fresh = started(facts, world, *steps, since=None if interim else since)
    if facts.kind is Kind.RENEWAL and term_ends is not None:
        fresh = (_until(Step.MEETING, world, term_ends),)
    state = State.SITTING if interim else State.PREPARING
    return Decision(state, (*facts.clocks, *fresh), (), {}, versions(*fresh))


def _until(step: Step, world: World, last: dt.date) -> running.Clock:
    """A clock that ends with a given day: a term's last one."""
    held = world.law.held("own.committee.renewal")
    days = max(0, (last - world.today).days)
    version = held.clause.version if held else ""
    return running.start(step, running.ClockRule(days, "day", "none", version), world.times)


def _vote_passed(facts: Facts, world: World, data: Mapping[str, Any], term_ends: dt.date | None) -> Decision:
    voted, bound = (noon_of(dt.date.fromisoformat(data[name])) for name in ("closed_on", "in_force_on"))
    rest, over = ended(facts, world, met=(Step.MEETING,), drop=(Step.SESSION,), at=voted)
    fresh = started(facts, world, Step.FILE, since=bound)
    return Decision(State.FILING, (*rest, *fresh), over, dict(data), versions(*fresh))


def _vote_failed(facts: Facts, world: World, data: Mapping[str, Any], term_ends: dt.date | None) -> Decision:
    return Decision(State.PREPARING, facts.clocks, (), dict(data))


def _filed(facts: Facts, world: World, data: Mapping[str, Any], term_ends: dt.date | None) -> Decision:
    at = dt.datetime.fromisoformat(data["at"])
    rest, over = ended(facts, world, met=(Step.FILE,), at=at)
    fresh = started(facts, world, Step.ANSWER, since=at)
    return Decision(State.ANSWERING, (*rest, *fresh), over, dict(data), versions(*fresh))


def _filing_refused(facts: Facts, world: World, data: Mapping[str, Any], term_ends: dt.date | None) -> Decision:
    rest, over = ended(facts, world, met=(Step.ANSWER,), at=dt.datetime.fromisoformat(data["at"]))
    fresh = started(facts, world, Step.FILE)
    return Decision(State.FILING, (*rest, *fresh), over, dict(data), versions(*fresh))


def _filing_granted(facts: Facts, world: World, data: Mapping[str, Any], term_ends: dt.date | None) -> Decision:
    return _handing_over(facts, world, dt.datetime.fromisoformat(data["at"]), dict(data), term_ends)


def _handing_over(
    facts: Facts, world: World, at: dt.datetime, data: Mapping[str, Any], term_ends: dt.date | None
) -> Decision:
    rest, over = ended(facts, world, met=(Step.FILE, Step.ANSWER), at=at)
    since = noon_of(term_ends) if term_ends is not None and facts.kind is Kind.RENEWAL else at
    fresh = started(facts, world, Step.HAND_OVER, since=max(since, at))
    return Decision(State.HANDOVER, (*rest, *fresh), over, dict(data), versions(*fresh))


def _committee_filed(facts: Facts, world: World, data: Mapping[str, Any], term_ends: dt.date | None) -> Decision:
    rest, over = ended(facts, world, drop=(Step.TERM,))
    fresh = started(facts, world, Step.DISSOLVE, since=noon_of(dt.date.fromisoformat(data["on"])))
    return Decision(State.DISSOLVING, (*rest, *fresh), over, dict(data), versions(*fresh))


_FOLLOW = {
    "group_stands": _group_stands, "vote_passed": _vote_passed, "vote_failed": _vote_failed,
    "vote_cancelled": _vote_failed, "filed": _filed, "filing_refused": _filing_refused,
    "filing_granted": _filing_granted, "committee_filed": _committee_filed,
}  # fmt: skip


def warn(facts: Facts, world: World) -> Decision:
    """What is owed is late: the subdistrict and the district hear of it, once until something moves."""
    demand_move(facts, "warn")
    late = sorted(str(clock.step) for clock in facts.clocks if running.overdue(clock, world.times.now))
    if not late or facts.alarmed:
        refuse("procedure_in_time")
    return Decision(facts.state, facts.clocks, (), {"missed": late})


def reckon_again(facts: Facts, world: World) -> Decision:
    """A calendar was published or corrected: the clocks are reckoned on it. Refuses nothing_to_reckon."""
    demand_move(facts, "reckon_again")
    renewed, moved = running.renewed(facts.clocks, world.times)
    return Decision(facts.state, renewed, (), {"moves": moved})


def caretaker_bound(kind: Kind, state: State) -> bool:
    """From the renewal group to the election some matters may not be put to the vote (OWN-074)."""
    return kind is Kind.RENEWAL and state in (State.POSTED, State.PREPARING, State.VOTING)
