"""Committees, elections, preparation groups, interim bodies, clocks (rules.md 1.5 - 1.7): places and boundaries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanguanjia.decisions.rules import clocks, committee, elections, interim, preparation
from sanguanjia.decisions.rules.committee import RemovalFacts
from sanguanjia.decisions.rules.elections import Candidate
from sanguanjia.decisions.rules.preparation import EstateState
from sanguanjia.decisions.types import Weight
from sanguanjia.decisions.wording import SENTENCES
from sanguanjia.kernel import wording
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.policy.packs import load

from .law import day, law, unmet

BEIJING, SHANGHAI, HANGZHOU, SHANDONG, HENAN = "110105", "310101", "330106", "371102", "410105"
QINGDAO, LIAOCHENG, QINGYUAN, LISHUI, JIAXING = "370202", "371502", "441802", "331102", "330402"
ALL = Weight(10_000_000, 1000)


@pytest.mark.parametrize(
    ("place", "seats", "households", "area", "codes"),
    [
        ("CN", 5, 480, 0, []),
        ("CN", 11, 480, 0, []),
        ("CN", 3, 50, 0, ["too_few_seats"]),
        ("CN", 6, 480, 0, ["seats_not_odd"]),
        ("CN", 13, 480, 0, ["too_many_seats"]),
        ("CN", 4, 480, 0, ["too_few_seats", "seats_not_odd"]),
        (BEIJING, 3, 100, 0, []),
        (BEIJING, 3, 101, 0, ["too_few_seats"]),
        (BEIJING, 13, 900, 0, []),
        (HANGZHOU, 3, 99, 0, []),
        (HANGZHOU, 3, 100, 0, ["too_few_seats"]),
        (SHANGHAI, 3, 900, 1_000_000, []),
        (SHANGHAI, 3, 900, 1_000_001, ["too_few_seats"]),
        (SHANDONG, 13, 480, 0, []),
    ],
)
def test_size(place, seats, households, area, codes):
    assert unmet(committee.size(law(place), seats, households, area)) == codes


@pytest.mark.parametrize(
    ("name", "place", "members", "present", "yes", "codes"),
    [
        ("OWN-V40", BEIJING, 7, 4, 4, []),
        ("OWN-V40", SHANGHAI, 7, 4, 4, []),
        ("OWN-V40", HANGZHOU, 7, 4, 4, []),
        ("OWN-V40", SHANDONG, 7, 4, 4, ["too_few_present"]),
        ("OWN-V41", BEIJING, 9, 6, 5, []),
        ("OWN-V41", SHANDONG, 9, 6, 5, []),
        ("half is not enough", BEIJING, 8, 5, 4, ["too_few_yes"]),
        ("half is enough of all by the guidance", "CN", 8, 5, 4, []),
        ("half present is not enough", "CN", 8, 4, 4, ["too_few_present"]),
        ("more than there are", BEIJING, 7, 8, 9, ["more_yes_than_present"]),
    ],
)
def test_quorum(name, place, members, present, yes, codes):
    assert unmet(committee.decision(law(place), members, present, yes)) == codes, name


def test_no_proxies_and_signatures():
    assert unmet(committee.decision(law(BEIJING), 7, 4, 4, proxies=1, signed=3)) == [
        "no_proxies_in_committee",
        "not_signed_by_enough",
    ]
    assert committee.decision(law(BEIJING), 7, 4, 4, signed=4).holds


def test_calling_and_meeting():
    assert committee.call(law(BEIJING), 3, 9).holds
    assert unmet(committee.call(law(), 2, 7)) == ["too_few_members_ask"]
    assert committee.meets_often_enough(law(SHANGHAI), day("2023-12-31"), day("2024-02-29")).holds
    late = committee.meets_often_enough(law(BEIJING), day("2023-12-31"), day("2024-03-01"))
    assert unmet(late) == ["committee_has_not_met"]
    assert committee.meets_often_enough(law("430200"), day("2020-01-01"), day("2024-03-01")).checks == ()


def test_eligibility():
    six = ["owner", "full_capacity", "law_abiding", "public_spirited", "able", "has_time"]
    assert committee.eligible(law(), six).holds
    assert unmet(committee.eligible(law(BEIJING), six)) == [
        "candidate_no_interest_in_company",
        "candidate_no_dishonest_debtor",
        "candidate_no_banned_house_use",
    ]
    assert unmet(committee.eligible(law(SHANGHAI), six)) == [
        "candidate_no_kin_in_company",
        "candidate_no_uncorrected_breach",
        "candidate_written_pledge",
    ]
    assert len(committee.eligible(law(), []).refusals) == 6


def test_nomination():
    assert committee.nominated(law(BEIJING), "self").holds
    assert unmet(committee.nominated(law(BEIJING), "company")) == ["no_such_nomination"]
    assert committee.nominated(law("430200"), "anybody").checks == ()


def test_what_the_first_assembly_costs():
    assert preparation.cost(law(HANGZHOU), 5_000_000) == 6_000_000  # 50,000 m2: exactly the least sum
    assert preparation.cost(law(HANGZHOU), 5_000_001) == 6_000_001
    assert preparation.cost(law(HANGZHOU), 100) == 6_000_000
    assert preparation.cost(law(), 5_000_000) is None
    assert preparation.cost(law(HENAN), 5_000_000) is None


def test_alternates():
    assert committee.alternates(law(BEIJING), 7, 7).holds
    assert unmet(committee.alternates(law(BEIJING), 8, 7)) == ["too_many_alternates"]
    assert unmet(committee.alternates(law(), 1, 7)) == ["no_alternates_here"]


def test_how_a_seat_ends():
    assert unmet(committee.seat_ends(law(BEIJING), ["health"])) == ["seat_ended_health"]
    assert unmet(committee.seat_ends(law(SHANGHAI), ["health"])) == ["assembly_decides_health"]
    both = committee.seat_ends(law(SHANGHAI), ["not_owner", "resigned"])
    assert unmet(both) == ["seat_ended_not_owner", "seat_ended_resigned"]
    assert committee.seat_ends(law(), []).holds


@pytest.mark.parametrize(
    ("place", "facts", "codes"),
    [
        (BEIJING, RemovalFacts("missed_meetings", 7, 3, ALL, Weight(0, 0), 6, 3), []),
        (BEIJING, RemovalFacts("missed_meetings", 7, 3, ALL, Weight(0, 0), 7, 3), ["missed_too_few"]),
        (BEIJING, RemovalFacts("lost_qualification", 7, 2, ALL, Weight(0, 199)), ["too_few_propose_removal"]),
        (BEIJING, RemovalFacts("lost_qualification", 7, 2, ALL, Weight(0, 200)), []),
        ("CN", RemovalFacts("lost_qualification", 7, 2, ALL, Weight(1_999_999, 200)), ["too_few_propose_removal"]),
        ("CN", RemovalFacts("lost_qualification", 7, 2, ALL, Weight(2_000_000, 200)), []),
        (HENAN, RemovalFacts("lost_qualification", 9, 3, ALL, Weight(0, 0)), []),
        ("CN", RemovalFacts("missed_meetings", 9, 3, ALL, Weight(0, 0), 4, 4), ["no_ground_for_removal"]),
    ],
)
def test_removal(place, facts, codes):
    assert unmet(committee.removal(law(place), facts)) == codes


def test_collapse_below_half():
    assert committee.stands(law(), 4, 7).holds
    assert unmet(committee.stands(law(), 3, 7)) == ["committee_collapsed"]
    assert committee.stands(law(BEIJING), 4, 8).holds


def test_caretakers_and_delegation():
    assert unmet(committee.caretaker(law(SHANGHAI), "hire_manager", renewing=True)) == ["caretaker_may_not"]
    assert committee.caretaker(law(SHANGHAI), "hire_manager", renewing=False).holds
    assert committee.caretaker(law(LISHUI), "cleaning", renewing=True).holds
    assert unmet(committee.delegated(law(BEIJING), 5)) == ["never_delegated"]
    assert committee.delegated(law(), 5).holds
    assert committee.delegated(law(SHANGHAI), 8, "common_parts").holds
    assert unmet(committee.delegated(law(SHANGHAI), 4, "hire")) == ["delegated_beyond_bounds"]
    assert unmet(committee.integrity_published(law(BEIJING), 1)) == ["payments_not_published"]
    assert committee.integrity_published(law("370302"), 2).holds


# ---- elections -------------------------------------------------------------------------------------------------------


def person(name: str, n: int, area: int | None = None) -> Candidate:
    return Candidate(name, Weight(n * 10_000 if area is None else area, n))


PART = Weight(8_000_000, 800)


def elect(seats, *candidates, place="CN", part=PART, **facts):
    return elections.elect(law(place), seats, candidates, ALL, part, **facts)


def test_more_candidates_than_seats():
    eleven = [person(f"c{n:02}", 700 - 10 * n) for n in range(11)]
    found = elect(7, *eleven, place=BEIJING)
    assert found.elected == tuple(f"c{n:02}" for n in range(7))
    assert found.alternates == ("c07", "c08", "c09", "c10")
    assert found.finding.holds
    assert elect(7, *eleven).alternates == ()  # a place that knows none


def test_consent_is_needed_on_both_counts():
    found = elect(5, *(person(f"c{n}", 500) for n in range(4)), person("half", 400), person("poor", 500, 3_999_999))
    assert found.without_consent == ("half", "poor")
    assert unmet(found.finding) == ["not_all_seats_filled", ]  # fmt: skip


def test_participation_comes_first():
    found = elect(5, *(person(f"c{n}", 600) for n in range(5)), part=Weight(6_666_666, 666))
    assert found.elected == ()
    assert unmet(found.finding)[:2] == ["participation_area", "participation_n"]


@pytest.mark.parametrize(
    ("place", "elected", "households", "codes"),
    [
        ("CN", 6, 480, ["not_all_seats_filled"]),
        (HANGZHOU, 6, 480, []),
        (HANGZHOU, 5, 480, []),
        (HANGZHOU, 4, 480, ["fewer_than_legal_minimum"]),
        (HANGZHOU, 3, 480, ["fewer_than_legal_minimum", "too_few_of_planned"]),
    ],
)
def test_partial_success(place, elected, households, codes):
    """OWN-061: of seven planned seats."""
    found = elect(7, *(person(f"c{n}", 500 + n) for n in range(elected)), place=place, households=households)
    assert len(found.elected) == elected
    assert unmet(found.finding) == codes


def test_exactly_half_of_planned_is_not_more_than_half():
    found = elect(10, *(person(f"c{n}", 500 + n) for n in range(5)), place=HANGZHOU)
    assert unmet(found.finding) == ["too_few_of_planned"]


def test_heads_then_area_then_a_tie():
    same = [person("a", 600), person("b", 500), person("c", 500, 5_000_001), person("d", 500)]
    found = elect(2, *same)
    assert (found.elected, found.tied) == (("a", "c"), ())
    found = elect(3, *same)
    assert (found.elected, found.tied, found.left_for_tied) == (("a", "c"), ("b", "d"), 1)
    assert unmet(found.finding) == ["tie_for_last_seat"]
    assert elect(4, *same).elected == ("a", "c", "b", "d")


def test_one_of_several_companies():
    offers = [person("x", 390), person("y", 401), person("z", 9)]
    found = elections.choose(law(), offers, ALL, PART)
    assert (found.elected, found.without_consent) == (("y",), ("x", "z"))
    assert unmet(elections.choose(law(), [person("x", 400)], ALL, PART).finding) == ["nobody_has_consent"]
    tie = elections.choose(law(), [person("x", 450), person("y", 450)], ALL, PART)
    assert (tie.elected, tie.tied, unmet(tie.finding)) == ((), ("x", "y"), ["tie_for_last_seat"])


votes = st.lists(st.tuples(st.integers(0, 800), st.integers(0, 8_000_000)), max_size=9)


@given(votes, st.integers(1, 7), st.randoms(use_true_random=False))
def test_order_of_candidates_never_matters(cast, seats, random):
    candidates = [person(f"c{n}", heads, area) for n, (heads, area) in enumerate(cast)]
    shuffled = list(candidates)
    random.shuffle(shuffled)
    one, two = elect(seats, *candidates, place=BEIJING), elect(seats, *shuffled, place=BEIJING)
    assert (one.elected, one.alternates, one.tied) == (two.elected, two.alternates, two.tied)
    assert len(one.elected) + one.left_for_tied <= seats
    everybody = [*one.elected, *one.tied, *one.without_consent]
    assert len(set(everybody)) == len(everybody)


@given(votes, st.integers(1, 7), st.integers(0, 8))
def test_more_votes_never_unseat(cast, seats, chosen):
    candidates = [person(f"c{n}", heads, area) for n, (heads, area) in enumerate(cast)]
    before = elect(seats, *candidates)
    if chosen >= len(candidates) or f"c{chosen}" not in before.elected:
        return
    old = candidates[chosen].yes
    candidates[chosen] = person(f"c{chosen}", min(old.n + 1, 800), min(old.area + 1, 8_000_000))
    assert f"c{chosen}" in elect(seats, *candidates).elected


# ---- first assembly, interim bodies ----------------------------------------------------------------------------------


def state(area=0, n=0, **facts):
    return EstateState(ALL, Weight(area, n), **facts)


@pytest.mark.parametrize(
    ("place", "facts", "due"),
    [
        ("CN", state(5_000_000), False),
        ("CN", state(5_000_001), True),
        (BEIJING, state(5_000_000), False),
        (BEIJING, state(5_000_000, applicants=Weight(0, 50)), True),
        (BEIJING, state(5_000_000, applicants=Weight(500_000, 3)), True),
        (BEIJING, state(5_000_000, applicants=Weight(499_999, 49)), False),
        (BEIJING, state(5_000_000, developer_applies=True), True),
        (BEIJING, state(4_999_999, developer_applies=True), False),
        (SHANGHAI, state(5_000_000), True),
        (SHANGHAI, state(0, years_since_first=2), True),
        (SHANGHAI, state(0, years_since_first=1), False),
        (SHANDONG, state(0, 500), True),
        (SHANDONG, state(0, 250, years_since_first=2), True),
        (SHANDONG, state(0, 249, years_since_first=2), False),
        (HENAN, state(0, 0, moved_in=300), True),
        (HENAN, state(0, 0, contract_ended=True), True),
        (HENAN, state(0, 0, moved_in=299), False),
        (HANGZHOU, state(6_000_000), True),
        (HANGZHOU, state(5_999_999), False),
        (HANGZHOU, state(3_000_000, years_since_first=2), True),
    ],
)
def test_when_a_group_is_due(place, facts, due):
    assert preparation.group_due(law(place), facts).holds is due


@pytest.mark.parametrize(
    ("place", "members", "owners", "codes"),
    [
        ("CN", 7, 4, []),
        ("CN", 7, 3, ["too_few_owners_in_body"]),
        ("CN", 8, 4, ["members_not_odd"]),
        (SHANDONG, 5, 3, ["too_few_members"]),
        (HANGZHOU, 13, 7, ["too_many_members"]),
        (HENAN, 8, 4, []),
    ],
)
def test_group(place, members, owners, codes):
    assert unmet(preparation.group(law(place), members, owners)) == codes


def test_interim_bodies():
    assert interim.due(law(BEIJING), ["no_committee"], 0, 900).holds
    assert unmet(interim.due(law(BEIJING), [], 0, 900)) == ["no_interim_body_here"]
    assert interim.due(law(HANGZHOU), ["vacancy"], 0, 900).holds
    assert interim.due(law(QINGYUAN), ["no_assembly"], 90, 900).holds
    assert unmet(interim.due(law(QINGYUAN), ["no_assembly"], 89, 900)) == ["too_few_apply"]
    assert interim.composed(law(BEIJING), 7, 4).holds
    assert unmet(interim.composed(law(BEIJING), 6, 2)) == [
        "too_few_members",
        "members_not_odd",
        "too_few_owners_in_body",
    ]
    assert interim.composed(law(QINGYUAN), 15, 1).holds
    assert unmet(interim.composed(law(HANGZHOU), 13, 7)) == ["too_many_members"]
    ask = {"owner_members": 4, "owners_present": 3}
    assert interim.decision(law(BEIJING), 7, 4, 4, **ask).holds
    found = interim.decision(law(BEIJING), 7, 4, 4, owner_members=4, owners_present=2)
    assert unmet(found) == ["too_few_owners_present"]
    for place in ("CN", BEIJING, HANGZHOU, QINGYUAN):
        assert unmet(interim.may_decide(law(place), 4)) == ["owners_decide_this"]
    with pytest.raises(Refusal):
        interim.due(law(), ["no_committee"], 0, 900)  # no national rule


# ---- clocks ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "clock", "start", "last"),
    [
        ("CN", "form_preparation", "2024-03-01", "2024-04-30"),
        (BEIJING, "form_preparation", "2024-03-01", "2024-03-31"),
        ("CN", "first_meeting", "2024-03-01", "2024-05-30"),
        (HENAN, "first_meeting", "2024-03-01", "2024-04-30"),
        (BEIJING, "post_preparation", "2024-03-01", "2024-03-08"),
        (SHANDONG, "post_preparation", "2024-03-01", "2024-03-11"),
        ("CN", "committee_session", "2024-03-01", "2024-03-08"),
        (QINGDAO, "committee_session", "2024-03-01", "2024-03-04"),
        ("CN", "file_committee", "2024-03-01", "2024-03-31"),
        (BEIJING, "answer_filing", "2024-04-02", "2024-04-10"),  # working days: Tomb Sweeping, Sunday the 7th worked
        (SHANGHAI, "answer_filing", "2024-03-01", "2024-03-21"),
        (SHANDONG, "answer_filing", "2024-03-01", "2024-03-11"),
        (LIAOCHENG, "answer_filing", "2024-04-25", "2024-05-11"),
        (QINGYUAN, "answer_filing", "2024-03-01", "2024-03-06"),
        ("CN", "post_committee_decision", "2024-03-01", "2024-03-04"),
        ("CN", "report_renewal", "2024-05-31", "2024-02-29"),
        (BEIJING, "report_renewal", "2024-08-31", "2024-02-29"),
        (SHANGHAI, "report_renewal", "2024-07-31", "2024-02-29"),
        (LISHUI, "report_renewal", "2024-04-30", "2024-02-29"),
        (SHANDONG, "report_renewal", "2024-04-30", "2024-01-31"),
        (SHANGHAI, "form_renewal_group", "2024-03-01", "2024-04-30"),
        ("CN", "hand_over", "2024-03-01", "2024-03-11"),
        (HENAN, "hand_over_seat", "2024-03-01", "2024-03-04"),
        (HANGZHOU, "hand_over_seat", "2024-03-01", "2024-03-08"),
        (SHANGHAI, "hand_over_seat", "2024-03-01", "2024-03-11"),
        ("CN", "post_result", "2024-03-01", "2024-03-04"),
        (QINGYUAN, "post_result", "2024-03-01", "2024-03-08"),
        (QINGYUAN, "review_result", "2024-03-01", "2024-03-16"),
        ("CN", "revoke_decision", "2024-02-29", "2025-02-28"),
        (BEIJING, "interim_post_length", "2024-04-25", "2024-05-11"),
        (BEIJING, "dissolve_interim", "2024-03-01", "2024-03-31"),
        (QINGYUAN, "form_interim", "2024-08-31", "2025-02-28"),
        (HANGZHOU, "settle_candidates", "2024-06-20", "2024-06-05"),
        ("330203", "post_candidates", "2024-06-20", "2024-06-30"),
    ],
)
def test_clocks(place, clock, start, last):
    found = clocks.due(law(place), clock, day(start))
    assert found is not None
    assert found.day == day(last)
    assert clocks.kept(law(place), clock, day(start), day(last)).holds
    assert unmet(clocks.kept(law(place), clock, day(start), day(last) + timedelta(days=1))) == ["too_late"]


def test_every_clock_has_a_rule_somewhere_and_none_where_nobody_set_it():
    keys = set(load().keys)
    assert set(clocks.CLOCKS.values()) <= keys
    assert clocks.due(law("430200"), "answer_filing", day("2024-03-01")) is None
    assert clocks.kept(law("430200"), "answer_filing", day("2024-03-01"), day("2030-03-01")).checks == ()


def test_terms():
    five = (day("2024-03-01"), day("2029-02-28"))
    assert clocks.term(law(), *five).holds
    assert unmet(clocks.term(law(), five[0], day("2029-03-01"))) == ["term_too_long"]
    assert unmet(clocks.term(law(SHANGHAI), five[0], day("2027-02-27"))) == ["term_too_short"]
    assert clocks.term(law(HANGZHOU), five[0], day("2027-02-28")).holds
    assert unmet(clocks.term(law(HANGZHOU), five[0], day("2026-03-01"), interim=True)) == ["term_too_long"]
    assert clocks.term(law(BEIJING), five[0], day("2027-02-28"), interim=True).holds


def test_the_extension_of_jiaxing():
    formed = day("2024-03-01")
    plain = clocks.extended_first_meeting(law(JIAXING), formed, 0)
    longer = clocks.extended_first_meeting(law(JIAXING), formed, 1)
    assert plain is not None
    assert longer is not None
    assert (plain.day, longer.day) == (day("2024-05-30"), day("2024-07-29"))
    again = clocks.extended_first_meeting(law(JIAXING), formed, 2)
    assert again == longer  # once only
    assert clocks.extended_first_meeting(law(), formed, 1) == plain


def test_all_conditions_and_events_are_worded():
    wording.register(SENTENCES)
    conditions = {name for version in load().of("own.committee.eligibility") for name in version.value}
    codes = {f"candidate_{name}" for name in conditions}
    for version in load().of("own.committee.seat"):
        codes |= {f"seat_ended_{name}" for name in version.value["ends"]}
        codes |= {f"assembly_decides_{name}" for name in version.value["by_assembly"]}
    assert codes <= wording.known_codes()
