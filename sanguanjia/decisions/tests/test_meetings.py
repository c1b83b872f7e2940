"""Notice, agenda, who may ask for a meeting, forms, window, scope, change of use (rules.md 1.2, 1.4)."""

from __future__ import annotations

import pytest

from sanguanjia.decisions.rules import meetings
from sanguanjia.decisions.rules.law import Held, Law
from sanguanjia.decisions.types import Weight

from .law import day, law, unmet

BEIJING, SHANGHAI, HANGZHOU, WEIFANG, QINGYUAN = "110105", "310101", "330106", "370702", "441802"
ALL = Weight(10_000_000, 1000)


@pytest.mark.parametrize(
    ("place", "notified", "options", "late"),
    [
        ("CN", "2024-06-05", {}, False),  # exactly 15 days before (CAL-010)
        ("CN", "2024-06-06", {}, True),
        ("CN", "2024-06-05", {"clear_days": True}, True),
        ("CN", "2024-06-04", {"clear_days": True}, False),
        (HANGZHOU, "2024-06-13", {"temporary": True}, False),  # seven days
        (HANGZHOU, "2024-06-14", {"temporary": True}, True),
        (HANGZHOU, "2024-06-13", {}, True),
        (WEIFANG, "2024-06-06", {}, True),
        ("430200", "2024-06-13", {"temporary": True}, True),
    ],
)
def test_notice(place, notified, options, late):
    found = meetings.notice(law(place), day("2024-06-20"), day(notified), **options)
    assert unmet(found) == (["notice_too_late"] if late else [])
    assert found.clauses[0].rule == "OWN-040"


def test_the_roll_is_posted_before():
    assert meetings.roll_posted(law(BEIJING), day("2024-06-20"), day("2024-06-05")).holds
    assert unmet(meetings.roll_posted(law(), day("2024-06-20"), day("2024-06-06"))) == ["roll_posted_too_late"]


def test_what_was_not_announced_cannot_be_voted():
    for place in ("CN", BEIJING, HANGZHOU, "370202", "370303"):
        found = meetings.agenda(law(place), ["fees", "roof"], ["roof", "manager", "gate"])
        assert [reason.data["item"] for reason in found.refusals] == ["manager", "gate"]
    assert meetings.agenda(law(), ["fees"], ["fees"]).holds


def test_the_neighbourhood_is_told():
    assert unmet(meetings.neighbourhood_told(law(), False)) == ["neighbourhood_not_told"]
    assert meetings.neighbourhood_told(law(BEIJING), True).holds


def test_one_fifth_can_ask():
    assert meetings.temporary_meeting(law(BEIJING), Weight(0, 200), ALL).holds
    assert unmet(meetings.temporary_meeting(law(BEIJING), Weight(9_000_000, 199), ALL)) == ["too_few_ask_n"]
    assert meetings.temporary_meeting(law(HANGZHOU), Weight(0, 0), ALL, "accident").holds
    assert unmet(meetings.temporary_meeting(law(BEIJING), Weight(0, 0), ALL, "boredom")) == [
        "no_such_ground",
        "too_few_ask_n",
    ]


def test_both_counts_where_the_place_wants_both(monkeypatch):
    original = Law.held

    def both(self, key):
        found = original(self, key)
        if key == "own.meeting.temporary.trigger":
            return Held({**found.value, "axes": ["area", "headcount"]}, found.clause)
        return found

    monkeypatch.setattr(Law, "held", both)
    assert meetings.temporary_meeting(law(), Weight(2_000_000, 200), ALL).holds
    assert unmet(meetings.temporary_meeting(law(), Weight(1_999_999, 200), ALL)) == ["too_few_ask_area"]


def test_who_may_call():
    assert meetings.may_call(law(), "owners_20_percent").holds
    assert unmet(meetings.may_call(law(), "company")) == ["may_not_call"]


def test_regular_meetings():
    assert unmet(meetings.regular_meetings(law(BEIJING), 0)) == ["too_few_meetings"]
    assert meetings.regular_meetings(law("330203"), 1).holds
    assert meetings.regular_meetings(law("430200"), 0).checks == ()


@pytest.mark.parametrize(
    ("place", "form", "run_by", "paper", "codes"),
    [
        ("CN", "discussion", "estate", True, []),
        ("CN", "electronic", "estate", True, []),
        ("CN", "electronic", "estate", False, ["paper_not_offered"]),
        (BEIJING, "electronic", "estate", True, ["wrong_voting_system"]),
        (BEIJING, "electronic", "city_system", True, []),
        (BEIJING, "discussion", "estate", True, ["form_not_allowed"]),
        (SHANGHAI, "electronic", "city_system", True, ["form_not_allowed", "wrong_voting_system"]),
        (HANGZHOU, "electronic", "estate", True, []),
        (QINGYUAN, "electronic", "city_system", True, ["wrong_voting_system"]),
        (QINGYUAN, "electronic", "authority_platform", True, []),
        ("330502", "electronic", "estate", True, ["wrong_voting_system"]),
        ("330502", "electronic", "city_system", True, []),
        (WEIFANG, "electronic", "city_system", True, []),
    ],
)
def test_forms(place, form, run_by, paper, codes):
    assert unmet(meetings.form(law(place), form, run_by=run_by, paper_offered=paper)) == codes


def test_guangzhou_preferred_its_system_while_its_rule_ran():
    assert law("440105", "2022-05-01").need("own.meeting.forms").value["electronic"] == "city_system_preferred"
    assert law("440105", "2024-05-01").need("own.meeting.forms").value["electronic"] == "estate"


@pytest.mark.parametrize(
    ("opens", "closes", "codes"),
    [
        ("2024-05-01", "2024-05-05", []),
        ("2024-05-01", "2024-05-04", ["window_too_short"]),
        ("2024-05-01", "2024-06-29", []),
        ("2024-05-01", "2024-06-30", ["window_too_long"]),
        ("2024-05-02", "2024-05-01", ["closes_before_it_opens"]),
    ],
)
def test_window(opens, closes, codes):
    for place in ("CN", HANGZHOU):
        assert unmet(meetings.window(law(place), day(opens), day(closes))) == codes


def test_scope_is_who_bears_the_cost():
    """FUND-V8: the lift of building 3, 80 doors of 900."""
    doors = [f"3-{n}" for n in range(80)]
    assert meetings.scope(law(), doors, doors).holds
    assert unmet(meetings.scope(law(SHANGHAI), doors, [*doors, "4-1"])) == ["votes_from_outside"]
    assert unmet(meetings.scope(law(), doors, doors[1:])) == ["cost_without_vote"]


def test_a_majority_is_no_consent_to_a_shop():
    building = [f"p{n}" for n in range(10)]
    assert unmet(meetings.change_of_use(law(), building, "p0", building[1:9])) == ["neighbours_have_not_agreed"]
    assert meetings.change_of_use(law(), building, "p0", building[1:]).holds
