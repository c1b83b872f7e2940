"""催办 and 督办: acts with clocks of their own, seen on the page and in the lists; run out, supervision climbs."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from sanguanjia.cases import jobs, queries
from sanguanjia.cases.models import Case, CaseClock, CaseEvent
from sanguanjia.cases.rules.moves import decide
from sanguanjia.cases.rules.moves.closing import Outcome
from sanguanjia.cases.types import Facts, Level, State, Step
from sanguanjia.kernel import clock
from sanguanjia.kernel.refusal import Refusal

from .scene import Scene
from .world import MORNING, fresh, world

LATER = MORNING + dt.timedelta(days=1)


def after(facts: Facts, verb: str, now: dt.datetime = MORNING, **wishes: Any) -> Facts:
    return decide(verb, facts, world(now), **wishes).after


def codes(call: Any) -> list[str]:
    with pytest.raises(Refusal) as refused:
        call()
    return [reason.code for reason in refused.value.reasons]


def pressed(facts: Facts | None = None) -> Facts:
    return after(facts or fresh(), "supervise", words="群众多次来电", level=Level.SUBDISTRICT)


def test_an_urge_is_answered_by_its_own_clock() -> None:
    urged = after(fresh(), "urge")
    owed = urged.clock(Step.URGED)
    assert owed is not None
    assert (owed.amount, owed.unit) == (1, "workday")
    assert after(urged, "urge", MORNING + dt.timedelta(days=6)).clock(Step.URGED) == owed
    decision = decide("answer_urge", urged, world(), words="下午上门")
    assert [(e.clock.step, e.result.value) for e in decision.ended] == [(Step.URGED, "met")]
    assert codes(lambda: after(decision.after, "answer_urge", words="又")) == ["not_urged"]
    assert codes(lambda: after(urged, "answer_urge", words=" ")) == ["missing"]


def test_supervision_is_reported_on_and_accepted_or_asked_again() -> None:
    facts = pressed()
    assert (facts.supervision, facts.supervised_level) == ("open", Level.SUBDISTRICT)
    assert codes(lambda: pressed(facts)) == ["case_supervised"]
    assert codes(lambda: pressed(replace(facts, supervision="", state=State.DONE))) == ["wrong_phase"]
    assert codes(lambda: after(facts, "end_supervision", accepted=False, words="不够")) == ["report_not_yet"]
    told = after(facts, "answer_supervision", words="已派两人")
    assert (told.supervision, told.clock(Step.SUPERVISED)) == ("answered", None)
    assert codes(lambda: after(told, "answer_supervision", words="再")) == ["case_not_supervised"]
    again = after(told, "end_supervision", accepted=False, words="没有写期限")
    assert again.clock(Step.SUPERVISED) is not None
    done = after(after(again, "answer_supervision", words="周五前"), "end_supervision", accepted=True, words="可以")
    assert (done.supervision, done.supervised_level) == ("", None)
    assert codes(lambda: after(done, "end_supervision", accepted=True, words="可以")) == ["case_not_supervised"]
    assert codes(lambda: after(done, "supervise", words="", level=Level.CITY)) == ["missing"]


def test_it_goes_with_the_matter_and_ends_where_the_office_itself_has_it() -> None:
    facts = pressed()
    higher = after(facts, "escalate", words="办不了")
    assert (higher.level, higher.supervision) == (Level.NEIGHBOURHOOD, "open")
    assert higher.clock(Step.SUPERVISED) is not None
    top = after(higher, "escalate", words="办不了")
    assert (top.level, top.supervision, top.clock(Step.SUPERVISED)) == (Level.SUBDISTRICT, "", None)


def test_run_out_it_climbs_and_closing_is_the_report() -> None:
    facts = after(pressed(), "take_order")
    facts = replace(facts, clocks=tuple(c for c in facts.clocks if c.step is Step.SUPERVISED))
    late = clock_end(facts) + dt.timedelta(minutes=1)
    assert after(facts, "climb", late).level is Level.NEIGHBOURHOOD
    closed = decide("close", after(pressed(), "take_order"), world(), outcome=Outcome.NO_ACTION_NEEDED, words="已核实")
    assert closed.after.supervision == ""
    assert (Step.SUPERVISED, "met") in [(e.clock.step, e.result.value) for e in closed.ended]


def clock_end(facts: Facts) -> dt.datetime:
    owed = facts.clock(Step.SUPERVISED)
    assert owed is not None
    return owed.due_at


def test_while_the_reporter_is_asked_everything_stands() -> None:
    waiting = after(after(fresh(), "take_order"), "ask_back", words="哪一层")
    facts = pressed(waiting)
    owed = facts.clock(Step.SUPERVISED)
    assert owed is not None
    assert owed.paused


@pytest.mark.django_db
def test_the_street_presses_the_company_and_everybody_sees_it(scene: Scene) -> None:
    ref = scene.do("take_order", "manager", scene.report())
    assert codes(lambda: scene.do("supervise", "manager", ref, words="快办")) == ["not_permitted"]
    assert codes(lambda: scene.do("supervise", "stranger", ref, words="快办")) == ["not_found"]
    scene.do("supervise", "street", ref, words="群众多次来电，请限期办结")
    scene.do("urge", "hotline", ref, words="来电人再次催促")
    lines = queries.work_list(scene.manager, queries.Filters(view="supervised")).lines
    assert [line.supervision for line in lines] == ["open"]
    client = Client()
    client.force_login(scene.accounts["manager"])
    page = client.get(f"/cases/{ref.estate_id}/{ref.case_id}/").content.decode()
    assert "上级正在督办这件事" in page
    assert "督办报告" in page
    assert "督办" in client.get("/cases/list/?view=supervised").content.decode()
    scene.do("answer_urge", "manager", ref, words="配件明天到")
    scene.do("answer_supervision", "manager", ref, words="周五前办结")
    scene.do("end_supervision", "street", ref, accepted=True, words="可以")
    row = Case.objects.get(estate_id=ref.estate_id, pk=ref.case_id)
    assert (row.supervision, row.supervised_level) == ("", "")
    said = CaseEvent.objects.filter(estate_id=ref.estate_id, verb="supervise").get()
    assert said.data == {"by": "subdistrict"}
    ended = CaseClock.objects.filter(estate_id=ref.estate_id, step__in=["urged", "supervised"])
    assert {c.result for c in ended} == {"met"}


@pytest.mark.django_db
def test_a_report_that_does_not_come_lets_the_matter_climb(scene: Scene) -> None:
    ref = scene.do("take_order", "manager", scene.report())
    scene.do("supervise", "centre", ref, words="请报告")
    with clock.turned_to(MORNING + dt.timedelta(days=6)):
        jobs.tend_due()
        row = Case.objects.get(estate_id=ref.estate_id, pk=ref.case_id)
        assert (row.level, row.supervision) == ("neighbourhood", "open")
