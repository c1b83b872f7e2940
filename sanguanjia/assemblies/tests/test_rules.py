"""The procedures as rules: every state and verb, conditions and clocks of the places, groups, properties."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanguanjia.assemblies.rules import moves, starting, table
from sanguanjia.assemblies.rules.parts import World
from sanguanjia.assemblies.types import ENDS, PATHS, Claims, Facts, Kind, Member, News, State, Step
from sanguanjia.decisions.rules.law import Law
from sanguanjia.decisions.types import Finding, Line
from sanguanjia.kernel.clock import SHANGHAI
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.policy.packs import load
from sanguanjia.policy.rules.calendar import DEFAULT_HOURS, OfficeHours, WorkCalendar

PACKS = load()
BEIJING, SHANGHAI_CITY, HANGZHOU, JIAXING, SHANDONG, HENAN, QINGYUAN = (
    "110000", "310000", "330100", "330400", "370000", "410000", "441800",
)  # fmt: skip
NOW = dt.datetime(2024, 5, 15, 12, tzinfo=SHANGHAI)


@dataclass(frozen=True)
class At:
    """A moment with the calendar and hours of a place, as `running.Times` wants it."""

    now: dt.datetime
    calendar: WorkCalendar
    hours: OfficeHours
    new_id: Callable[[], int]


def law(place: str = "CN", day: str = "2024-05-15") -> Law:
    return Law(PACKS.rule_for, place, dt.date.fromisoformat(day), PACKS.calendar_for(place))


def world(place: str = "CN", now: dt.datetime = NOW) -> World:
    ids = count(1)
    return World(law(place), At(now, PACKS.calendar_for(place), DEFAULT_HOURS, lambda: next(ids)))


def facts(kind: Kind = Kind.FIRST, state: State = State.PREPARING, **more: object) -> Facts:
    return Facts(kind, state, **more)  # type: ignore[arg-type]


def lines(sold: int, kept: int = 0, area: int = 10_000) -> list[Line]:
    """So many dwellings of 100 m2 that were handed over, each of its own owner, and so many of the developer."""
    homes = [Line(n, f"1-{n}", 1, n, area, "registry", (n,), False) for n in range(1, sold + 1)]
    return homes + [Line(9_000 + n, f"2-{n}", 1, 9_999, area, "registry", (9_999,), True) for n in range(kept)]


def begin(place: str, homes: list[Line], asking: int = 1, kind: Kind = Kind.FIRST, **more: object) -> set[str]:
    claims = Claims(int(more.pop("moved_in", 0)), str(more.pop("first", "")))  # type: ignore[call-overload]
    situation, committee = str(more.pop("situation", "")), bool(more.pop("committee", False))
    known = {"developer": False, "ended": False, **more}
    state = starting.estate_state(homes, range(1, asking + 1), claims, dt.date(2024, 5, 15), **known)  # type: ignore[arg-type]
    finding = starting.may_begin(law(place), kind, state, situation, committee=committee)
    return {reason.code for reason in finding.refusals}


def refused(call) -> set[str]:
    with pytest.raises(Refusal) as caught:
        call()
    return {reason.code for reason in caught.value.reasons}


def group(owners: int = 4, *others: str, head: str = "subdistrict") -> tuple[Member, ...]:
    capacities = ["owner"] * owners + list(others or ("subdistrict", "neighbourhood", "developer"))
    found, headed = [], False
    for n, capacity in enumerate(capacities):
        leads = capacity == head and not headed
        headed = headed or leads
        found.append(Member(f"甲{n}", capacity, leads))
    return tuple(found)


# ---- when it may begin (1.5, 1.7) ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "sold", "kept", "asking", "more", "unmet"),
    [
        ("CN", 51, 49, 1, {}, set()),
        ("CN", 50, 50, 1, {}, {"no_group_yet"}),  # more than half, not half
        (BEIJING, 50, 50, 5, {}, set()),  # half is enough, with 5 % of the owners
        (BEIJING, 96, 4, 4, {}, {"no_group_yet"}),  # 4 of 97 heads, 4 of 100 units
        (BEIJING, 50, 50, 0, {"developer": True}, set()),
        (SHANGHAI_CITY, 10, 90, 1, {"first": "2022-05-15"}, set()),  # two years to the day
        (SHANGHAI_CITY, 10, 90, 1, {"first": "2022-05-16"}, {"no_group_yet"}),
        (HANGZHOU, 59, 41, 1, {}, {"no_group_yet"}),
        (HANGZHOU, 60, 40, 1, {}, set()),
        (HANGZHOU, 30, 70, 1, {"first": "2022-05-15"}, set()),
        (HENAN, 10, 90, 1, {"moved_in": 4}, set()),  # 4 of 11 heads is over 30 %
        (HENAN, 10, 90, 1, {"moved_in": 3}, {"no_group_yet"}),
        (HENAN, 10, 90, 1, {"ended": True}, set()),
        (SHANDONG, 20, 80, 1, {}, set()),  # 20 of 21 heads: by headcount
    ],
)  # fmt: skip
def test_when_a_first_assembly_may_be_asked_for(
    place: str, sold: int, kept: int, asking: int, more: dict[str, object], unmet: set[str]
) -> None:
    assert begin(place, lines(sold, kept), asking, **more) == unmet


def test_interim_bodies_ask_for_a_situation_of_the_place_and_enough_applicants() -> None:
    homes = lines(90, 10)
    assert begin(BEIJING, homes, kind=Kind.INTERIM, situation="no_committee") == set()
    assert begin(BEIJING, homes, kind=Kind.INTERIM, situation="new_estate") == {"no_interim_body_here"}
    assert begin(HANGZHOU, homes, kind=Kind.INTERIM, situation="unmanaged_old_estate") == set()
    assert begin(QINGYUAN, homes, 9, kind=Kind.INTERIM, situation="no_assembly") == {"too_few_apply"}  # 9 of 91
    assert begin(QINGYUAN, homes, 10, kind=Kind.INTERIM, situation="no_assembly") == set()
    for place in ("140403", "430200"):
        assert begin(place, homes, kind=Kind.INTERIM, situation="unmanaged_old_estate") == set()
    assert begin("CN", homes, committee=True) == {"committee_exists"}
    assert begin("CN", homes, kind=Kind.RENEWAL) == {"no_committee_yet"}


# ---- who sits ------------------------------------------------------------------------------------


def unmet(place: str, kind: Kind, members: tuple[Member, ...]) -> set[str]:
    return {reason.code for reason in starting.composed(law(place), kind, members).refusals}


def test_who_sits_in_a_group() -> None:
    assert unmet("CN", Kind.FIRST, group()) == set()
    assert unmet("CN", Kind.FIRST, group(5)) == {"members_not_odd"}
    assert unmet("CN", Kind.FIRST, group(2)) == {"too_few_owners_in_body"}  # 2 of 5
    assert unmet("CN", Kind.FIRST, group(3, "subdistrict", "police")) == {"group_without_neighbourhood"}
    assert unmet("CN", Kind.FIRST, group(head="neighbourhood")) == {"wrong_head"}
    assert unmet(BEIJING, Kind.FIRST, group(head="neighbourhood")) == set()
    assert unmet(SHANDONG, Kind.FIRST, group(3, "subdistrict", "neighbourhood")) == {"too_few_members"}
    assert unmet(BEIJING, Kind.INTERIM, group(head="neighbourhood")) == set()
    assert unmet(BEIJING, Kind.INTERIM, group(3, "subdistrict", "neighbourhood", head="neighbourhood")) == {
        "too_few_members"
    }
    assert unmet(HANGZHOU, Kind.INTERIM, group(10)) == {"too_many_members"}
    assert unmet(
        QINGYUAN, Kind.INTERIM, group(1, "neighbourhood", "police", "party", "company", head="neighbourhood")
    ) == (set())


def test_what_is_wrong_with_names_is_said_at_once() -> None:
    bad = (Member(" ", "owner"), Member("乙", "mayor"), Member("乙", "owner"))
    assert {reason.code for reason in starting.faults_of(bad)} == {
        "member_name_wrong", "capacity_unknown", "member_twice", "one_head_needed"
    }  # fmt: skip
    assert {reason.code for reason in starting.faults_of(())} == {"missing"}
    assert starting.faults_of(group()) == []


# ---- clocks of the places ------------------------------------------------------------------------


def met() -> Finding:
    return Finding((), ())


def formed(place: str, kind: Kind = Kind.FIRST) -> Facts:
    """A group that was named on the day and stands since."""
    named = replace(facts(kind, State.POSTED), clocks=())
    done = moves.follow(named, world(place), news=News("group_stands", {"named_on": "2024-05-15"}))
    return replace(named, state=done.state, clocks=done.clocks)


def last_days(held: Facts) -> dict[str, dt.date]:
    """Step → last day."""
    return {
        str(clock.step): (clock.due_at.astimezone(SHANGHAI) - dt.timedelta(seconds=1)).date() for clock in held.clocks
    }


@pytest.mark.parametrize(
    ("place", "form", "meeting"),
    [
        ("CN", dt.date(2024, 7, 14), dt.date(2024, 8, 13)),  # 60 days, 90 days
        (BEIJING, dt.date(2024, 6, 14), dt.date(2024, 7, 14)),  # 30 and 60
        (HENAN, dt.date(2024, 6, 14), dt.date(2024, 7, 14)),
        (SHANGHAI_CITY, dt.date(2024, 7, 14), dt.date(2024, 8, 13)),
        (SHANDONG, dt.date(2024, 7, 14), dt.date(2024, 8, 13)),
    ],
)
def test_the_time_of_the_subdistrict_and_of_the_group(place: str, form: dt.date, meeting: dt.date) -> None:
    asked = moves.hand_in(facts(state=State.ASKING), world(place), finding=met())
    assert asked.state is State.FORMING
    assert last_days(replace(facts(), clocks=asked.clocks)) == {"form": form}
    assert last_days(formed(place))["meeting"] == meeting
    assert ("session" in last_days(formed(place))) == (place == BEIJING)


@pytest.mark.parametrize(
    ("place", "answer"), [("CN", None), (BEIJING, 5), (SHANDONG, 10), (SHANGHAI_CITY, 20), (QINGYUAN, 5)]
)
def test_filing_within_thirty_days_and_its_answer(place: str, answer: int | None) -> None:
    """OWN-066: 30 days from the decision; the authority's days are those of the place (Beijing's are working days)."""
    voting = facts(state=State.VOTING)
    news = News("vote_passed", {"closed_on": "2024-05-10", "in_force_on": "2024-05-15"})
    passed = moves.follow(voting, world(place), news=news)
    filing = replace(voting, state=passed.state, clocks=passed.clocks)
    assert last_days(filing) == {"file": dt.date(2024, 6, 14)}
    handed_in = moves.follow(filing, world(place), news=News("filed", {"at": NOW.isoformat(), "application": 1}))
    assert [(str(end.clock.step), end.result) for end in handed_in.ended] == [("file", "met")]
    days = 7 if place == BEIJING else answer  # five working days from a Wednesday
    expected = {} if days is None else {"answer": NOW.date() + dt.timedelta(days=days)}
    assert last_days(replace(filing, clocks=handed_in.clocks)) == expected


def test_what_was_late_is_kept_as_missed() -> None:
    late = world(now=NOW + dt.timedelta(days=31))
    voting = facts(state=State.VOTING)
    news = News("vote_passed", {"closed_on": "2024-05-10", "in_force_on": "2024-05-15"})
    filing = moves.follow(voting, world(), news=news)
    held = replace(voting, state=filing.state, clocks=filing.clocks)
    assert moves.warn(held, late).data == {"missed": ["file"]}
    assert refused(lambda: moves.warn(held, world())) == {"procedure_in_time"}
    assert refused(lambda: moves.warn(replace(held, alarmed=True), late)) == {"procedure_in_time"}
    done = moves.record_filing(held, late, receipt="备〔2024〕1", on=late.today, term_ends=None)
    assert [(str(end.clock.step), end.result) for end in done.ended] == [("file", "missed")]
    in_time = moves.record_filing(held, late, receipt="备〔2024〕1", on=dt.date(2024, 6, 14), term_ends=None)
    assert in_time.ended[0].result == "met"


def test_the_interim_body_has_a_term_and_goes_after_the_committee_was_filed() -> None:
    """1.7: Beijing 3 years and 30 days, Hangzhou 2 years, Qingyuan until then and 10 days."""
    terms = {BEIJING: dt.date(2027, 5, 15), HANGZHOU: dt.date(2026, 5, 15)}
    for place, last in terms.items():
        assert last_days(formed(place, Kind.INTERIM)) == {"term": last}
    for place, last in ((BEIJING, dt.date(2024, 6, 14)), (QINGYUAN, dt.date(2024, 5, 25))):
        sitting = formed(place, Kind.INTERIM)
        gone = moves.follow(sitting, world(place), news=News("committee_filed", {"on": "2024-05-15"}))
        assert gone.state is State.DISSOLVING
        assert last_days(replace(sitting, clocks=gone.clocks)) == {"dissolve": last}
        assert all(end.result == "dropped" for end in gone.ended)


def test_a_renewal_ends_with_the_term_and_hands_over_ten_days_later() -> None:
    """OWN-073, OWN-075."""
    posted = facts(Kind.RENEWAL, State.POSTED)
    term = dt.date(2024, 8, 31)
    news = News("group_stands", {"named_on": "2024-05-15"})
    done = moves.follow(posted, world(SHANGHAI_CITY), news=news, term_ends=term)
    assert last_days(replace(posted, clocks=done.clocks)) == {"meeting": term}
    filed = facts(Kind.RENEWAL, State.FILING)
    over = moves.record_filing(filed, world(SHANGHAI_CITY), receipt="1", on=dt.date(2024, 5, 15), term_ends=term)
    assert last_days(replace(filed, clocks=over.clocks)) == {"hand_over": dt.date(2024, 9, 10)}
    for place, days in ((HENAN, 3), (HANGZHOU, 7), (SHANGHAI_CITY, 10)):
        left = facts(Kind.BY_ELECTION, State.FILING)
        gone = moves.record_filing(left, world(place), receipt="1", on=dt.date(2024, 5, 15), term_ends=None)
        assert last_days(replace(left, clocks=gone.clocks)) == {"hand_over": dt.date(2024, 5, 15 + days)}
    assert moves.caretaker_bound(Kind.RENEWAL, State.PREPARING)
    assert not moves.caretaker_bound(Kind.FIRST, State.VOTING)


def test_one_extension_in_jiaxing_none_elsewhere() -> None:
    held = formed(JIAXING)
    longer = moves.extend(held, world(JIAXING), words="疫情")
    assert last_days(replace(held, clocks=longer.clocks)) == {"meeting": dt.date(2024, 10, 12)}  # 90 + 60 days
    assert refused(lambda: moves.extend(replace(held, extensions=1), world(JIAXING), words="又")) == {
        "no_more_extension"
    }
    assert refused(lambda: moves.extend(formed("CN"), world(), words=" ")) == {"missing", "no_extension_here"}


# ---- towards the vote ----------------------------------------------------------------------------


def test_list_and_drafts_come_before_the_vote() -> None:
    ready, here = facts(listed=True, drafted=True), world()
    call = {"opens_on": dt.date(2024, 5, 30), "posted_on": dt.date(2024, 5, 15), "objections": 0}
    assert moves.call_vote(ready, here, **call).state is State.VOTING
    late = {**call, "posted_on": dt.date(2024, 5, 16)}  # 14 days before
    assert refused(lambda: moves.call_vote(ready, here, **late)) == {"drafts_posted_too_late"}
    assert refused(lambda: moves.call_vote(facts(), here, **{**call, "objections": 2})) == {
        "list_not_verified", "drafts_not_posted", "drafts_objected"
    }  # fmt: skip
    assert refused(lambda: moves.publish_drafts(facts(), here, rules="", covenant="约" * 40_001)) == {
        "missing", "too_long", "list_not_verified"
    }  # fmt: skip
    assert moves.publish_drafts(facts(listed=True), here, rules="甲", covenant="乙").state is State.PREPARING
    assert moves.verify_list(facts(), here, totals={"units": 3}, words="对照登记").data == {"units": 3}
    by_election = moves.call_vote(facts(Kind.BY_ELECTION), here, **{**call, "posted_on": None})
    assert by_election.state is State.VOTING


def test_a_vote_that_fails_goes_back_and_the_clock_runs_on() -> None:
    held = replace(formed("CN"), state=State.VOTING)
    failed = moves.follow(held, world(), news=News("vote_failed", {"failed": [2]}))
    assert (failed.state, failed.clocks, failed.ended) == (State.PREPARING, held.clocks, ())
    assert refused(lambda: moves.follow(held, world(), news=None)) == {"nothing_new"}


def test_the_last_thing_ends_it() -> None:
    held = facts(state=State.HANDOVER, things=frozenset({"seal"}))
    things, today = ["seal", "papers"], NOW.date()
    assert refused(lambda: moves.tick(held, world(), thing="seal", things=things, on=today + dt.timedelta(days=1))) == {
        "thing_done", "procedure_day_wrong"
    }  # fmt: skip
    assert refused(lambda: moves.tick(held, world(), thing="car", things=things, on=today)) == {"thing_unknown"}
    assert moves.tick(held, world(), thing="papers", things=things, on=today).state is State.DONE
    more = replace(held, things=frozenset())
    assert moves.tick(more, world(), thing="papers", things=things, on=today).state is State.HANDOVER


# ---- the table -----------------------------------------------------------------------------------


def test_every_state_has_a_way_on_and_every_way_ends() -> None:
    for kind, path in PATHS.items():
        assert path[-1] is State.DONE
        for state in path[:-1]:
            verbs = {verb for verb in table.MOVES if table.allowed(kind, state, verb)}
            assert verbs - {"warn", "reckon_again", "end"}, (kind, state)
            assert {"warn", "reckon_again", "end"} <= verbs
    for state in ENDS:
        assert not [verb for verb in table.MOVES for kind in Kind if table.allowed(kind, state, verb)]
    for kind, verb in ((k, v) for k in Kind for v in table.MOVES):
        for state in State:
            if not table.allowed(kind, state, verb) and verb in ("end", "withdraw", "decline"):
                assert refused(lambda: moves.leave(facts(kind, state), verb, words="理由")) == {"wrong_phase"}  # noqa: B023


def test_every_clock_has_a_policy_key_that_some_place_holds() -> None:
    places = ("CN", BEIJING, SHANGHAI_CITY, HANGZHOU, QINGYUAN, "140403", "430200")
    for kind, steps in table.CLOCKS.items():
        for step, key in steps.items():
            assert any(law(place).held(key) for place in places), (kind, step)
    assert {step for steps in table.STEPS_OF.values() for step in steps} == set(Step)


@given(
    st.integers(1, 12), st.lists(st.sampled_from(["subdistrict", "neighbourhood", "developer", "police"]), max_size=8)
)
def test_a_group_that_is_let_through_is_odd_and_the_owners_are_half(owners: int, others: list[str]) -> None:
    members = group(owners, *others) if others else group(owners)
    if starting.faults_of(members) or not starting.composed(law(), Kind.FIRST, members).holds:
        return
    assert len(members) % 2 == 1
    assert 2 * owners >= len(members)
    assert {"subdistrict", "neighbourhood"} <= {member.capacity for member in members}


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_one_more_owner_who_asks_never_closes_the_door(sold: int, kept: int, asking: int) -> None:
    homes = lines(sold + 1, kept)
    asking = min(asking, sold)
    if not begin(BEIJING, homes, asking):
        assert not begin(BEIJING, homes, asking + 1)
