"""The acts of service items: one success and every refusal, and who may."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sanguanjia.applications import actions, queries
from sanguanjia.applications.models import ApplicationClock, ApplicationEvent
from sanguanjia.applications.tests.conftest import ANSWERS, NOON, PAPERS, Town, paper
from sanguanjia.kernel import clock
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.notices.models import Notice
from sanguanjia.registry.people import ERASED_NAME
from tests.support.guard import preparing


def refused(do: Callable[[], Any]) -> list[str]:
    with pytest.raises(Refusal) as caught:
        do()
    return [reason.code for reason in caught.value.reasons]


class TestApplying:
    def test_everything_missing_is_said_at_once(self, town: Town):
        ref = town.draft(answers={"name": " "}, files=(paper("minutes"),))
        with pytest.raises(Refusal) as caught:
            town.do("committee_member", "submit", ref)
        assert [r.field for r in caught.value.reasons] == [
            "name", "elected_on", "members", "covenant", "rules", "members_list"
        ]  # fmt: skip
        actions.save(
            town.who("committee_member"), estate_id=town.home, application_id=ref.id, item="",
            answers={**ANSWERS, "forged": "x"}, files=tuple(paper(c) for c in (*PAPERS, "unknown")),
        )  # fmt: skip
        done = town.do("committee_member", "submit", ref)
        assert (done.number, done.state) == (1, "submitted")
        assert town.row(ref).answers == ANSWERS
        assert {f.code for f in queries.application_for(town.who("committee_member"), town.home, ref.id).files} == set(
            PAPERS
        )

    def test_acceptance_is_due_in_five_working_days(self, town: Town):
        row = town.row(town.submitted())
        assert clock.local(row.due_at).date() == dt.date(2024, 5, 22)
        assert Notice.objects.filter(estate_id=town.home, template="applications.work_submit").count() == 1

    def test_refusals(self, town: Town):
        assert refused(lambda: town.draft("tenant")) == ["not_permitted"]
        assert refused(lambda: town.draft(item="none")) == ["application_item_unknown"]
        assert refused(lambda: town.draft(answers={"name": "x" * 4001})) == ["too_long"]
        zhuzhou = Town(town.city, "estate")
        assert refused(lambda: zhuzhou.draft(item="fund-pool")) == ["application_other_door"]
        assert refused(lambda: zhuzhou.draft(item="stars")) == ["application_item_unknown"]
        ref = town.submitted()
        assert refused(lambda: town.do("owner", "withdraw", ref)) == ["not_found"]
        assert refused(lambda: town.do("district_officer", "submit", ref)) == ["not_permitted"]
        assert refused(lambda: town.do("committee_member", "submit", ref)) == ["wrong_phase"]
        assert refused(lambda: town.do("committee_member", "withdraw", ref, version=7)) == ["stale"]
        assert refused(
            lambda: actions.save(town.who("committee_member"), estate_id=town.home, application_id=ref.id, item="",
                                 answers={})
        ) == ["wrong_phase"]  # fmt: skip

    def test_taken_back_before_the_decision_only(self, town: Town):
        ref = town.reviewing()
        assert town.do("committee_member", "withdraw", ref, words="再议").state == "withdrawn"
        results = ApplicationClock.objects.filter(estate_id=town.home).values_list("step", "result")
        assert sorted(results) == [("accept", "met"), ("review", "dropped")]
        assert refused(lambda: town.do("committee_member", "withdraw", ref)) == ["wrong_phase"]


class TestCorrection:
    def test_named_once_brought_and_handed_in_again(self, town: Town):
        ref = town.submitted()
        wish = {"codes": ("minutes", "members"), "words": "会议决定没有签字；请写明分工"}
        back = town.do("neighbourhood_officer", "ask_correction", ref, **wish)
        assert (back.state, town.row(ref).due_at) == ("correcting", None)
        assert refused(lambda: town.do("committee_member", "submit", ref)) == ["missing", "missing"]
        actions.save(town.who("committee_member"), estate_id=town.home, application_id=ref.id, item="",
                     answers={"members": "主任一人，委员四人"}, files=(paper("minutes", "b"),))  # fmt: skip
        again = town.do("committee_member", "submit", ref)
        assert (again.number, again.state) == (1, "submitted")
        assert refused(lambda: town.do("neighbourhood_officer", "ask_correction", ref, **wish)) == [
            "application_asked_once"
        ]

    def test_refusals(self, town: Town):
        ref = town.submitted()
        ask = lambda codes, words, who="neighbourhood_officer": refused(  # noqa: E731
            lambda: town.do(who, "ask_correction", ref, codes=codes, words=words)
        )
        assert ask((), " ") == ["application_nothing_named", "missing"]
        assert ask(("unknown",), "x") == ["application_nothing_named"]
        assert ask(("minutes",), "x", "committee_member") == ["not_permitted"]


class TestJointReview:
    def test_three_levels_on_one_day_and_a_numbered_paper(self, town: Town):
        ref = town.opined()
        due = clock.local(town.row(ref).due_at)
        assert due == NOON.replace(day=16, hour=0)
        done = town.do("district_officer", "decide", ref, granted=True, clear=True)
        assert (done.state, done.decision_number) == ("granted", 1)
        view = queries.application_for(town.who("committee_member"), town.home, ref.id)
        assert view.is_whole
        assert view.decision.data == {"result": "业主委员会备案通知书"}
        assert ("review", "met") in ApplicationClock.objects.filter(estate_id=town.home).values_list("step", "result")
        assert Notice.objects.filter(estate_id=town.home, template="applications.grant").count() == 1

    def test_a_decision_that_was_bent_is_seen(self, town: Town):
        ref = town.opined()
        town.do("district_officer", "decide", ref, granted=False, clear=True, words="公示不足")
        with preparing():
            row = town.row(ref)
            row.decision_digest = "0" * 64
            row.save(update_fields=["decision_digest"])
        view = queries.application_for(town.who("committee_member"), town.home, ref.id)
        assert not view.is_whole
        assert "行政复议" in view.decision.data["remedy"]

    def test_the_next_day_is_late(self, town: Town):
        ref = town.opined()
        with clock.turned_to(NOON + dt.timedelta(days=1)):
            town.do("district_officer", "decide", ref, granted=True, clear=True)
        assert ("review", "missed") in ApplicationClock.objects.filter(estate_id=town.home).values_list(
            "step", "result"
        )

    def test_who_prepared_or_accepted_has_no_say(self, town: Town):
        ref = town.do("district_officer", "accept", town.submitted())
        for who in ("subdistrict_officer", "neighbourhood_officer"):
            town.do(who, "opine", ref, agrees=True, clear=True)
        assert refused(lambda: town.do("district_officer", "decide", ref, granted=True, clear=True)) == [
            "application_accepted_it"
        ]
        assert town.do("district_officer2", "decide", ref, granted=True, clear=True).state == "granted"
        own = town.draft(
            "neighbourhood_officer", item="interim-committee", answers={"why": "x", "members": "y"},
            files=tuple(paper(code) for code in ("plan", "posted", "members_list")),
        )  # fmt: skip
        town.do("neighbourhood_officer", "submit", own)
        town.do("subdistrict_officer", "accept", own)
        assert refused(lambda: town.do("neighbourhood_officer", "opine", own, agrees=True, clear=True)) == [
            "application_own"
        ]
        assert town.do("neighbourhood_officer2", "opine", own, agrees=True, clear=True).state == "reviewing"

    def test_refusals_of_an_opinion(self, town: Town):
        ref = town.reviewing()
        say = lambda who, **more: refused(  # noqa: E731
            lambda: town.do(who, "opine", ref, **{"agrees": True, "clear": True, **more})
        )
        assert say("district_officer") == ["not_permitted"]
        assert say("subdistrict_officer", clear=False, agrees=False) == [
            "application_conflict_undeclared", "missing"
        ]  # fmt: skip
        town.do("subdistrict_officer", "opine", ref, agrees=True, clear=True)
        assert say("subdistrict_officer") == ["application_spoke_already", "application_level_done"]
        assert say("subdistrict_officer2") == ["application_level_done"]
        assert refused(lambda: town.do("subdistrict_officer", "recuse", ref, words="亲属")) == [
            "application_spoke_already"
        ]
        town.do("neighbourhood_officer", "recuse", ref, words="我是委员的家属")
        assert say("neighbourhood_officer") == ["application_conflict"]
        assert refused(lambda: town.do("district_officer", "decide", ref, granted=False, clear=True)) == [
            "application_opinions_open", "missing"
        ]  # fmt: skip

    def test_against_one_level_nothing_is_granted(self, town: Town):
        ref = town.opined(agrees=False)
        assert refused(lambda: town.do("district_officer", "decide", ref, granted=True, clear=True)) == [
            "application_opinion_against"
        ]
        assert (
            town.do("district_officer", "decide", ref, granted=False, clear=True, words="街道不同意").state == "refused"
        )

    def test_the_database_holds_the_hands_apart(self, town: Town):
        ref = town.opined()
        event = ApplicationEvent.objects.filter(estate_id=town.home, level="subdistrict").get()
        for change in ({"account_id": 1}, {"level": "neighbourhood"}):
            twin = ApplicationEvent(**{f.attname: getattr(event, f.attname) for f in event._meta.concrete_fields
                                       if f.attname != "id"} | {"seq": 90} | change)  # fmt: skip
            with pytest.raises(IntegrityError), preparing(), transaction.atomic():
                twin.save(force_insert=True)
        assert town.row(ref).state == "reviewing"


class TestClockOfARoomAbove:
    def test_it_stands_and_runs_on_by_working_days(self, town: Town):
        ref = town.opined()
        assert actions.pause(town.who("district_officer"), estate_id=town.home, application_id=ref.id, words="公示")
        wish = {"estate_id": town.home, "application_id": ref.id, "words": "公示"}
        assert refused(lambda: actions.pause(town.who("district_officer"), **wish)) == ["application_paused"]
        assert refused(lambda: town.do("district_officer", "decide", ref, granted=True, clear=True)) == [
            "application_paused"
        ]
        assert refused(lambda: actions.resume(town.who("owner"), **wish)) == ["not_found"]
        actions.resume(town.who("district_officer"), **wish)
        assert refused(lambda: actions.resume(town.who("district_officer"), **wish)) == ["application_not_paused"]


def test_an_erased_person_leaves_no_words(town: Town):
    from sanguanjia.kernel.actor import SYSTEM

    ref = town.opined()
    account = town.who("committee_member").account_id
    assert refused(
        lambda: actions.forget_applicant(town.who("district_officer"), estate_id=town.home, account_id=account)
    ) == ["not_permitted"]
    actions.forget_applicant(SYSTEM, estate_id=town.home, account_id=account)
    assert town.row(ref).answers == {}
    names = set(
        ApplicationEvent.objects.filter(estate_id=town.home, account_id=account).values_list("by_name", flat=True)
    )
    assert names == {ERASED_NAME}
