"""Acts: one success each, every refusal, every role at every move, two at once, and the story from tried to closed."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from sanguanjia.cases.models import Case, CaseEvent
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.whistle import actions, jobs, queries
from sanguanjia.whistle.models import Task, TaskEvent, Whistle
from sanguanjia.whistle.rules.table import MOVES
from sanguanjia.whistle.types import State
from tests.support.guard import preparing

from .conftest import Scene
from .test_rules import WISHES

pytestmark = pytest.mark.django_db


def codes(refused: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def fresh(task: Task) -> Task:
    return Task.objects.get(estate_id=task.estate_id, pk=task.pk)


def test_who_tried_and_recorded_it_whistles_and_every_department_is_called(scene: Scene) -> None:
    ref = scene.matter()
    blow = {"estate_id": ref.estate_id, "case_id": ref.case_id}
    with pytest.raises(Refusal) as refused:
        actions.blow(scene.city.manager, duty="M99", kind="loud", **blow)
    assert codes(refused) == ["unknown_duty", "unknown_whistle_kind", "no_attempt"]
    with pytest.raises(Refusal) as refused:
        actions.blow(scene.city.manager, duty="M01", kind="emergency", **blow)
    assert codes(refused) == ["not_urgent"]
    with pytest.raises(Refusal) as refused:
        actions.record_attempt(scene.city.manager, method="shouted", words=" ", **blow)
    assert codes(refused) == ["missing", "unknown_method"]
    for who in ("stranger", "other_manager", "far_officer"):
        with pytest.raises(Refusal) as refused:
            actions.record_attempt(scene.city.people[who], method="persuaded", words="劝过", **blow)
        assert codes(refused) == ["not_found"]
    with pytest.raises(Refusal) as refused:
        actions.blow(scene.city.owner, duty="M01", **blow)
    assert codes(refused) == ["not_permitted"]
    scene.tried(ref)
    with pytest.raises(Refusal) as refused:
        actions.blow(scene.city.manager, duty="M01", version=1, **blow)
    assert codes(refused) == ["stale"]
    actions.blow(scene.city.manager, duty="M01", **blow)
    tasks = scene.tasks(ref)
    assert {code: (t.lead, t.organisation_id is not None) for code, t in tasks.items()} == {
        "chengguan": (True, True), "ziranziyuan": (False, False),
    }  # fmt: skip
    whistle = Whistle.objects.get(estate_id=ref.estate_id)
    assert "cases.duties" in whistle.rule
    called = TaskEvent.objects.get(estate_id=ref.estate_id, task_id=tasks["ziranziyuan"].pk, verb="call")
    assert (called.data["duty"], called.data["does"]) == ("D002", "核对规划许可，出具是否违建的认定意见")
    assert Case.objects.get(estate_id=ref.estate_id, pk=ref.case_id).state == "whistled"
    with pytest.raises(Refusal) as refused:
        actions.blow(scene.city.manager, duty="M01", **blow)
    assert codes(refused) == ["whistled_already"]


def test_an_emergency_needs_no_attempt_and_comes_within_minutes(scene: Scene) -> None:
    ref = scene.matter()
    actions.blow(scene.city.manager, estate_id=ref.estate_id, case_id=ref.case_id, duty="M08", kind="emergency")
    task = scene.tasks(ref)["xiaofang"]
    assert task.due_at is not None
    assert (task.due_at - task.called_at).total_seconds() == 1800
    with pytest.raises(Refusal) as refused:
        scene.do("object", "xiaofang", task, words="不归")
    assert codes(refused) == ["come_first"]


def test_a_department_without_a_desk_waits_at_the_district_and_goes_to_the_desk_once_named(scene: Scene) -> None:
    ref, tasks = scene.blown("M05")  # 市场监管 leads
    assert tasks["shichangjianguan"].organisation_id is None
    with pytest.raises(Refusal) as refused:
        actions.name_desk(scene.city.centre, estate_id=scene.city.district, department="jiedao",
                          organisation_id=scene.organisations["committee"])  # fmt: skip
    assert codes(refused) == ["unknown_department", "no_such_desk"]
    with pytest.raises(Refusal) as refused:
        actions.name_desk(scene.city.officer, estate_id=scene.city.district, department="shichangjianguan",
                          organisation_id=scene.organisations["chengguan"])  # fmt: skip
    assert codes(refused) == ["not_permitted"]
    with pytest.raises(Refusal) as refused:
        actions.assign(SYSTEM, estate_id=ref.estate_id, task_id=tasks["shichangjianguan"].pk)
    assert codes(refused) == ["no_such_desk"]
    actions.name_desk(scene.city.centre, estate_id=scene.city.district, department="shichangjianguan",
                      organisation_id=scene.organisations["other_chengguan"])  # fmt: skip
    assert jobs.tend_due() == 1
    assert scene.do("respond", "other_chengguan", tasks["shichangjianguan"]).state == "responded"


ROLES = {
    "department": "xiaofang", "estate": "committee", "above": "centre", "other department": "other_chengguan",
    "owner": "owner", "whistler": "manager",
}  # fmt: skip
ALLOWED = {"department": {"department"}, "estate": {"estate", "whistler"}, "above": {"above"}}


def test_every_state_by_every_move_by_every_role(scene: Scene) -> None:
    """The illegal ones are refused as not yours, not now, or not there; nothing else happens."""
    _ref, tasks = scene.blown("M09")  # 消防 alone
    task = tasks["xiaofang"]
    for state in State:
        with preparing():
            ended = clock.now() if state in (State.ACCEPTED, State.RELEASED) else None
            waits = "called" if state in (State.PAUSED, State.OBJECTED) else ""
            Task.objects.filter(estate_id=task.estate_id, pk=task.pk).update(
                state=state.value, ended_at=ended, resumes_to=waits
            )
        for move in MOVES:
            if move.who == "system":
                continue
            for role, who in ROLES.items():
                allowed = ALLOWED["department" if move.who == "department_or_system" else move.who]
                wishes = {k: v for k, v in WISHES.get(move.verb, {}).items() if k != "photos"}
                if role in allowed and state in move.origins:
                    thing = fresh(task)
                    view = queries.task_for(scene.city.people[who], task.estate_id, task.pk)
                    assert move.verb in view.verbs or (move.verb == "object" and thing.objected)
                    continue
                with pytest.raises(Refusal) as refused:
                    scene.do(move.verb, who, task, **wishes)
                expected = {"wrong_phase"} if role in allowed else {"not_permitted", "not_found"}
                assert set(codes(refused)) <= expected, (state, move.verb, role)
    assert TaskEvent.objects.filter(estate_id=task.estate_id, task_id=task.pk).count() == 1


def test_of_two_who_act_at_once_one_is_told_what_changed(scene: Scene) -> None:
    _ref, tasks = scene.blown("M09")
    task = tasks["xiaofang"]
    scene.done("xiaofang", task)
    seen = fresh(task).version
    scene.do("accept", "committee", task, mark=4, version=seen)
    with pytest.raises(Refusal) as refused:
        scene.do("give_back", "manager", task, words="没清完", version=seen)
    reason = refused.value.reasons[0]
    assert (reason.code, reason.data["state"]) == ("stale", "accepted")


def test_the_same_key_has_one_effect(scene: Scene) -> None:
    _ref, tasks = scene.blown("M09")
    task = tasks["xiaofang"]
    answers = {scene.do("respond", "xiaofang", task, key="same").version for _ in range(20)}
    assert len(answers) == 1
    assert TaskEvent.objects.filter(estate_id=task.estate_id, task_id=task.pk).count() == 2


def test_a_whistle_is_taken_back_before_anybody_came(scene: Scene) -> None:
    ref, _tasks = scene.blown("M09")
    whistle = Whistle.objects.get(estate_id=ref.estate_id)
    back = {"estate_id": ref.estate_id, "whistle_id": whistle.pk}
    with pytest.raises(Refusal) as refused:
        actions.take_back(scene.city.officer, words="算了", **back)
    assert codes(refused) == ["not_permitted"]
    with pytest.raises(Refusal) as refused:
        actions.take_back(scene.city.manager, words=" ", **back)
    assert codes(refused) == ["missing"]
    assert actions.take_back(scene.city.manager, words="对方自己拆了", **back).state == "over"
    assert Case.objects.get(estate_id=ref.estate_id, pk=ref.case_id).state == "taken"
    with pytest.raises(Refusal) as refused:
        actions.take_back(scene.city.manager, words="再收", **back)
    assert codes(refused) == ["wrong_phase"]
    actions.blow(scene.city.manager, estate_id=ref.estate_id, case_id=ref.case_id, duty="M09")
    again = next(t for w, ts in queries.whistles_of(ref.estate_id, ref.case_id) if w.state == "open" for t in ts)
    scene.came("xiaofang", again)
    open_one = Whistle.objects.get(estate_id=ref.estate_id, state="open")
    with pytest.raises(Refusal) as refused:
        actions.take_back(scene.city.manager, estate_id=ref.estate_id, whistle_id=open_one.pk, words="算了")
    assert codes(refused) == ["somebody_came"]


def test_late_departments_are_told_of_level_by_level_once_and_stand_as_an_alarm(scene: Scene, at: Any) -> None:
    _ref, tasks = scene.blown("M09")
    for day in (6, 8, 10, 13, 15, 17):
        with at(day, 16, month=5):
            jobs.tend_due()
            jobs.tend_due()
    events = TaskEvent.objects.filter(
        estate_id=scene.city.estate, task_id=tasks["xiaofang"].pk, verb="climb"
    ).order_by("seq")
    assert [e.data.get("level", "alarm") for e in events] == ["subdistrict", "district", "city", "alarm"]
    assert fresh(tasks["xiaofang"]).alarmed


def test_the_story_from_reported_to_closed(scene: Scene, at: Any) -> None:
    """Two departments, one objection, one pause, one reopening."""
    ref, tasks = scene.blown("M10")  # 城管 leads, 街道 supports
    lead, support = tasks["chengguan"], tasks["jiedao"]
    scene.do("object", "street", support, words="本小区不归本街道清理")
    scene.do("decide_objection", "centre", support, upheld=False, words="属于本街道")
    with pytest.raises(Refusal) as refused:
        scene.do("object", "street", support, words="还是不归")
    assert codes(refused) == ["settled_by_decision"]
    with at(26, 9):
        scene.do("respond", "chengguan", lead)
        scene.do("pause", "chengguan", lead, words="等当事人取回物品")
    with at(26, 15):
        scene.do("resume", "chengguan", lead)
        scene.done("chengguan", lead)
        scene.done("street", support)
        assert Case.objects.get(estate_id=ref.estate_id, pk=ref.case_id).state == "whistled"
        scene.do("accept", "committee", lead, mark=5)
        last = scene.do("accept", "officer", support, mark=4)
    assert last.whistle_state == "done"
    assert Case.objects.get(estate_id=ref.estate_id, pk=ref.case_id).state == "done"
    with at(27, 10):
        scene.city.do("reopen", "owner", ref, words="又堆上了")
        scene.city.do("take_order", "manager", ref)
        actions.blow(scene.city.manager, estate_id=ref.estate_id, case_id=ref.case_id, duty="M10")
        again = {t.department: t for t in queries.whistles_of(ref.estate_id, ref.case_id)[0][1]}
        for code, who in (("chengguan", "chengguan"), ("jiedao", "street")):
            scene.done(who, again[code])
            scene.do("accept", "committee", again[code], mark=4)
    with at(28, 10):
        scene.city.do("confirm", "owner", ref, solved=True, satisfaction=5)
        departments, whistlers = queries.grades("1/", clock.today().replace(month=1, day=1), clock.today())
    row = Case.objects.get(estate_id=ref.estate_id, pk=ref.case_id)
    assert (row.state, row.solved, row.reopened) == ("closed", True, 1)
    verbs = list(CaseEvent.objects.filter(estate_id=ref.estate_id, case_id=ref.case_id).order_by("seq").values_list(
        "verb", flat=True))  # fmt: skip
    assert verbs == [
        "report", "take_order", "whistle", "parts_done", "reopen", "take_order", "whistle", "parts_done", "confirm",
    ]  # fmt: skip
    graded = {g.name: (g.called, g.on_time, g.came, g.objected) for g in departments}
    assert graded["chengguan"] == (2, 2, 2, 0)  # the pause moved the end: 15:00 on the 26th is in time
    assert whistlers[0].called == 4


def test_an_upheld_objection_calls_the_right_department_for_good(scene: Scene) -> None:
    ref, tasks = scene.blown("M09")
    scene.do("object", "xiaofang", tasks["xiaofang"], words="不归消防")
    scene.do("decide_objection", "centre", tasks["xiaofang"], upheld=True, words="归城管", to="chengguan")
    found = scene.tasks(ref)
    assert (found["xiaofang"].state, found["chengguan"].state, found["chengguan"].final) == ("released", "called", True)
    with pytest.raises(Refusal) as refused:
        scene.do("object", "chengguan", found["chengguan"], words="也不归我们")
    assert codes(refused) == ["settled_by_decision"]


def test_pages_by_the_people_who_use_them(scene: Scene) -> None:
    browsers: dict[str, Client] = {}
    for who in ("manager", "xiaofang", "centre", "owner"):
        browsers[who] = Client()
        browsers[who].force_login(scene.city.accounts[who])
    ref = scene.matter()
    here = f"/whistle/{ref.estate_id}/case/{ref.case_id}/"
    page = browsers["manager"].get(f"/cases/{ref.estate_id}/{ref.case_id}/").content.decode()
    assert here in page
    assert "消防救援" in browsers["manager"].get(here).content.decode()
    refused = browsers["manager"].post(here, {"duty": "M09", "kind": "grievance"})
    assert refused.status_code == 422
    assert "还没有记录自己先做了什么" in refused.content.decode()
    browsers["manager"].post(f"{here}attempt/", {"method": "persuaded", "words": "劝了两次"})
    assert browsers["manager"].post(here, {"duty": "M09", "kind": "grievance"}).status_code == 302
    task = scene.tasks(ref)["xiaofang"]
    address = f"/whistle/{ref.estate_id}/task/{task.pk}/"
    assert address in browsers["xiaofang"].get("/whistle/").content.decode()
    assert address in browsers["xiaofang"].get("/desk/").content.decode()
    page = browsers["xiaofang"].get(address).content.decode()
    assert "劝了两次" in page
    assert "13800000000" not in page  # never the reporter's phone
    bad = browsers["xiaofang"].post(f"{address}check_in/", {"version": "1", "place_words": ""})
    assert bad.status_code == 422
    assert browsers["xiaofang"].post(f"{address}respond/", {"version": "1"}).status_code == 302
    assert "（牵头）" in browsers["owner"].get(f"/cases/{ref.estate_id}/{ref.case_id}/").content.decode()
    assert browsers["owner"].get(address).status_code == 404
    assert browsers["centre"].get("/whistle/desks/").status_code == 200
    assert browsers["centre"].get("/whistle/figures/").status_code == 200
