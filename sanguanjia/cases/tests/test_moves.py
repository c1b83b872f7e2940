"""What each move does, by example; the law of the whole stands in test_machine.py."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from sanguanjia.cases.rules import clocks
from sanguanjia.cases.rules.moves import DECIDERS, decide
from sanguanjia.cases.rules.table import BY_VERB, MOVES, allowed
from sanguanjia.cases.types import (
    ClockResult,
    Confidentiality,
    Decision,
    Facts,
    Holder,
    HolderKind,
    Level,
    Outcome,
    State,
    Step,
)
from sanguanjia.kernel.refusal import Refusal

from .world import COMPANY, GRID, MORNING, OFFICE, SHANGHAI, fresh, world


def at(day: int, hour: int = 10, minute: int = 0, month: int = 4) -> dt.datetime:
    return dt.datetime(2024, month, day, hour, minute, tzinfo=SHANGHAI)


def refused(call: Callable[[], object]) -> list[str]:
    with pytest.raises(Refusal) as caught:
        call()
    return [reason.code for reason in caught.value.reasons]


def taken(holder: Holder = COMPANY) -> Facts:
    return decide("accept", fresh(holder), world()).after


def done(outcome: Outcome = Outcome.SOLVED) -> Decision:
    return decide("close", taken(), world(), outcome=outcome, words="换了灯泡", photos=1)


def test_every_verb_of_the_table_has_its_function_and_no_other() -> None:
    assert set(DECIDERS) == set(BY_VERB)


@pytest.mark.parametrize("verb", [move.verb for move in MOVES])
@pytest.mark.parametrize("state", list(State))
def test_what_the_table_does_not_name_is_refused_as_wrong_phase(verb: str, state: State) -> None:
    if allowed(verb, state):
        return
    assert refused(lambda: decide(verb, replace(fresh(), state=state), world())) == ["wrong_phase"]


def test_taking_an_order_in_time_is_the_first_response_and_starts_the_clock_for_a_worker() -> None:
    decision = decide("take_order", fresh(), world(at(25, 11, 30)))
    assert decision.after.state is State.TAKEN
    assert decision.after.responded_in_time is True
    assert [(e.clock.step, e.result) for e in decision.ended] == [(Step.RESPOND, ClockResult.MET)]
    assert {c.step for c in decision.after.clocks} == {Step.SOLVE, Step.ASSIGN}


def test_taking_it_late_counts_as_missed() -> None:
    decision = decide("take_order", fresh(), world(at(26)))
    assert decision.after.responded_in_time is False
    assert decision.ended[0].result is ClockResult.MISSED


def test_danger_is_answered_within_thirty_minutes_of_any_night() -> None:
    facts = fresh(priority=1, now=at(25, 23, 50))
    responding = facts.clock(Step.RESPOND)
    assert responding is not None
    assert responding.due_at == at(26, 0, 20)


def test_the_handling_clock_runs_on_working_days_across_the_may_holidays() -> None:
    solving = fresh(kind="complaint").clock(Step.SOLVE)
    assert solving is not None
    assert solving.due_at == at(11, 17, 0, month=5)  # the tenth working day: 28 April and 11 May are worked in exchange
    assert solving.provisional is False


def test_asking_back_stops_the_clocks_and_the_answer_moves_the_end_by_what_was_waited() -> None:
    before = taken()
    waiting = decide("ask_back", before, world(at(25, 11)), words="哪一层的灯？").after
    assert waiting.state is State.WAITING
    assert waiting.clock(Step.ANSWER) is not None
    assert all(c.paused for c in waiting.clocks if c.step is not Step.ANSWER)

    answered = decide("answer", waiting, world(at(26, 11)), words="五层")
    after = answered.after
    assert after.state is State.TAKEN
    old, new = before.clock(Step.SOLVE), after.clock(Step.SOLVE)
    assert old is not None
    assert new is not None
    assert new.due_at > old.due_at
    assert [(e.clock.step, e.result) for e in answered.ended] == [(Step.ANSWER, ClockResult.MET)]


def test_a_clock_that_has_run_out_is_not_stopped_by_asking_back() -> None:
    late = decide("ask_back", fresh(), world(at(26)), words="在哪里？").after
    responding = late.clock(Step.RESPOND)
    assert responding is not None
    assert not responding.paused


def test_handing_on_once_then_the_level_above_decides_hot_v3() -> None:
    from_a = taken(GRID)
    with_b = decide("hand_on", from_a, world(), words="归物业", to=COMPANY).after
    assert (with_b.state, with_b.holder, with_b.hands) == (State.NEW, COMPANY, 1)

    disputed = decide("hand_on", with_b, world(), words="不归我们", to=OFFICE)
    assert disputed.after.state is State.ARBITRATION  # B cannot send it to C
    assert disputed.after.holder == COMPANY
    assert disputed.data["arbiter"] == Level.NEIGHBOURHOOD.value
    assert [c.step for c in disputed.after.clocks] == [Step.DECIDE]

    decided = decide("decide_holder", disputed.after, world(), to=COMPANY, words="任务清单第3项").after
    assert (decided.state, decided.holder, decided.settled) == (State.NEW, COMPANY, True)
    assert refused(lambda: decide("hand_on", decided, world(), words="仍不归", to=OFFICE)) == ["settled_by_decision"]


@pytest.mark.parametrize(
    ("facts", "now", "to", "codes"),
    [
        (fresh(), MORNING, COMPANY, ["not_a_holder_here"]),
        (fresh(), MORNING, None, ["not_a_holder_here"]),
        (fresh(), at(29), OFFICE, ["too_late_to_hand_on"]),
        (
            fresh(OFFICE, confidentiality=Confidentiality.MATTER),
            MORNING,
            COMPANY,
            ["not_a_holder_here"],
        ),
    ],
)
def test_handing_on_is_limited(facts: Facts, now: dt.datetime, to: Holder | None, codes: list[str]) -> None:
    assert refused(lambda: decide("hand_on", facts, world(now), words="不归我们", to=to)) == codes


def test_at_the_top_nobody_can_decide_above() -> None:
    top = replace(fresh(Holder(HolderKind.CITY)), hands=1)
    assert refused(lambda: decide("hand_on", top, world(), words="不归我们", to=OFFICE)) == ["nobody_above"]
    assert refused(lambda: decide("escalate", top, world(), words="办不了")) == ["top_reached"]
    asked = replace(taken(Holder(HolderKind.CITY)))
    assert refused(lambda: decide("ask_extension", asked, world(), amount=1, words="缺件")) == ["nobody_above"]


def test_an_office_gives_an_order_down_and_never_up() -> None:
    given = decide("dispatch", fresh(OFFICE), world(), to=COMPANY).after
    assert (given.holder, given.hands) == (COMPANY, 0)
    district = Holder(HolderKind.DISTRICT_CENTRE)
    assert refused(lambda: decide("dispatch", fresh(OFFICE), world(), to=district)) == ["not_a_holder_here"]


def test_an_overdue_matter_climbs_past_levels_that_have_nobody() -> None:
    decision = decide("climb", fresh(), world(at(26), Level.NEIGHBOURHOOD))
    assert decision.after.level is Level.SUBDISTRICT
    assert decision.after.reached == {Level.SUBDISTRICT}
    assert decision.after.responded_in_time is False
    assert decision.data["missed"] == ["respond"]
    assert {e.clock.step: e.result for e in decision.ended} == {
        Step.RESPOND: ClockResult.MISSED,
        Step.SOLVE: ClockResult.DROPPED,
    }


def test_nothing_climbs_before_its_time_and_at_the_top_it_becomes_an_open_alarm() -> None:
    assert refused(lambda: decide("climb", fresh(), world(at(25, 11)))) == ["not_overdue"]
    top = fresh(Holder(HolderKind.CITY))
    alarmed = decide("climb", top, world(at(26))).after
    assert (alarmed.state, alarmed.alarmed, alarmed.level) == (State.NEW, True, Level.CITY)
    assert refused(lambda: decide("climb", alarmed, world(at(27)))) == ["not_overdue"]


def test_an_extension_is_asked_granted_once_and_lengthens_only_the_handling_clock() -> None:
    asked = decide("ask_extension", taken(), world(), amount=5, words="配件未到").after
    assert asked.extension_asked == 5
    assert refused(lambda: decide("ask_extension", asked, world(), amount=5, words="再要")) == ["extension_pending"]
    granted = decide("decide_extension", asked, world(), granted=True, words="同意").after
    old, new = taken().clock(Step.SOLVE), granted.clock(Step.SOLVE)
    assert old is not None
    assert new is not None
    assert (new.amount - old.amount, granted.extensions) == (5, 1)
    assert refused(lambda: decide("ask_extension", granted, world(), amount=5, words="再要")) == ["no_more_extensions"]


def test_a_refused_extension_changes_no_clock() -> None:
    asked = decide("ask_extension", taken(), world(), amount=5, words="配件未到").after
    refusal = decide("decide_extension", asked, world(), granted=False, words="不同意").after
    assert refusal.clock(Step.SOLVE) == asked.clock(Step.SOLVE)
    assert refusal.extensions == 0
    assert refused(lambda: decide("decide_extension", refusal, world(), granted=True, words="x")) == [
        "no_extension_asked"
    ]


def test_an_extension_too_long_or_too_late_is_refused_with_all_reasons() -> None:
    assert refused(lambda: decide("ask_extension", taken(), world(), amount=99, words="")) == [
        "missing",
        "extension_too_long",
    ]
    assert "extension_too_late" in refused(
        lambda: decide("ask_extension", taken(), world(at(20, month=6)), amount=1, words="配件")
    )


def test_a_company_shows_what_it_repaired() -> None:
    assert refused(lambda: decide("close", taken(), world(), outcome=Outcome.SOLVED, words="好了")) == ["proof_missing"]
    closed = decide("close", taken(), world(), outcome=Outcome.NOT_SOLVED_EXPLAINED, words="需动用维修资金").after
    assert closed.state is State.DONE
    assert refused(lambda: decide("close", taken(), world(), outcome=Outcome.WITHDRAWN, words="x", photos=1)) == [
        "unknown_outcome"
    ]


def test_closed_and_solved_are_two_facts() -> None:
    closed = done()
    assert (closed.after.closed_at is not None, closed.after.solved, closed.after.ended_at) == (True, None, None)
    confirmed = decide("confirm", closed.after, world(at(26)), solved=True, satisfaction=5).after
    assert (confirmed.state, confirmed.solved, confirmed.satisfaction) == (State.CLOSED, True, 5)
    silent = decide("close_by_silence", closed.after, world(at(20, month=5))).after
    assert (silent.state, silent.solved, silent.ended_by_silence) == (State.CLOSED, None, True)


def test_silence_has_to_last() -> None:
    assert refused(lambda: decide("close_by_silence", done().after, world(at(26)))) == ["not_overdue"]


@pytest.mark.parametrize("mark", [0, 6, -1])
def test_satisfaction_is_one_to_five(mark: int) -> None:
    codes = refused(lambda: decide("confirm", done().after, world(), solved=True, satisfaction=mark))
    assert codes == ["satisfaction_out_of_range"]


def test_reopening_goes_back_to_the_same_unit_with_fresh_clocks() -> None:
    again = decide("reopen", done().after, world(at(26)), words="又不亮了").after
    assert (again.state, again.holder, again.reopened, again.outcome) == (State.NEW, COMPANY, 1, None)
    assert {c.step for c in again.clocks} == {Step.RESPOND, Step.SOLVE}
    assert again.first_responded_at is not None  # the first answer stays a fact


def test_reopening_ends_with_the_policys_days_and_a_withdrawn_matter_is_reported_anew() -> None:
    silent = decide("close_by_silence", done().after, world(at(8, month=5))).after
    assert refused(lambda: decide("reopen", silent, world(at(20, month=5)), words="又坏了")) == ["too_late_to_reopen"]
    withdrawn = decide("withdraw", fresh(), world()).after
    assert (withdrawn.state, withdrawn.outcome) == (State.CLOSED, Outcome.WITHDRAWN)
    assert refused(lambda: decide("reopen", withdrawn, world(), words="还是要办")) == ["report_anew"]


def test_a_mark_may_follow_silence_once() -> None:
    silent = decide("close_by_silence", done().after, world(at(8, month=5))).after
    rated = decide("rate", silent, world(at(8, month=5)), satisfaction=4).after
    assert rated.satisfaction == 4
    assert refused(lambda: decide("rate", rated, world(at(8, month=5)), satisfaction=4)) == ["already_rated"]


def test_urging_twice_needs_a_day_between() -> None:
    urged = decide("urge", fresh(), world()).after
    assert refused(lambda: decide("urge", urged, world(at(25, 16)))) == ["urged_already"]
    assert decide("urge", urged, world(at(28))).after.urged_at == at(28)


def test_paused_time_is_not_used_time() -> None:
    facts = fresh()
    solving = facts.clock(Step.SOLVE)
    assert solving is not None
    paused = clocks.pause(solving, "等答复", world(at(25, 12)).times)
    assert clocks.used(paused, world(at(28, 10)).times) == clocks.used(paused, world(at(26, 10)).times)
