"""PET-001 … PET-011, every vector, and the life of a petition in any order (Hypothesis)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sanguanjia.kernel.refusal import Refusal
from sanguanjia.petitions.rules import handling, moves, watching
from sanguanjia.petitions.rules.entry import wrong_with
from sanguanjia.petitions.rules.parts import last_minute
from sanguanjia.petitions.rules.table import BY_VERB, MOVES
from sanguanjia.petitions.types import DUTIES, ENDS, Facts, Kind, State, Step, Unit
from sanguanjia.policy.rules.running import overdue

from .world import CENTRE, DELIVERS, HOUSING, SHANGHAI, STREET, WISHES, at, codes, do, due, policy, received, world


def accepted(day: str = "2024-03-01") -> Facts:
    return do("accept", do("route", received(day), day), day)


def reviewed() -> Facts:
    facts = do("answer", accepted(), "2024-04-01", 2)
    return do("answer_review", do("ask_review", facts, "2024-04-10"), "2024-05-01", 3)


def test_pet_001_fifteen_days_to_register_counted_from_the_day_it_came() -> None:
    facts = received("2024-03-01")
    assert due(facts, Step.REGISTER) == "2024-03-16"
    facts = handling.received(
        Facts(State.RECEIVED), world(at("2024-03-05")), on=dt.date(2024, 3, 1), people=1, representatives=0
    ).after
    assert due(facts, Step.REGISTER) == "2024-03-16"


def test_the_end_of_a_day_is_told_as_that_day() -> None:
    clock = received("2024-03-01").clock(Step.REGISTER)
    assert last_minute(clock.due_at).isoformat() == "2024-03-16T23:59:00+08:00"
    objects = do("route", received("2024-04-02"), "2024-04-02").clock(Step.OBJECT)
    assert last_minute(objects.due_at).isoformat() == "2024-04-10T17:00:00+08:00"


def test_pet_002_fifteen_days_to_say_whether_it_is_accepted() -> None:
    facts = do("route", received(), "2024-03-10")
    assert due(facts, Step.INFORM) == "2024-03-25"
    late = moves.decide("accept", facts, world(at("2024-03-26")), words="受理")
    assert ("inform", "missed") in [(e.clock.step, e.result) for e in late.ended]


def test_pet_003_five_working_days_to_object_across_a_shifted_holiday_once() -> None:
    facts = do("route", received("2024-04-02"), "2024-04-02")
    assert due(facts, Step.OBJECT) == "2024-04-10"  # CAL-V1: 4-6 April off, Sunday the 7th worked
    assert facts.clock(Step.INFORM).due_at > facts.clock(Step.OBJECT).due_at
    assert codes("object", facts, "2024-04-11") == ["too_late_to_object"]
    objected = do("object", facts, "2024-04-10")
    settled = do("decide_objection", objected, "2024-04-12")
    assert codes("object", settled, "2024-04-12") == ["settled_by_decision"]
    assert due(settled, Step.INFORM) == "2024-04-19"  # two days stood still: 17 + 2


def test_pet_003_upheld_goes_to_another_unit_for_good_with_a_fresh_clock() -> None:
    facts = do("object", do("route", received(), "2024-03-04"), "2024-03-05")
    assert codes("decide_objection", facts, "2024-03-06", upheld=True) == ["unit_missing"]
    assert codes("decide_objection", facts, "2024-03-06", upheld=True, to=STREET) == ["unit_missing"]
    moved = do("decide_objection", facts, "2024-03-06", upheld=True, to=HOUSING)
    assert (moved.unit, moved.settled, due(moved, Step.INFORM)) == (HOUSING, True, "2024-03-21")
    assert codes("object", moved, "2024-03-07") == ["settled_by_decision"]


def test_pet_004_vector_sixty_days_and_at_most_thirty_more() -> None:
    facts = accepted("2024-03-01")
    assert due(facts, Step.DECIDE) == "2024-04-30"
    assert codes("ask_extension", facts, "2024-04-20", amount=31) == ["too_many_days_more"]
    asked = do("ask_extension", facts, "2024-04-20", 2)
    assert codes("decide_extension", asked, "2024-04-21", 2) == ["same_person"]
    longer = do("decide_extension", asked, "2024-04-21", 3)
    assert due(longer, Step.DECIDE) == "2024-05-30"
    assert codes("ask_extension", longer, "2024-05-01") == ["extended_already"]
    refused = do("decide_extension", asked, "2024-04-21", 3, granted=False)
    assert due(refused, Step.DECIDE) == "2024-04-30"


def test_pet_004_an_extension_is_asked_for_before_the_time_is_over() -> None:
    assert codes("ask_extension", accepted(), "2024-05-01") == ["extension_too_late"]
    assert codes("decide_extension", accepted(), "2024-04-01") == ["no_extension_asked"]
    asked = do("ask_extension", accepted(), "2024-04-20")
    assert codes("ask_extension", asked, "2024-04-21") == ["extension_pending"]


def test_pet_005_vector_thirty_days_after_the_reply_was_received_and_the_roll_is_policy() -> None:
    facts = do("answer", accepted("2024-04-25"), "2024-05-31", delivered_on=dt.date(2024, 5, 30))
    assert due(facts, Step.ASK_REVIEW) == "2024-06-29"  # a Saturday
    do("ask_review", facts, "2024-06-29")
    assert codes("ask_review", facts, "2024-06-30") == ["too_late_to_ask"]
    clocks = {**policy().clocks, Step.ASK_REVIEW: replace(policy().clocks[Step.ASK_REVIEW], roll="next_workday")}
    rolled = moves.decide(
        "answer", accepted("2024-04-25"), world(at("2024-05-31"), values=replace(policy(), clocks=clocks)),
        opinion="partly", words="意见", delivered_on=dt.date(2024, 5, 30),
    ).after  # fmt: skip
    assert due(rolled, Step.ASK_REVIEW) == "2024-07-01"
    do("ask_review", rolled, "2024-07-01")


def test_pet_005_thirty_days_to_answer_the_review_by_somebody_else() -> None:
    facts = do("ask_review", do("answer", accepted(), "2024-04-01", 2), "2024-04-10")
    assert due(facts, Step.REVIEW) == "2024-05-10"
    assert codes("answer_review", facts, "2024-05-01", 2) == ["same_person"]
    assert codes("answer_review", facts, "2024-05-01", 3, opinion="partly") == ["opinion_unknown"]


def test_pet_006_a_hearing_is_not_counted_and_then_it_is_final() -> None:
    facts = do("ask_recheck", reviewed(), "2024-05-20")
    assert due(facts, Step.RECHECK) == "2024-06-19"
    heard = do("open_hearing", facts, "2024-06-01", 4)
    assert codes("answer_recheck", heard, "2024-06-05", 4) == ["hearing_open"]
    assert codes("open_hearing", heard, "2024-06-05", 4) == ["hearing_open"]
    again = do("close_hearing", heard, "2024-06-11", 4)
    assert due(again, Step.RECHECK) == "2024-06-29"
    assert codes("close_hearing", again, "2024-06-12", 4) == ["no_hearing"]
    for before in (2, 3):
        assert codes("answer_recheck", again, "2024-06-20", before) == ["same_person"]
    final = do("answer_recheck", again, "2024-06-20", 4)
    assert (final.state, final.clocks) == (State.FINAL, ())
    assert codes("open_hearing", facts, "2024-06-20", 4) == ["too_late_to_hear"]


def test_pet_006_what_is_final_is_not_accepted_again() -> None:
    facts = do("route", received(same="final"), "2024-03-02")
    assert codes("accept", facts, "2024-03-03") == ["petition_is_final"]
    assert do("refuse", facts, "2024-03-03", ground="final").state is State.REFUSED


def test_pet_007_at_most_five_speak_for_many() -> None:
    def joint(people: int, speak: int) -> list[str]:
        try:
            handling.received(
                Facts(State.RECEIVED), world(at("2024-03-01")), on=dt.date(2024, 3, 1), people=people,
                representatives=speak,
            )  # fmt: skip
        except Refusal as refusal:
            return [reason.code for reason in refusal.reasons]
        return []

    assert joint(40, 5) == []
    assert joint(40, 6) == ["too_many_representatives"]
    assert joint(40, 0) == ["representatives_missing"]
    assert joint(5, 0) == []
    assert joint(2, 3) == ["people_unknown"]
    assert joint(0, 0) == ["people_unknown"]


def test_pet_008_the_same_matter_while_it_runs_is_not_accepted() -> None:
    facts = do("route", received(same="running"), "2024-03-02")
    assert codes("accept", facts, "2024-03-03") == ["same_petition_running"]
    assert do("refuse", facts, "2024-03-03", ground="running").outcome == "running"
    other = do("route", received(), "2024-03-02")
    assert codes("refuse", other, "2024-03-03", ground="running") == ["ground_not_true"]
    assert codes("refuse", other, "2024-03-03", ground="because") == ["ground_unknown"]


def test_pet_009_what_belongs_to_a_court_is_split_off() -> None:
    facts = do("route", received(), "2024-03-02")
    assert do("split_off", facts, "2024-03-03").state is State.SPLIT
    rest = do("split_off", facts, "2024-03-03", whole=False)
    assert (rest.state, rest.clocks) == (State.ROUTED, facts.clocks)


def test_pet_010_accusations_never_reach_the_accused() -> None:
    facts = received(kind="accusation", accused_home_id=STREET.home_id)
    assert codes("route", facts, "2024-03-02") == ["unit_is_accused"]
    facts = received(kind="accusation", accused_organisation_id=HOUSING.organisation_id)
    assert codes("route", facts, "2024-03-02", to=HOUSING) == ["unit_is_accused"]
    objected = do("object", do("route", facts, "2024-03-04"), "2024-03-05")
    assert codes("decide_objection", objected, "2024-03-06", upheld=True, to=HOUSING) == ["unit_is_accused"]
    assert do("route", facts, "2024-03-02", to=CENTRE).unit == CENTRE  # the office over the department


def test_pet_011_mediation_needs_both_and_is_written_down() -> None:
    facts = accepted()
    assert codes("mediate", facts, "2024-03-10", other_agrees=False) == ["both_must_agree"]
    assert codes("mediate", facts, "2024-03-10", words=" ") == ["missing"]
    assert codes("mediate", replace(facts, kind=Kind.ACCUSATION), "2024-03-10") == ["not_for_mediation"]
    done = do("mediate", facts, "2024-03-10")
    assert (done.state, done.outcome) == (State.CLOSED, "mediated")


def test_supervision_has_conditions_and_a_clock() -> None:
    facts = accepted()
    assert codes("supervise", facts, "2024-04-30", fault="late_decide") == ["fault_not_so"]
    assert codes("supervise", facts, "2024-04-30", fault="not_carried_out") == ["fault_not_so"]
    assert codes("supervise", facts, "2024-04-30", fault="slow") == ["fault_unknown"]
    pressed = do("supervise", facts, "2024-05-01", fault="late_decide")
    assert (pressed.supervised, due(pressed, Step.SUPERVISE)) == (True, "2024-05-31")
    assert codes("supervise", pressed, "2024-05-02") == ["supervised_already"]
    answered = do("answer_supervision", pressed, "2024-05-10")
    assert (answered.supervised, answered.clock(Step.SUPERVISE)) == (False, None)
    assert codes("answer_supervision", answered, "2024-05-10") == ["not_supervised"]


def test_windows_close_and_what_is_late_is_told_once() -> None:
    facts = do("answer", accepted(), "2024-04-01")
    assert codes("lapse", facts, "2024-05-01") == ["not_overdue"]
    closed = do("lapse", facts, "2024-05-02")
    assert (closed.state, closed.outcome) == (State.CLOSED, "partly")
    late = do("warn", received("2024-03-01"), "2024-03-17")
    assert late.alarmed
    assert watching.next_look(late) is None
    assert codes("warn", late, "2024-03-20") == ["not_overdue"]
    assert not do("route", late, "2024-03-20").alarmed


def test_papers_are_delivered_between_the_beginning_and_today() -> None:
    facts = accepted("2024-03-05")
    assert codes("answer", facts, "2024-03-10", delivered_on=dt.date(2024, 3, 11)) == ["day_not_so"]
    assert codes("answer", facts, "2024-03-10", delivered_on=dt.date(2024, 3, 4)) == ["day_not_so"]
    assert codes("answer", facts, "2024-03-10", opinion="yes") == ["opinion_unknown"]
    # Delivered on the last day and written down the day after: in time.
    late = moves.decide("answer", facts, world(at("2024-05-06")), opinion="partly", words="意见",
                        delivered_on=dt.date(2024, 5, 4))  # fmt: skip
    assert [(e.clock.step, e.result) for e in late.ended] == [("decide", "met")]


def test_every_written_decision_has_its_reasons() -> None:
    for verb, origin in (("route", received()), ("accept", do("route", received(), "2024-03-02"))):
        assert codes(verb, origin, "2024-03-03", words=" ") == ["missing"]
        assert codes(verb, origin, "2024-03-03", words="长" * 4001) == ["too_long"]


def test_a_petition_says_who_what_and_how_to_reach() -> None:
    found = [r.code for r in wrong_with("wish", "", "", " ", "abc", "在" * 121, ["", "名" * 61])]
    assert found == ["missing", "missing", "missing", "too_long", "malformed", "malformed", "missing", "too_long"]
    assert list(wrong_with("request", "请求", "内容", "王某", "138 0000 0001", "", ["李某"])) == []
    assert [r.field for r in wrong_with("request", "请\x00求", "内容", "王某", "", "", [])] == ["title"]


@pytest.mark.parametrize("verb", [move.verb for move in MOVES])
def test_no_move_exists_outside_its_states(verb: str) -> None:
    for state in set(State) - set(BY_VERB[verb].origins):
        with pytest.raises(Refusal) as refused:
            do(verb, Facts(state), "2024-03-05")
        assert refused.value.reasons[0].code == "wrong_phase"


@settings(max_examples=60, deadline=None)
@given(st.dates(dt.date(2020, 1, 1), dt.date(2026, 9, 30)))
def test_days_are_days_and_working_days_are_working_days(day: dt.date) -> None:
    """The units of adjacent articles never mix: every day clock ends its civil days later, whatever the calendar."""
    facts = do("route", received(day.isoformat()), day.isoformat())
    assert due(facts, Step.INFORM) == (day + dt.timedelta(15)).isoformat()
    calendar = world(at(day.isoformat())).times.calendar
    last = dt.date.fromisoformat(due(facts, Step.OBJECT))
    assert calendar.workdays_between(day, last) == 5
    assert calendar.is_workday(last)
    handled = do("accept", facts, day.isoformat())
    assert due(handled, Step.DECIDE) == (day + dt.timedelta(60)).isoformat()


def test_cal_007_a_warning_that_came_too_early_is_taken_back() -> None:
    """A clock in working days that stood on a calendar since corrected: reckoned again, nothing is late any more."""
    facts = accepted("2024-04-02")
    clock = replace(facts.clock(Step.DECIDE), unit="workday", amount=5, due_at=at("2024-04-08"), provisional=True)
    late = do("warn", replace(facts, clocks=(clock,)), "2024-04-09")
    assert late.alarmed
    again = do("reckon_again", late, "2024-04-09")
    assert (due(again, Step.DECIDE), again.alarmed) == ("2024-04-10", False)  # CAL-V1
    assert codes("reckon_again", again, "2024-04-09") == ["nothing_to_reckon"]
    still = do("reckon_again", late, "2024-04-12")
    assert still.alarmed


class Life(RuleBasedStateMachine):
    """Any order of moves and waits: a petition is always owed something, waits for a window, or has ended."""

    @initialize()
    def begin(self) -> None:
        self.day = dt.date(2024, 3, 1)
        self.facts = received("2024-03-01")
        self.accounts = 1

    @rule(days=st.integers(1, 40))
    def wait(self, days: int) -> None:
        self.day += dt.timedelta(days)

    @rule(verb=st.sampled_from(sorted(WISHES)), upheld=st.booleans())
    def move(self, verb: str, upheld: bool) -> None:
        self.accounts += 1
        wishes: dict[str, object] = {"delivered_on": self.day} if verb in DELIVERS else {}
        if verb == "decide_objection" and upheld:
            wishes = {"upheld": True, "to": HOUSING}
        used = {c.step: c.amount for c in self.facts.clocks}
        try:
            self.facts = do(verb, self.facts, self.day.isoformat(), self.accounts, **wishes)
        except Refusal:
            return
        for clock in self.facts.clocks:
            assert clock.amount in (used.get(clock.step, clock.amount), used.get(clock.step, 0) + 30)

    @rule()
    def platform(self) -> None:
        for verb in ("lapse", "warn"):
            try:
                self.facts = do(verb, self.facts, self.day.isoformat())
            except Refusal:
                continue

    @invariant()
    def it_is_owed_something_or_has_ended(self) -> None:
        facts = self.facts
        assert (facts.state in ENDS) == (not facts.clocks) == (facts.ended_at is not None)
        assert len({c.step for c in facts.clocks}) == len(facts.clocks)
        now = dt.datetime.combine(self.day, dt.time(10), SHANGHAI)
        late = [c for c in facts.clocks if c.step in DUTIES and overdue(c, now)]
        if late and not facts.alarmed:
            assert watching.next_look(facts) is not None  # somebody will hear of it

    @invariant()
    def the_accused_never_has_it(self) -> None:
        assert self.facts.unit is None or isinstance(self.facts.unit, Unit)


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
