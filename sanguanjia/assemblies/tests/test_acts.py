"""The acts of procedures: one success and every refusal, who may, and what the platform does by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from sanguanjia.assemblies import actions, caretaking, jobs, queries, register
from sanguanjia.assemblies.erasing import _erase
from sanguanjia.assemblies.models import Asker, GroupMember, ProcedureClock, ProcedureEvent
from sanguanjia.assemblies.tests.way import GROUP, NOON, Way
from sanguanjia.assemblies.types import Member
from sanguanjia.decisions import actions as decisions
from sanguanjia.decisions.models import Committee, Slate
from sanguanjia.decisions.rules.law import Law
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.notices import public
from sanguanjia.notices.models import Notice, PublicNotice
from sanguanjia.policy import queries as policy
from sanguanjia.registry.models import ManagementTenure, UnmanagedFact
from sanguanjia.registry.people import ERASED_NAME, Gone
from tests.support.guard import preparing


def refused(do: Callable[[], Any]) -> set[str]:
    with pytest.raises(Refusal) as caught:
        do()
    return {reason.code for reason in caught.value.reasons}


def told(way: Way, name: str) -> int:
    return Notice.objects.filter(estate_id=way.home, template=f"assemblies.{name}").count()


class TestAsking:
    def test_an_owner_asks_and_the_subdistrict_has_sixty_days(self, way: Way):
        ref = way.start()
        assert (ref.state, ref.number) == ("asking", 1)
        assert Asker.objects.filter(estate_id=way.home).count() == 1
        assert way.do("owner", "hand_in").state == "forming"
        row = way.row
        assert clock.local(row.due_at).date() == dt.date(2024, 7, 15)
        assert row.due_step == "form"
        assert (told(way, "begun"), told(way, "asked")) == (1, 1)

    def test_refusals_of_the_beginning(self, way: Way):
        assert refused(lambda: way.start("tenant")) == {"not_permitted"}
        assert refused(lambda: way.start(kind="king")) == {"not_found"}
        assert refused(lambda: way.start(first_handover="soon", moved_in=-1, words="长" * 4001)) == {
            "first_handover_wrong", "moved_in_wrong", "too_long"
        }  # fmt: skip
        assert refused(lambda: way.start(kind="interim", situation="new_moon")) == {"situation_unknown"}
        assert refused(lambda: way.start("neighbourhood_officer", "renewal")) == {"term_ends_wrong", "no_committee_yet"}
        way.start()
        assert refused(way.start) == {"procedure_runs_already"}
        way.who("committee_member")
        assert refused(lambda: way.start(kind="interim", situation="no_committee")) == {"committee_exists"}

    def test_owners_join_once_and_the_office_enters_a_signed_paper(self, way: Way):
        way.start()
        assert refused(lambda: way.do("owner", "join")) == {"joined_already"}
        second = way.scene.owner("业主2")
        ids = {"estate_id": way.home, "procedure_id": way.ref.id}
        assert actions.join(second, **ids).state == "asking"
        office = way.who("neighbourhood_officer")
        assert refused(lambda: actions.join(office, **ids, codes=("201", "9-9"))) == {"procedure_unit_unknown"}
        assert refused(lambda: actions.join(office, **ids)) == {"missing"}
        actions.join(office, **ids, codes=("201", "202"))
        assert queries.procedure_for(second, way.home, way.ref.id).askers == 4
        assert refused(lambda: actions.join(way.who("tenant"), **ids)) == {"not_permitted"}
        assert refused(lambda: actions.hand_in(second, **ids)) == {"not_permitted"}
        assert refused(lambda: actions.hand_in(way.who("owner"), **ids, version=1)) == {"stale"}

    def test_the_conditions_of_the_place_hold_the_request_back(self, way: Way):
        from sanguanjia.registry.models import Ownership

        way.start()
        with preparing():
            Ownership.objects.filter(estate_id=way.home).update(basis="developer_undelivered")
        assert refused(lambda: way.do("owner", "hand_in")) == {"no_group_yet"}
        assert way.do("owner", "withdraw", words="再等等").state == "ended"
        assert way.row.outcome == "withdrawn"
        assert refused(lambda: way.do("owner", "withdraw", words="再等等")) == {"wrong_phase"}

    def test_the_subdistrict_may_say_no_with_reasons(self, way: Way):
        way.asked()
        assert refused(lambda: way.do("neighbourhood_officer", "decline", words="不行")) == {"not_permitted"}
        assert refused(lambda: way.do("subdistrict_officer", "decline", words=" ")) == {"missing"}
        assert way.do("subdistrict_officer", "decline", words="交付面积没有过半").state == "ended"
        assert (way.row.outcome, told(way, "declined")) == ("declined", 1)
        stranger = way.scene.city.actor("owner", "far")
        assert refused(lambda: actions.join(stranger, estate_id=way.home, procedure_id=way.ref.id)) == {"not_found"}


class TestGroup:
    def test_names_are_posted_and_the_group_stands_when_nobody_objects(self, way: Way):
        way.named()
        row = way.row
        posted = PublicNotice.objects.get(estate_id=way.home, pk=row.group_notice_id)
        assert "刘主任（街道（镇）代表，组长）" in posted.text
        assert str(posted.closes_on) == "2024-05-22"
        assert row.due_at is None
        assert jobs.tend_due() == 0
        with clock.turned_to(NOON + dt.timedelta(days=8)):
            assert jobs.tend_due() == 1
            assert jobs.tend_due() == 0
        row = way.row
        assert row.state == "preparing"
        assert clock.local(row.due_at).date() == dt.date(2024, 8, 14)
        assert told(way, "group_stands") == 1

    def test_an_objection_holds_it_back_and_names_may_be_named_anew(self, way: Way):
        way.named()
        public.object_to(
            way.scene.owner("业主2"), estate_id=way.home, notice_id=way.row.group_notice_id, text="业主丁不是业主"
        )
        with clock.turned_to(NOON + dt.timedelta(days=8)):
            assert jobs.tend_due() == 0
            assert refused(lambda: way.do("subdistrict_officer", "follow")) == {"nothing_new"}
            other = (*GROUP[:5], Member("业主戊", "owner"), GROUP[6])
            way.do("subdistrict_officer", "name_group", members=other)
        assert (way.row.group_round, GroupMember.objects.filter(estate_id=way.home).count()) == (2, 14)
        with clock.turned_to(NOON + dt.timedelta(days=16)):
            assert jobs.tend_due() == 1

    def test_everything_wrong_with_a_group_is_said_at_once(self, way: Way):
        way.asked()
        bad = (Member("甲", "owner"), Member("乙", "police", True))
        found = refused(lambda: way.do("subdistrict_officer", "name_group", members=bad))
        assert found == {"members_not_odd", "wrong_head", "group_without_neighbourhood", "group_without_subdistrict"}
        assert refused(lambda: way.do("subdistrict_officer", "name_group", members=())) == {"missing"}
        assert refused(lambda: way.do("neighbourhood_officer", "name_group", members=GROUP)) == {"not_permitted"}

    def test_what_is_late_is_told_once(self, way: Way):
        way.asked()
        with clock.turned_to(NOON + dt.timedelta(days=61)):
            assert jobs.tend_due() == 1
            assert jobs.tend_due() == 0
            assert told(way, "late") == 1
            assert way.row.alarmed
            assert refused(lambda: way.do("subdistrict_officer", "end", words="")) == {"missing"}
            way.do("subdistrict_officer", "name_group", members=GROUP)
            assert not way.row.alarmed
        ended = ProcedureClock.objects.get(estate_id=way.home, step="form")
        assert ended.result == "missed"
        for act in (actions.warn, actions.reckon_again):
            ids = {"estate_id": way.home, "procedure_id": way.ref.id}
            assert refused(lambda: act(way.who("owner"), **ids)) == {"not_permitted"}  # noqa: B023
            assert refused(lambda: act(SYSTEM, **ids)) <= {"procedure_in_time", "nothing_to_reckon"}  # noqa: B023

    def test_no_extension_where_the_place_knows_none_and_an_end_with_reasons(self, way: Way):
        way.prepared()
        assert refused(lambda: way.do("subdistrict_officer", "extend", words="疫情")) == {"no_extension_here"}
        assert refused(lambda: way.do("owner", "end", words="不办了")) == {"not_permitted"}
        way.do("district_officer", "end", words="多数业主不愿意")
        assert (way.row.state, way.row.outcome, way.row.due_at) == ("ended", "dissolved", None)


class TestWay:
    def test_from_the_request_to_the_last_thing_handed_over(self, way: Way):
        way.prepared()
        assert way.row.listed["units"] == 10
        assert way.row.listed["heads"] == 8
        way.voted()
        row = way.row
        assert (row.state, row.due_step) == ("filing", "file")
        assert Committee.objects.get(estate_id=way.home).size == 5  # seated by the vote itself
        assert clock.local(row.due_at).date() == dt.date(2024, 8, 10)  # 30 days from 10 July, 24:00
        way.filed()
        assert (way.row.state, str(way.row.filed_on)) == ("handover", "2024-07-15")
        way.handed_over()
        assert (way.row.state, way.row.outcome, told(way, "done")) == ("done", "done", 1)
        results = dict(ProcedureClock.objects.filter(estate_id=way.home).values_list("step", "result"))
        assert results == {"form": "met", "meeting": "met", "file": "met", "hand_over": "met"}
        seqs = list(ProcedureEvent.objects.filter(estate_id=way.home).order_by("seq").values_list("seq", flat=True))
        assert seqs == list(range(1, len(seqs) + 1))

    def test_a_vote_that_fails_or_is_called_off_goes_back(self, way: Way):
        way.prepared()
        way.voted("against")
        assert (way.row.state, way.row.vote_id, told(way, "vote_failed")) == ("preparing", None, 1)
        with clock.turned_to(dt.datetime(2024, 7, 11, 9, tzinfo=clock.SHANGHAI)):
            days = {"opens_on": dt.date(2024, 8, 1), "closes_on": dt.date(2024, 8, 9)}
            assert refused(lambda: way.do("neighbourhood_officer", "call_vote", **days)) == {"candidates_missing"}
            with preparing():
                Slate.objects.filter(estate_id=way.home).update(state="settled")
            way.do("neighbourhood_officer", "call_vote", **days)
            officer = way.who("neighbourhood_officer")
            ids = {"estate_id": way.home, "vote_id": way.row.vote_id}
            decisions.cancel_vote(officer, **ids, reason="改期")
            assert way.do("neighbourhood_officer", "follow").state == "preparing"
            wish = way.scene.wish(5, caller="preparation_group", **days)
            other = decisions.draft_vote(officer, estate_id=way.home, wish=wish)
            call = {"estate_id": way.home, "procedure_id": way.ref.id}
            assert refused(lambda: actions.call_vote(officer, **call, vote_number=other.number)) == {
                "vote_items_missing", "candidates_missing"
            }  # fmt: skip
            assert refused(lambda: actions.call_vote(officer, **call, vote_number=99)) == {"vote_not_here"}
            assert refused(lambda: actions.call_vote(officer, **call)) == {"missing"}

    def test_before_the_vote_come_list_and_drafts(self, way: Way):
        way.named()
        with clock.turned_to(NOON + dt.timedelta(days=8)):
            jobs.tend_due()
            days = {"opens_on": dt.date(2024, 6, 20), "closes_on": dt.date(2024, 6, 29)}
            assert refused(lambda: way.do("neighbourhood_officer", "call_vote", **days)) == {
                "list_not_verified", "drafts_not_posted"
            }  # fmt: skip
            assert refused(lambda: way.do("neighbourhood_officer", "publish_drafts", rules="甲", covenant="")) == {
                "missing", "list_not_verified"
            }  # fmt: skip
            assert refused(lambda: way.do("neighbourhood_officer", "verify_list", words="")) == {"missing"}
            assert refused(lambda: way.do("owner", "verify_list", words="我看过")) == {"not_permitted"}

    def test_a_filing_on_paper_and_what_is_not_so(self, way: Way):
        way.prepared()
        way.voted()
        today = dt.datetime(2024, 7, 20, 9, tzinfo=clock.SHANGHAI)
        with clock.turned_to(today):
            wish = {"receipt": "", "on": dt.date(2024, 7, 21)}
            assert refused(lambda: way.do("subdistrict_officer", "record_filing", **wish)) == {
                "missing", "procedure_day_wrong"
            }  # fmt: skip
            way.do("subdistrict_officer", "record_filing", receipt="备〔2024〕7号", on=dt.date(2024, 7, 18))
            assert way.row.filed_on == dt.date(2024, 7, 18)
            tick = {"thing": "seal", "on": dt.date(2024, 7, 20)}
            ids = {"estate_id": way.home, "procedure_id": way.ref.id}
            outside = way.scene.owner("业主6")  # nobody elected him
            assert refused(lambda: actions.tick(outside, **ids, **tick)) == {"not_permitted"}
            way.do("subdistrict_officer", "tick", **tick)
            assert refused(lambda: way.do("subdistrict_officer", "tick", **tick)) == {"thing_done"}
            assert refused(lambda: way.do("subdistrict_officer", "tick", **{**tick, "thing": "x"})) == {"thing_unknown"}


class TestOthers:
    @pytest.mark.nightly
    def test_an_interim_body_sits_for_its_term_and_goes_when_a_committee_is_filed(self, way: Way):
        body = Way(way.scene)
        body.start(kind="interim", situation="unmanaged_old_estate")
        body.do("owner", "hand_in")
        members = tuple(Member(m.name, m.capacity, m.capacity == "neighbourhood") for m in GROUP)
        body.do("subdistrict_officer", "name_group", members=members)
        with clock.turned_to(NOON + dt.timedelta(days=8)):
            assert jobs.tend_due() == 1
        assert (body.row.state, body.row.due_step, str(body.row.term_ends)) == ("sitting", "term", "2026-05-22")
        way.prepared()
        way.voted()
        way.filed()  # the committee that was elected is filed: the interim body hands over in the same run
        assert body.row.state == "dissolving"
        with clock.turned_to(dt.datetime(2024, 7, 20, 9, tzinfo=clock.SHANGHAI)):
            for thing in ("papers", "money", "seal"):
                body.do("neighbourhood_officer", "tick", thing=thing, on=dt.date(2024, 7, 20))
        assert body.row.state == "done"

    def test_a_renewal_begins_with_its_group_and_a_by_election_with_its_preparation(self, way: Way):
        way.who("committee_member")
        ref = way.start("committee_member", "renewal", term_ends=dt.date(2024, 8, 31))
        assert ref.state == "forming"
        assert not queries.caretaking(way.home)
        way.do("subdistrict_officer", "name_group", members=GROUP)
        assert queries.caretaking(way.home)
        with clock.turned_to(NOON + dt.timedelta(days=8)):
            assert jobs.tend_due() == 1
        assert clock.local(way.row.due_at).date() == dt.date(2024, 9, 1)  # 24:00 of 31 August
        assert Way(way.scene).start("committee_member", "by_election").state == "preparing"
        wish = way.scene.wish(4, opens_on=dt.date(2024, 6, 20), closes_on=dt.date(2024, 6, 29))
        committee = way.who("committee_member")
        assert decisions.draft_vote(committee, estate_id=way.home, wish=wish).state == "draft"  # no such rule here
        bound = caretaking.hands_bound
        laws = {place: Law(policy.rule_for, place, NOON.date()) for place in ("310000", "CN")}
        assert [f.holds for f in bound(laws["310000"], way.home, "committee", (4, 5, 9))] == [False, False, False]
        assert bound(laws["310000"], way.home, "subdistrict", (4,)) == ()
        assert all(f.holds for f in bound(laws["CN"], way.home, "committee", (4,)))
        offered = queries.startable(way.who("committee_member"), way.home)
        assert offered == ()

    def test_the_list_of_unmanaged_estates(self, way: Way):
        from django.db.backends.postgresql.psycopg_any import DateRange

        with preparing():
            began, half = dt.date(2020, 1, 1), dt.date(2024, 3, 10)
            ManagementTenure.objects.filter(estate_id=way.home).delete()
            for kind in ("no_company", "no_owning_unit", "no_self_management"):
                UnmanagedFact.objects.create(
                    estate_id=way.home, kind=kind, period=DateRange(began, None), evidence="入户调查"
                )
                UnmanagedFact.objects.create(
                    estate_id=way.scene.city.far.pk, kind=kind, period=DateRange(began, half), evidence="入户调查"
                )
        way.asked()
        city = (way.scene.city.city.path,)
        with clock.turned_to(NOON + dt.timedelta(days=61)):
            today, now = clock.today(), clock.now()
            counts = register.counts(city, today, now)
            assert (counts.estates, counts.unmanaged, counts.no_company, counts.running, counts.late) == (4, 1, 1, 1, 1)
            found = register.lines(city, today, now)
            assert found[0].id == way.home
            assert found[0].late
            assert (found[0].kind, found[0].state) == ("first", "forming")
            assert len(found) == 4
            assert {line.procedure_id for line in found[1:]} == {None}
            assert [line.id for line in register.lines(city, today, now, view="late")] == [way.home]
            assert len(register.lines(city, today, now, view="none")) == 3
            assert register.stages(city, today, now) == {("first", "forming"): 1, ("", ""): 3}
            months = register.month_ends(today)
            assert [day.isoformat() for day in months[-3:]] == ["2024-05-31", "2024-06-30", "2024-07-15"]
            by_day = dict(register.burn_down(city, (dt.date(2024, 2, 29), *months)))
            assert (by_day[dt.date(2024, 2, 29)], by_day[months[-1]]) == (2, 1)
            elsewhere = (way.scene.city.district2.path,)
            assert register.counts(elsewhere, today, now).unmanaged == 0
        officer = way.who("subdistrict_officer")
        account = officer.account_id
        way.do("subdistrict_officer", "name_group", members=GROUP)
        gone = Gone(way.home, 1, account, "", "", "")
        assert (_erase(None, gone), _erase(None, gone)) == (1, 0)
        assert ProcedureEvent.objects.filter(estate_id=way.home, by_name=ERASED_NAME).count() == 1
