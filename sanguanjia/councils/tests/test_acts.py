"""Acts: one success each, every refusal, every state × move × role, and what two at once are told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from sanguanjia.cases import actions as cases
from sanguanjia.cases.models import CaseEvent
from sanguanjia.councils import actions, jobs, queries
from sanguanjia.councils.models import Event, Item, Meeting, Minutes, Presence, Proposal, Seat, Task
from sanguanjia.councils.rules.table import MOVES, TASK_MOVES
from sanguanjia.councils.types import State, TaskState
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.notices.models import Notice
from tests.support.guard import preparing

from .conftest import PHOTO, Scene

pytestmark = pytest.mark.django_db


def refused(call: Callable[[], Any]) -> list[str]:
    """The codes of a refusal."""
    with pytest.raises(Refusal) as found:
        call()
    return [reason.code for reason in found.value.reasons]


def told(name: str) -> list[Any]:
    """Notices of a template."""
    from sanguanjia.kernel.scoped import cross_estate

    with cross_estate():
        return list(Notice.objects.filter(template=f"councils.{name}").order_by("id"))


# --- proposals ---------------------------------------------------------------------------------------------------


def test_a_matter_is_proposed_by_who_may_see_it_and_waits_once(scene: Scene) -> None:
    ref = scene.matter()
    made = scene.proposed(ref)
    row = Proposal.objects.get(estate_id=scene.city.district, pk=made.proposal_id)
    assert (row.state, row.trigger_name, row.by_role) == ("waiting", "其他需要协调的事项", "neighbourhood_officer")
    assert told("proposed")[0].audience["roles"] == ["district_officer"]
    assert refused(lambda: scene.proposed(ref, "manager")) == ["proposed_already"]
    assert refused(lambda: scene.proposed(ref, trigger="because", words=" ")) == ["unknown_trigger", "missing"]
    assert refused(lambda: scene.proposed(ref, "stranger")) == ["not_found"]
    assert refused(lambda: scene.proposed(ref, "owner")) == ["not_permitted"]
    other = {"matter_estate_id": ref.estate_id, "matter_id": ref.case_id, "trigger": "asked", "words": "x"}
    assert refused(lambda: actions.propose(scene.city.officer, estate_id=scene.city.far_estate, **other)) == [
        "no_such_office"
    ]
    scene.city.do("withdraw", "owner", ref)
    assert refused(lambda: scene.proposed(ref)) == ["wrong_phase"]


def test_a_proposal_is_declined_with_a_reason(scene: Scene) -> None:
    made = scene.proposed(scene.matter())
    where = {"estate_id": scene.city.district, "proposal_id": made.proposal_id}
    assert refused(lambda: actions.decline(scene.city.officer, **where, words="x")) == ["not_permitted"]
    assert refused(lambda: actions.decline(scene.city.centre, **where, words=" ")) == ["missing"]
    assert actions.decline(scene.city.centre, **where, words="街道能协调").state == "declined"
    assert refused(lambda: actions.decline(scene.city.centre, **where, words="x")) == ["wrong_phase"]
    gone = where | {"proposal_id": 1}
    assert refused(lambda: actions.decline(scene.city.centre, **gone, words="x")) == ["not_found"]


def test_triggers_propose_late_departments_and_old_cross_department_matters_once(scene: Scene, at: Any) -> None:
    ref, _tasks = scene.blown("M08")  # 消防 leads, 交警 supports
    assert jobs.propose_due() == 0
    with at(7, month=5):
        assert jobs.propose_due() == 1
        assert jobs.propose_due() == 0
    row = Proposal.objects.get(estate_id=scene.city.district)
    assert (row.matter_id, row.trigger, row.by_account_id) == (ref.case_id, "cross", None)


# --- convene, agenda, members ------------------------------------------------------------------------------------


def test_who_may_chair_convenes_and_everything_wrong_is_said_at_once(scene: Scene) -> None:
    made = scene.convened()
    row = scene.meeting(made)
    assert (row.state, row.number, row.kind_name, row.sequence) == ("draft", 1, "物业管理联席会议", 0)
    past = clock.now() - dt.timedelta(days=1)
    wrong = {"title": "", "place_words": " ", "starts_at": past, "ends_at": past - dt.timedelta(hours=1)}
    expected = ["ends_before_start", "starts_in_the_past", "missing", "missing"]
    assert refused(lambda: scene.convened(**wrong)) == expected
    assert refused(lambda: scene.convened(starts_at=None)) == ["missing"]
    assert refused(lambda: scene.convened(title="x" * 101)) == ["too_long"]
    assert refused(lambda: scene.convened("visit", checklist="none")) == ["unknown_checklist"]
    assert refused(lambda: scene.convened("council", estate_id=scene.city.neighbourhood, who="officer")) == [
        "not_held_here"
    ]
    assert refused(lambda: scene.convened("party")) == ["unknown_kind"]
    for who in ("officer", "chengguan", "owner", "street"):  # the subdistrict's officer is not the district's
        assert refused(lambda who=who: scene.convened(who=who)) == ["not_permitted"]
    assert refused(lambda: scene.convened(estate_id=77)) == ["not_found"]


def test_the_agenda_has_an_order_a_lead_and_what_was_proposed(scene: Scene) -> None:
    ref = scene.matter()
    proposal = scene.proposed(ref)
    row = scene.meeting(scene.convened())
    scene.do("table_item", "centre", row, title="收费检查", lead="shichangjianguan")
    scene.do("table_item", "centre", row, proposal_id=proposal.proposal_id, lead="chengguan")
    items = list(Item.objects.filter(estate_id=row.estate_id).order_by("position"))
    assert [(i.position, i.lead_name, i.matter_id) for i in items] == [
        (1, "市场监管", None), (2, "城管执法", ref.case_id)
    ]  # fmt: skip
    assert items[1].concerns_estate_id == scene.city.estate
    assert Proposal.objects.get(estate_id=row.estate_id).state == "tabled"
    matter = {"matter_estate_id": ref.estate_id, "matter_id": ref.case_id}
    table = lambda **wishes: refused(lambda: scene.do("table_item", "centre", row, **wishes))  # noqa: E731
    assert table(**matter, lead="nobody") == ["unknown_department", "tabled_already"]
    assert table(title="x" * 101, brief="x" * 2001) == ["too_long", "too_long"]
    assert table() == ["missing"]
    assert table(proposal_id=proposal.proposal_id) == ["unknown_proposal"]
    assert table(matter_estate_id=ref.estate_id, matter_id=1) == ["not_found"]
    scene.do("amend_item", "centre", row, item=items[1].pk, position=1, lead="xiaofang", brief="先议")
    assert [i.position for i in Item.objects.filter(estate_id=row.estate_id).order_by("id")] == [2, 1]
    amend = lambda **wishes: refused(lambda: scene.do("amend_item", "centre", row, **wishes))  # noqa: E731
    assert amend(item=items[0].pk, position=3, lead="nobody", brief="x" * 2001) == [
        "unknown_department", "too_long", "position_out_of_range"
    ]  # fmt: skip
    assert amend(item=5, position=1) == ["unknown_item"]
    strike = lambda **wishes: refused(lambda: scene.do("strike_item", "centre", row, **wishes))  # noqa: E731
    assert strike(item=items[1].pk, words=" ") == ["missing"]
    scene.do("strike_item", "centre", row, item=items[1].pk, words="已解决")
    assert [i.position for i in Item.objects.filter(estate_id=row.estate_id, struck=False)] == [1]
    assert strike(item=items[1].pk, words="再撤") == ["unknown_item"]


def test_a_matter_outside_the_place_is_for_the_office_above(scene: Scene) -> None:
    far = scene.city.report("stranger", estate_id=scene.city.far_estate, need="N25", text="搭建")
    row = scene.meeting(scene.convened("council", "officer"))
    wishes = {"matter_estate_id": far.estate_id, "matter_id": far.case_id}
    assert refused(lambda: scene.do("table_item", "officer", row, **wishes)) == ["not_found"]
    with preparing():  # an officer of both neighbourhoods
        Meeting.objects.filter(estate_id=row.estate_id, pk=row.pk).update(chairs=["district_officer"])
    assert refused(lambda: scene.do("table_item", "centre", row, **wishes)) == ["elsewhere"]


def test_members_are_offices_with_a_desk_sides_of_estates_and_experts(scene: Scene) -> None:
    row = scene.meeting(scene.convened())
    scene.do("invite", "centre", row, seats=("chengguan", f"company:{scene.city.estate}"))
    scene.do("invite", "centre", row, seats=("chengguan",))  # called already: left as it is
    seats = scene.seats(row)
    assert [(s.kind, s.role, s.organisation_id is not None) for s in seats.values()] == [
        ("department", "department_officer", True), ("company", "company_manager", True)
    ]  # fmt: skip
    invite = lambda *codes: refused(lambda: scene.do("invite", "centre", row, seats=codes))  # noqa: E731
    assert invite() == ["nobody_named"]
    assert invite("gongan", "nobody", "company:999", f"company:{scene.city.bare_estate}") == [
        "no_desk_named", "unknown_member", "unknown_member", "unknown_member"
    ]  # fmt: skip
    scene.do("invite_expert", "centre", row, name="李工", expertise="结构", username="expert")
    expert = lambda **w: refused(lambda: scene.do("invite_expert", "centre", row, **w))  # noqa: E731
    assert expert(name="", expertise="", username="nobody") == ["missing", "missing", "no_such_account"]
    assert expert(name="李工", expertise="x" * 61, username="expert") == ["too_long", "invited_already"]
    scene.do("uninvite", "centre", row, seat=seats["company"].pk)
    assert set(scene.seats(row)) == {"chengguan", "李工"}
    assert refused(lambda: scene.do("uninvite", "centre", row, seat=seats["company"].pk)) == ["unknown_member"]
    assert told("called") == []  # nobody is told before the meeting is called


def test_calling_needs_an_agenda_and_whoever_the_kind_asks_for(scene: Scene) -> None:
    row = scene.meeting(scene.convened())
    assert refused(lambda: scene.do("call", "centre", row)) == ["no_agenda", "nobody_named"]
    council = scene.meeting(scene.convened("council", "secretary"))
    scene.do("table_item", "secretary", council, title="车位")
    scene.do("invite", "secretary", council, seats=(f"branch:{scene.city.estate}",))
    assert refused(lambda: scene.do("call", "secretary", council)) == ["seats_missing"]
    advice = scene.meeting(scene.convened("consultation"))
    scene.do("table_item", "centre", advice, title="裂缝")
    scene.do("invite_expert", "centre", advice, name="李工", expertise="结构")
    assert refused(lambda: scene.do("call", "centre", advice)) == ["too_few_experts"]
    with clock.turned_to(clock.now() + dt.timedelta(days=20)):
        assert "starts_in_the_past" in refused(lambda: scene.do("call", "centre", advice))


def test_an_update_and_a_cancellation_keep_the_uid_and_raise_the_sequence(scene: Scene) -> None:
    row = scene.called()
    uid = row.uid
    assert (row.state, row.sequence, len(told("called"))) == ("called", 0, 3)
    seats = scene.seats(row)
    scene.do("answer", "chengguan", row, seat=seats["chengguan"].pk, answer="comes")
    start = row.starts_at + dt.timedelta(days=1)
    wishes = {"starts_at": start, "ends_at": start + dt.timedelta(hours=1), "place_words": "五楼"}
    scene.do("reschedule", "centre", row, **wishes)
    row = scene.meeting(row)
    assert (row.uid, row.sequence, row.starts_at, len(told("moved"))) == (uid, 1, start, 3)
    assert scene.seats(row)["chengguan"].answer == ""  # asked again
    assert refused(lambda: scene.do("reschedule", "centre", row, starts_at=None, ends_at=None, place_words="")) == [
        "missing", "missing"
    ]  # fmt: skip
    long = wishes | {"words": "x" * 1001, "ends_at": start}
    assert refused(lambda: scene.do("reschedule", "centre", row, **long)) == ["ends_before_start", "too_long"]
    scene.do("uninvite", "centre", row, seat=seats["xiaofang"].pk)
    assert (scene.meeting(row).sequence, len(told("uninvited"))) == (2, 1)
    assert refused(lambda: scene.do("cancel", "centre", row, words="")) == ["missing"]
    done = scene.do("cancel", "centre", row, words="与上级会议冲突")
    assert (done.state, done.sequence, scene.meeting(row).uid, len(told("cancelled"))) == ("cancelled", 3, uid, 2)


def test_a_member_answers_for_the_own_seat_only(scene: Scene) -> None:
    row = scene.called()
    seats = scene.seats(row)
    answer = lambda who, seat, **w: refused(lambda: scene.do("answer", who, row, seat=seats[seat].pk, **w))  # noqa: E731
    assert answer("xiaofang", "chengguan", answer="comes") == ["not_permitted"]
    assert answer("other_chengguan", "chengguan", answer="comes") == ["not_found"]
    assert answer("chengguan", "chengguan", answer="perhaps") == ["unknown_answer"]
    assert answer("chengguan", "chengguan", answer="deputy", words=" ") == ["missing"]
    assert answer("chengguan", "chengguan", answer="comes", words="x" * 201) == ["too_long"]
    assert refused(lambda: scene.do("answer", "chengguan", row, seat=5, answer="comes")) == ["not_permitted"]
    scene.do("answer", "chengguan", row, seat=seats["chengguan"].pk, answer="deputy", words="王科长")
    assert scene.seats(row)["chengguan"].answer_words == "王科长"


# --- the sitting -------------------------------------------------------------------------------------------------


def test_who_leaves_before_the_decision_makes_it_inquorate_in_the_minutes(scene: Scene) -> None:
    row = scene.opened()  # three seats, two needed
    seats, item = scene.seats(row), scene.item(row)
    later = clock.now()
    with clock.turned_to(later + dt.timedelta(minutes=5)):
        for name in ("xiaofang", "company"):
            scene.do("attend", "centre", row, seat=seats[name].pk, direction="out")
    with clock.turned_to(later + dt.timedelta(minutes=6)):
        scene.do("decide", "centre", row, item=item.pk, words="限期拆除")
        found = scene.item(row)
        assert (found.enough, found.needed, found.present) == (False, 2, [seats["chengguan"].pk])
        task = {"seat": seats["chengguan"].pk, "item": item.pk, "words": "拆"}
        assert refused(lambda: scene.do("assign", "centre", row, **task)) == ["not_quorate"]
    with clock.turned_to(later + dt.timedelta(minutes=9)):
        scene.do("attend", "xiaofang", row, seat=seats["xiaofang"].pk, direction="in")
        scene.do("decide", "centre", row, item=item.pk, words="限期拆除")
        assert scene.item(row).enough is True
        assert refused(lambda: scene.do("decide", "centre", row, item=item.pk, words="再定")) == ["decided_already"]
        before = later + dt.timedelta(minutes=7)
        wishes = {"seat": seats["xiaofang"].pk, "direction": "out", "at": before}
        assert refused(lambda: scene.do("attend", "centre", row, **wishes)) == ["moment_outside", "out_already"]
    verbs = Event.objects.filter(estate_id=row.estate_id, meeting_id=row.pk, verb="decide").order_by("seq")
    assert [event.data["enough"] for event in verbs] == [False, True]


def test_attendance_alternates_within_the_meeting(scene: Scene) -> None:
    row = scene.opened()
    seats = scene.seats(row)
    attend = lambda who, **w: refused(lambda: scene.do("attend", who, row, **w))  # noqa: E731
    assert attend("centre", seat=seats["chengguan"].pk, direction="up") == ["unknown_direction"]
    assert attend("centre", seat=seats["chengguan"].pk, direction="in") == ["in_already"]
    assert attend("centre", seat=5, direction="in") == ["unknown_member"]
    early = {"at": clock.now() - dt.timedelta(hours=1)}
    assert attend("centre", seat=seats["company"].pk, direction="out", **early) == ["moment_outside", "out_already"]
    assert attend("xiaofang", seat=seats["chengguan"].pk, direction="out") == ["not_permitted"]
    with clock.turned_to(clock.now() + dt.timedelta(minutes=3)):
        scene.do("attend", "chengguan", row, seat=seats["chengguan"].pk, direction="out")
    assert Presence.objects.filter(estate_id=row.estate_id, seat_id=seats["chengguan"].pk).count() == 2


def test_decisions_need_words_and_their_public_part_stays_short(scene: Scene) -> None:
    row = scene.opened()
    item = scene.item(row)
    decide = lambda **w: refused(lambda: scene.do("decide", "centre", row, **w))  # noqa: E731
    assert decide(item=item.pk, words=" ", public_words="x" * 1001) == ["missing", "too_long"]
    assert decide(item=5, words="x") == ["unknown_item"]
    assert refused(lambda: scene.do("decide", "chengguan", row, item=item.pk, words="x")) == ["not_permitted"]
    scene.do("decide", "centre", row, item=item.pk, words="城管牵头", public_words="限期拆除。")
    noted = CaseEvent.objects.filter(estate_id=item.matter_estate_id, case_id=item.matter_id, verb="add_note")
    assert [event.words for event in noted] == ["物业管理联席会议已研究这件事。限期拆除。"]


def test_minutes_are_signed_once_by_the_chair_and_corrected_beside_the_text(scene: Scene) -> None:
    row = scene.decided()
    scene.task(row)
    assert refused(lambda: scene.do("adjourn", "centre", row, words="x" * 1001)) == ["too_long"]
    scene.do("adjourn", "centre", row)
    assert refused(lambda: scene.do("sign", "city_officer", row)) == ["only_the_chair"]
    assert refused(lambda: scene.do("take_chair", "centre", row, words="x")) == ["chairs_already"]
    assert refused(lambda: scene.do("take_chair", "city_officer", row, words=" ")) == ["missing"]
    scene.do("take_chair", "city_officer", row, words="原主持人调离")
    done = scene.do("sign", "city_officer", row)
    minutes = Minutes.objects.get(estate_id=row.estate_id)
    assert (done.state, minutes.text["items"][0]["decision"]) == ("signed", "城管牵头拆除")
    assert [seat["moves"][0][1] for seat in minutes.text["seats"]] == ["in", "in", "in"]
    assert [task["name"] for task in minutes.text["tasks"]] == ["城管执法"]
    assert len(told("signed")) == 3
    assert refused(lambda: scene.do("correct", "centre", row, words="错")) == ["only_the_chair"]
    assert refused(lambda: scene.do("correct", "city_officer", row, words=" ")) == ["missing"]
    scene.do("correct", "city_officer", row, words="地点应为二楼")
    again = Minutes.objects.get(estate_id=row.estate_id)
    assert (again.text, again.digest) == (minutes.text, minutes.digest)


def test_a_meeting_closes_when_everything_is_done_or_for_a_reason(scene: Scene) -> None:
    row = scene.decided()
    task = scene.task(row)
    scene.do("adjourn", "centre", row)
    scene.do("sign", "centre", row)
    assert refused(lambda: scene.do("close", "centre", row)) == ["tasks_open"]
    assert refused(lambda: scene.do("close", "centre", row, words="x" * 1001)) == ["too_long"]
    assert scene.do("close", "centre", row, words="转由区专班督办").state == "closed"
    assert scene.fresh(task).state == "open"  # goes on showing until done
    assert [line.row.pk for line in queries.work_list(scene.city.people["chengguan"], "mine")] == [task.pk]


# --- visits and consultations ------------------------------------------------------------------------------------


def test_each_agency_on_site_finds_on_the_checklist_and_a_fault_becomes_a_task(scene: Scene) -> None:
    ref = scene.matter()
    row = scene.opened("visit", ref)
    seats, item = scene.seats(row), scene.item(row)
    find = lambda who, **w: refused(lambda: scene.do("find", who, row, **w))  # noqa: E731
    bad = {"seat": seats["chengguan"].pk, "check": "Z9", "result": "bad", "place_words": "", "words": ""}
    assert find("chengguan", **bad) == ["unknown_check", "unknown_result", "missing", "missing"]
    fault = {"seat": seats["chengguan"].pk, "check": "B2", "result": "fault", "place_words": "3栋顶楼", "item": item.pk}
    assert find("chengguan", **fault, words=" ") == ["missing", "photo_missing"]
    assert find("chengguan", **(fault | {"item": 5}), words="x") == ["unknown_item"]
    assert find("chengguan", **(fault | {"result": "fine"}), words="x" * 4001) == ["too_long"]
    assert find("xiaofang", **fault, words="x", photos=(PHOTO,)) == ["not_permitted"]
    assert find("centre", **(fault | {"seat": 5}), words="x") == ["unknown_member"]
    made = scene.do("find", "chengguan", row, **fault, words="正在浇筑", photos=(PHOTO,))
    back = lambda **w: refused(lambda: scene.do("back_to_matter", "centre", row, **w))  # noqa: E731
    assert back(finding=made.part_id, words=" ") == ["missing"]
    assert back(finding=5, words="x") == ["unknown_finding"]
    scene.do("back_to_matter", "centre", row, finding=made.part_id, words="联合检查时仍在施工，已责令停工。")
    noted = CaseEvent.objects.filter(estate_id=ref.estate_id, case_id=ref.case_id, verb="add_note")
    assert [event.words for event in noted] == ["联合检查时仍在施工，已责令停工。"]
    task = scene.do("assign", "centre", row, seat=seats["chengguan"].pk, finding=made.part_id, words="立案拆除")
    assert (scene.fresh(task).finding_id, scene.fresh(task).matter_id) == (made.part_id, ref.case_id)
    wishes = {"seat": seats["chengguan"].pk, "finding": 5, "words": "x"}
    assert refused(lambda: scene.do("assign", "centre", row, **wishes)) == ["unknown_finding"]
    plain = scene.do("find", "chengguan", row, **(fault | {"item": None, "result": "unclear"}), words="待查")
    assert back(finding=plain.part_id, words="x") == ["no_matter"]
    with clock.turned_to(clock.now() + dt.timedelta(minutes=1)):
        scene.do("attend", "chengguan", row, seat=seats["chengguan"].pk, direction="out")
        assert find("chengguan", **(fault | {"result": "fine"})) == ["not_there"]
    other = scene.opened()
    wishes = {"seat": scene.seats(other)["chengguan"].pk, "check": "B1", "result": "fine", "place_words": "3栋"}
    assert refused(lambda: scene.do("find", "chengguan", other, **wishes)) == ["not_a_visit"]


def test_experts_declare_first_and_only_those_without_an_interest_count(scene: Scene) -> None:
    row = scene.opened("consultation")
    seats, item = scene.seats(row), scene.item(row)
    own, paper = seats["李工"].pk, seats["王工"].pk
    opine = lambda who, **w: refused(lambda: scene.do("opine", who, row, **({"item": item.pk} | w)))  # noqa: E731
    assert opine("expert", seat=own, words=" ") == ["missing", "undeclared"]
    assert opine("centre", seat=seats["chengguan"].pk, words="x") == ["not_an_expert"]
    assert opine("expert", seat=own, item=5, words="x") == ["unknown_item"]
    declare = lambda who, **w: refused(lambda: scene.do("declare", who, row, **w))  # noqa: E731
    assert declare("expert", seat=own, conflict="some") == ["unknown_conflict"]
    assert declare("expert", seat=own, conflict="has", words="") == ["missing"]
    assert declare("expert", seat=own, conflict="none", words="x" * 201) == ["too_long"]
    assert declare("centre", seat=seats["chengguan"].pk, conflict="none") == ["not_an_expert"]
    scene.do("declare", "expert", row, seat=own, conflict="none")
    scene.do("declare", "centre", row, seat=paper, conflict="none", words="书面声明")
    assert declare("expert", seat=own, conflict="none") == ["declared_already"]
    scene.do("opine", "expert", row, seat=own, item=item.pk, words="须先卸载再拆除。")
    assert opine("centre", seat=paper, words="同意") == ["paper_missing"]
    decide = lambda: scene.do("decide", "centre", row, item=item.pk, words="先卸载再拆除")  # noqa: E731
    assert refused(decide) == ["opinions_missing"]
    scene.do("opine", "centre", row, seat=paper, item=item.pk, words="同意", photos=(PHOTO,))
    decide()
    wishes = {"seat": own, "item": item.pk, "words": "x"}
    assert refused(lambda: scene.do("assign", "centre", row, **wishes)) == ["experts_owe_nothing"]
    kept = queries.of_matter(item.matter_estate_id or 0, item.matter_id or 0)
    assert [said.words for said in kept.opinions] == ["须先卸载再拆除。", "同意"]
    other = scene.opened("consultation")
    there = {"seat": scene.seats(other)["李工"].pk}
    scene.do("declare", "expert", other, **there, conflict="has", words="是该公司顾问")
    wishes = {**there, "item": scene.item(other).pk, "words": "x"}
    assert refused(lambda: scene.do("opine", "expert", other, **wishes)) == ["kept_out"]
    third = scene.opened()
    with preparing():
        seat = Seat.objects.create(**scene.key(third), kind="expert", code="expert:x", name="赵工", place="1/")
    wishes = {"seat": seat.pk, "item": scene.item(third).pk, "words": "x"}
    assert refused(lambda: scene.do("opine", "centre", third, **wishes)) == ["not_a_consultation"]


# --- tasks -------------------------------------------------------------------------------------------------------


def test_a_task_stands_on_a_decision_and_on_nothing_else(scene: Scene) -> None:
    row = scene.opened()
    seat, item = scene.seats(row)["chengguan"].pk, scene.item(row).pk
    assign = lambda **w: refused(lambda: scene.do("assign", "centre", row, **({"words": "x", "seat": seat} | w)))  # noqa: E731
    assert assign() == ["from_nothing"]
    assert assign(item=item) == ["nothing_decided"]
    assert assign(item=5) == ["unknown_item"]
    scene.do("decide", "centre", row, item=item, words="拆")
    assert assign(item=item, seat=5) == ["unknown_member"]
    assert assign(item=item, words=" ", due_on=dt.date(2024, 4, 1)) == ["missing", "due_in_the_past"]
    assert assign(item=item, amount=999, unit="hour") == ["amount_out_of_range", "unknown_time_unit"]
    done = scene.do("assign", "centre", row, seat=seat, item=item, words="拆", due_on=dt.date(2024, 4, 30))
    task = scene.fresh(done)
    assert clock.local(task.due_at).isoformat() == "2024-05-01T00:00:00+08:00"
    assert (task.concerns_estate_id, told("tasked")[0].facts["doer"]) == (scene.city.estate, "城管执法")


def test_done_is_shown_and_the_estate_looks_never_the_unit_that_did_it(scene: Scene) -> None:
    row = scene.decided()
    task, own = scene.task(row), scene.task(row, "company")
    done = {"words": "已拆", "photos": (PHOTO,)}
    assert refused(lambda: scene.do("report_done", "xiaofang", task, **done)) == ["not_found"]
    assert refused(lambda: scene.do("report_done", "committee", task, **done)) == ["not_permitted"]
    assert refused(lambda: scene.do("report_done", "chengguan", task, words=" ")) == ["missing", "photo_missing"]
    assert refused(lambda: scene.do("report_done", "chengguan", task, version=9, **done)) == ["stale"]
    assert refused(lambda: scene.do("accept", "committee", task)) == ["wrong_phase"]
    scene.do("report_done", "chengguan", task, **done)
    assert told("look")[0].audience["roles"] == ["committee_member", "neighbourhood_officer"]
    assert refused(lambda: scene.do("accept", "chengguan", task)) == ["not_permitted"]
    assert refused(lambda: scene.do("accept", "centre", task)) == ["not_permitted"]  # the estate's, first of all
    assert refused(lambda: scene.do("give_back", "committee", task, words=" ")) == ["missing"]
    back = scene.do("give_back", "committee", task, words="还有一间")
    assert (back.state, scene.fresh(task).returns, len(told("returned"))) == ("open", 1, 1)
    scene.do("report_done", "chengguan", task, **done)
    assert scene.do("accept", "manager", task).state == "accepted"
    scene.do("report_done", "manager", own, **done)
    assert refused(lambda: scene.do("accept", "manager", own)) == ["not_permitted"]
    assert told("parts_accepted") == []
    scene.do("accept", "officer", own)
    assert told("parts_accepted")[0].audience["roles"] == ["company_manager"]


def test_an_estate_that_does_not_look_leaves_it_to_who_called_the_meeting(scene: Scene, at: Any) -> None:
    row = scene.decided()
    task = scene.task(row)
    scene.do("report_done", "chengguan", task, words="已拆", photos=(PHOTO,))
    with at(20, month=5):
        assert jobs.tend_due() == 1
        assert len(told("silent")) == 1
        assert scene.do("accept", "centre", task).state == "accepted"
        assert jobs.tend_due() == 0


def test_late_tasks_are_told_upwards_once_each_and_stand_as_an_alarm(scene: Scene, at: Any) -> None:
    row = scene.decided()
    task = scene.task(row, amount=1)
    assert refused(lambda: actions.climb(SYSTEM, estate_id=row.estate_id, task_id=task.pk)) == ["not_overdue"]
    assert refused(lambda: scene.do("climb", "centre", task)) == ["not_permitted"]
    for day in (6, 8, 10, 13):
        with at(day, 18, month=5):
            jobs.tend_due()
            jobs.tend_due()
    assert [notice.audience["roles"] for notice in told("late")] == [["district_officer"], ["city_officer"]]
    assert (scene.fresh(task).alarmed, scene.fresh(task).level) == (True, "city")
    gone = {"estate_id": row.estate_id, "task_id": 1}
    assert refused(lambda: actions.climb(SYSTEM, **gone)) == ["not_found"]


def test_a_task_is_dropped_by_who_called_the_meeting_with_a_reason(scene: Scene) -> None:
    task = scene.task(scene.decided())
    assert refused(lambda: scene.do("drop", "chengguan", task, words="x")) == ["not_permitted"]
    assert refused(lambda: scene.do("drop", "centre", task, words=" ")) == ["missing"]
    assert scene.do("drop", "centre", task, words="当事人已自拆").state == "dropped"
    assert refused(lambda: scene.do("drop", "centre", task, words="x")) == ["wrong_phase"]


# --- the tables --------------------------------------------------------------------------------------------------

WISHES: dict[str, dict[str, Any]] = {
    "table_item": {"title": "x"}, "amend_item": {"item": 1, "position": 1}, "strike_item": {"item": 1, "words": "x"},
    "invite": {"seats": ("xiaofang",)}, "invite_expert": {"name": "甲", "expertise": "乙"}, "uninvite": {"seat": 1},
    "reschedule": {"starts_at": None, "ends_at": None, "place_words": "x"}, "cancel": {"words": "x"},
    "answer": {"answer": "comes"}, "attend": {"direction": "in"}, "declare": {"conflict": "none"},
    "opine": {"item": 1, "words": "x"}, "find": {"check": "B1", "result": "fine", "place_words": "x"},
    "decide": {"item": 1, "words": "x"}, "assign": {"seat": 1, "words": "x"},
    "back_to_matter": {"finding": 1, "words": "x"}, "take_chair": {"words": "x"}, "correct": {"words": "x"},
}  # fmt: skip
ALLOWED = {"host": {"centre"}, "seat": {"chengguan"}, "seat_or_host": {"centre", "chengguan"}, "chair": {"centre"}}


def test_every_state_by_every_move_by_every_role(scene: Scene) -> None:
    """What the table does not name is refused as not now, not yours, or not there; the meeting stays as it was."""
    row = scene.called()
    seat = scene.seats(row)["chengguan"].pk
    with preparing():
        Meeting.objects.filter(estate_id=row.estate_id, pk=row.pk).update(chair_account_id=scene.city.centre.account_id)
    for state in State:
        ended = clock.now() if state in (State.CLOSED, State.CANCELLED) else None
        with preparing():
            Meeting.objects.filter(estate_id=row.estate_id, pk=row.pk).update(state=state.value, ended_at=ended)
        for move in MOVES:
            wishes = dict(WISHES.get(move.verb, {}))
            if move.who in ("seat", "seat_or_host"):
                wishes["seat"] = seat
            for who in ("centre", "chengguan", "other_chengguan", "owner"):
                if who in ALLOWED[move.who] and state in move.origins:
                    view = queries.meeting_for(scene.city.people[who], row.estate_id, row.pk)
                    assert move.verb in view.verbs, (state, move.verb, who)
                    continue
                found = set(refused(lambda m=move, w=who, x=wishes: scene.do(m.verb, w, row, **x)))
                expected = {"wrong_phase"} if who in ALLOWED[move.who] else {"not_permitted", "not_found"}
                hidden = {"not_found"} if state is State.DRAFT and who == "chengguan" else set()
                assert found <= (hidden or expected), (state, move.verb, who, found)
    assert scene.meeting(row).version == row.version


def test_every_task_state_by_every_move_by_every_role(scene: Scene) -> None:
    task = scene.task(scene.decided())
    allowed = {
        "doer": {"chengguan"},
        "looker": {"committee", "officer", "manager"},
        "host": {"centre"},
        "system": set(),
    }
    wishes: dict[str, dict[str, Any]] = {
        "report_done": {"words": "x"},
        "give_back": {"words": "x"},
        "drop": {"words": "x"},
    }
    for state in TaskState:
        ended = clock.now() if state in (TaskState.ACCEPTED, TaskState.DROPPED) else None
        with preparing():
            Task.objects.filter(estate_id=task.estate_id, pk=task.pk).update(state=state.value, ended_at=ended)
        for move in TASK_MOVES:
            for who in ("chengguan", "committee", "officer", "manager", "centre", "xiaofang", "owner"):
                if who in allowed[move.who] and state in move.origins:
                    assert move.verb in queries.task_for(scene.city.people[who], task.estate_id, task.pk).verbs
                    continue
                found = set(refused(lambda m=move, w=who: scene.do(m.verb, w, task, **wishes.get(m.verb, {}))))
                expected = {"wrong_phase"} if who in allowed[move.who] else {"not_permitted", "not_found"}
                assert found <= expected, (state, move.verb, who, found)


def test_of_two_who_act_at_once_one_is_told_what_changed(scene: Scene) -> None:
    row = scene.called()
    scene.do("cancel", "centre", row, words="改期", version=row.version)
    with pytest.raises(Refusal) as found:
        scene.do("open", "city_officer", row, version=row.version)
    assert (found.value.reasons[0].code, found.value.reasons[0].data["state"]) == ("stale", "cancelled")


def test_the_same_key_has_one_effect(scene: Scene) -> None:
    row = scene.opened()
    wishes = {"item": scene.item(row).pk, "words": "拆"}
    answers = {scene.do("decide", "centre", row, key="same", **wishes).version for _ in range(20)}
    assert len(answers) == 1
    assert Event.objects.filter(estate_id=row.estate_id, meeting_id=row.pk, verb="decide").count() == 1


def test_a_matter_kept_from_the_company_stays_off_its_pages(scene: Scene) -> None:
    ref = scene.city.report(need="N25", text="举报物业", confidentiality="matter")
    cases.BY_VERB["accept"](scene.city.officer, estate_id=ref.estate_id, case_id=ref.case_id)
    row = scene.decided(ref)
    task = scene.task(row)
    seen = queries.meeting_for(scene.city.manager, row.estate_id, row.pk)
    assert (seen.items, seen.tasks, seen.events) == ((), (), ())
    assert len(queries.meeting_for(scene.city.people["chengguan"], row.estate_id, row.pk).items) == 1
    assert refused(lambda: queries.task_for(scene.city.manager, task.estate_id, task.pk)) == ["not_found"]
    assert queries.work_list(scene.city.manager, "look") == ()
