"""Each act once to its end and once per refusal; who may; what becomes of a petition on pages and in other rooms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from sanguanjia.cases import closed
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.notices.models import Notice
from sanguanjia.petitions import actions, jobs, queries
from sanguanjia.petitions.models import Petition, PetitionEvent, Representative
from sanguanjia.petitions.types import PetitionRef
from sanguanjia.privacy.models import Look

from .conftest import STREET_HOME, Scene


def row(ref: PetitionRef) -> Petition:
    return Petition.objects.get(estate_id=ref.estate_id, pk=ref.petition_id)


def codes(call: Callable[[], Any]) -> list[str]:
    with pytest.raises(Refusal) as refused:
        call()
    return [reason.code for reason in refused.value.reasons]


def told() -> list[str]:
    with cross_estate():
        rows = Notice.objects.filter(template__startswith="petitions").order_by("id")
        return [row.template.removeprefix("petitions.") for row in rows]


def test_a_petition_from_the_door_to_final(scene: Scene, turned: Any) -> None:
    ref = scene.register(people=30, representatives=(("王某", "13900001111"), ("李某", "")))
    stored = row(ref)
    assert (stored.state, stored.due_step, stored.number) == ("received", "register", 1)
    assert str(stored.due_at.astimezone().date())[:7] == "2024-03"
    assert [p.name for p in Representative.objects.filter(estate_id=ref.estate_id)] == ["王某", "李某"]
    scene.do("route", "centre", ref)
    scene.do("accept", "street", ref)
    with turned("2024-04-10"):
        scene.do("ask_extension", "street", ref)
        assert codes(lambda: scene.do("decide_extension", "street", ref)) == ["same_person"]
        scene.do("decide_extension", "street2", ref)
    with turned("2024-05-20"):
        scene.do("answer", "street", ref)
    with turned("2024-06-01"):
        scene.do("ask_review", "centre", ref)
        assert row(ref).due_step == "review"
        scene.do("answer_review", "centre", ref)
        scene.do("ask_recheck", "centre", ref)
        scene.do("open_hearing", "city_officer", ref)
        scene.do("close_hearing", "city_officer", ref)
        assert scene.do("answer_recheck", "city_officer", ref).state == "final"
    verbs = PetitionEvent.objects.filter(estate_id=ref.estate_id).order_by("seq").values_list("verb", flat=True)
    assert list(verbs) == [
        "register", "route", "accept", "ask_extension", "decide_extension", "answer", "ask_review", "answer_review",
        "ask_recheck", "open_hearing", "close_hearing", "answer_recheck",
    ]  # fmt: skip
    # The same facts again: not accepted, anywhere; and the hotline's desk knows it too.
    again = scene.register(same=(ref.estate_id, ref.petition_id))
    scene.do("route", "centre", again)
    assert codes(lambda: scene.do("accept", "street", again)) == ["petition_is_final"]
    assert scene.do("refuse", "street", again, ground="final").state == "refused"
    home = scene.city.estate
    callers = [("13900001111", home), ("13900002222", home), ("13900001111", 11), ("", home)]
    assert closed.in_final_petition(callers) == {("13900001111", home, "N01")}


def test_who_may_what(scene: Scene) -> None:
    ref = scene.register()
    assert codes(lambda: scene.do("route", "street", ref)) == ["not_found"]
    assert codes(lambda: scene.do("route", "centre", ref, to="home-99")) == ["unit_missing"]
    scene.do("route", "centre", ref)
    assert codes(lambda: scene.do("accept", "centre", ref)) == ["not_permitted"]
    assert codes(lambda: scene.do("accept", "housing", ref)) == ["not_found"]
    assert codes(lambda: scene.do("accept", "owner", ref)) == ["not_found"]
    assert codes(lambda: scene.do("supervise", "street", ref)) == ["not_permitted"]
    assert codes(lambda: scene.do("accept", "street", ref, version=1)) == ["stale"]
    scene.do("accept", "street", ref)
    assert codes(lambda: scene.do("accept", "street", ref)) == ["wrong_phase"]
    assert codes(lambda: scene.do("lapse", "centre", ref)) == ["not_permitted"]
    scene.do("answer", "street", ref)
    scene.do("ask_review", "centre", ref)
    for who in ("street", "city_officer"):
        assert codes(lambda who=who: scene.do("answer_review", who, ref)) == ["not_permitted"]


def test_registering_refuses_all_faults_at_once(scene: Scene) -> None:
    many = tuple((f"代表{n}", "") for n in range(6))
    assert codes(lambda: scene.register(channel="fax", title="", kind="wish", same=(3, 5))) == [
        "missing", "malformed", "channel_unknown", "same_unknown"]  # fmt: skip
    assert codes(lambda: scene.register(people=40, representatives=many)) == ["too_many_representatives"]
    assert codes(lambda: scene.register(people=40)) == ["representatives_missing"]
    assert codes(lambda: scene.register(accused_home_id=scene.city.district)) == ["unit_is_accused"]
    assert codes(lambda: scene.register("officer")) == ["not_permitted"]
    assert codes(lambda: scene.register(estate_id=scene.city.estate)) == ["not_found"]
    assert codes(lambda: scene.register("stranger", estate_id=scene.city.estate)) == ["not_found"]


def test_a_resident_files_for_himself_and_is_told(scene: Scene) -> None:
    ref = scene.register("owner", channel="network", name="别人", estate_id=STREET_HOME)
    assert row(ref).petitioner_name == scene.city.owner.name
    assert codes(lambda: scene.register("owner", channel="visit")) == ["channel_unknown"]
    scene.do("route", "street", ref)
    scene.do("accept", "street", ref)
    assert told() == ["arrived", "given", "accepted"]
    assert codes(lambda: scene.do("ask_review", "neighbour", ref)) == ["not_found"]
    assert scene.do("withdraw", "owner", ref).state == "withdrawn"


def test_an_accusation_is_kept_from_the_accused(scene: Scene) -> None:
    ref = scene.register(kind="accusation", accused_organisation_id=scene.housing.pk)
    unit = f"unit-{scene.housing.pk}"
    assert codes(lambda: scene.do("route", "centre", ref, to=unit)) == ["unit_is_accused"]
    about_street = scene.register("city_officer", estate_id=scene.city.city, kind="accusation", accused_home_id=3)
    with pytest.raises(Refusal):
        queries.petition_for(scene.city.centre, about_street.estate_id, about_street.petition_id)
    assert about_street.petition_id not in [p.pk for p in queries.work_list(scene.city.centre, "open")]


def test_a_department_is_a_unit_and_the_district_reviews_it(scene: Scene) -> None:
    ref = scene.register()
    scene.do("route", "centre", ref, to=f"unit-{scene.housing.pk}")
    assert [p.pk for p in queries.work_list(scene.city.people["housing"], "todo")] == [ref.petition_id]
    scene.do("object", "housing", ref)
    scene.do("decide_objection", "centre", ref, upheld=True, to=f"home-{STREET_HOME}")
    scene.do("accept", "street", ref)
    assert scene.do("split_off", "street", ref, whole=False).state == "accepted"
    assert scene.do("mediate", "street", ref).state == "closed"


def test_supervision_is_answered(scene: Scene, turned: Any) -> None:
    ref = scene.accepted()
    with turned("2024-05-02"):
        assert codes(lambda: scene.do("supervise", "centre", ref, fault="late_inform")) == ["fault_not_so"]
        scene.do("supervise", "centre", ref, fault="late_decide")
        assert [p.pk for p in queries.work_list(scene.city.centre, "supervised")] == [ref.petition_id]
        scene.do("answer_supervision", "street", ref)
        assert codes(lambda: scene.do("answer_supervision", "street", ref)) == ["not_supervised"]
    assert told()[-2:] == ["supervised", "back"]


def test_the_platform_warns_once_and_closes_windows(scene: Scene, turned: Any) -> None:
    late, answered = scene.register(), scene.answered()
    with turned("2024-03-20"):
        assert (jobs.tend_due(), jobs.tend_due()) == (1, 0)
        assert row(late).alarmed
        assert [p.pk for p in queries.work_list(scene.city.centre, "late")] == [late.petition_id]
    with turned("2024-04-05"):
        assert jobs.tend_due() == 1
    assert (row(answered).state, row(answered).outcome) == ("closed", "partly")


def test_the_same_key_has_one_effect(scene: Scene) -> None:
    answers = {scene.register(key="same").number for _ in range(5)}
    assert answers == {1}
    assert Petition.objects.filter(estate_id=scene.city.district).count() == 1


def test_a_person_who_is_erased_goes_from_ended_petitions(scene: Scene) -> None:
    ref = scene.final(representatives=(("李某", "13900003333"),), people=2)
    spoke = Representative.objects.get(estate_id=ref.estate_id)
    assert codes(
        lambda: actions.forget_petitioner(
            scene.city.centre, estate_id=ref.estate_id, petition_ids=[ref.petition_id], representative_ids=[]
        )
    ) == ["not_permitted"]
    gone = actions.forget_petitioner(
        SYSTEM, estate_id=ref.estate_id, petition_ids=[ref.petition_id], representative_ids=[spoke.pk]
    )
    assert (gone, row(ref).phone, row(ref).phone_index) == (2, "", "")
    spoke.refresh_from_db()
    assert "李" not in spoke.name


def test_the_full_number_is_shown_for_a_reason_that_is_kept(scene: Scene) -> None:
    ref = scene.register()
    place = {"estate_id": ref.estate_id, "petition_id": ref.petition_id}
    assert actions.see_contact(scene.city.centre, reason="约信访人面谈", **place).number == 1
    assert codes(lambda: actions.see_contact(scene.city.centre, reason="", **place)) == ["look_reason_missing"]
    assert codes(lambda: actions.see_contact(scene.city.street, reason="约谈一下", **place)) == ["not_found"]
    look = Look.objects.get(estate_id=ref.estate_id)
    assert (look.subject_table, look.reason) == ("petitions_petition", "约信访人面谈")
    page = f"/petitions/{ref.estate_id}/{ref.petition_id}/contact/"
    assert "139****1111" in browser(scene, "centre").get(page).content.decode()
    assert "13900001111" in browser(scene, "centre").post(page, {"reason": "约信访人面谈"}).content.decode()
    mine = scene.register("owner", channel="network", estate_id=STREET_HOME)
    assert browser(scene, "owner").get(f"/petitions/{mine.estate_id}/{mine.petition_id}/contact/").status_code == 403


def browser(scene: Scene, who: str) -> Client:
    client = Client()
    client.force_login(scene.city.accounts[who])
    return client


def test_pages_by_the_people_who_use_them(scene: Scene) -> None:
    case = scene.city.report()
    centre, street, owner = (browser(scene, who) for who in ("centre", "street", "owner"))
    matter = f"/cases/{case.estate_id}/{case.case_id}/"
    new = f"/petitions/new/?case={case.estate_id}-{case.case_id}"
    assert new in centre.get(matter).content.decode()
    form = centre.get(new, follow=True)
    assert "关于报事" in form.content.decode()
    typed = {
        "channel": "letter", "kind": "request", "received_on": "2024-02-28", "name": "王某", "phone": "13900001111",
        "people": "1", "title": "请求公开收支", "text": "请求公开", "estate": "山水文园", "case": new.split("=")[1],
    }  # fmt: skip
    wrong = centre.post("/petitions/3/new/", typed | {"estate": "没有的小区"})
    assert wrong.status_code == 422
    assert "没有找到这个小区" in wrong.content.decode()
    here = centre.post("/petitions/3/new/", typed).headers["Location"]
    page = centre.get(here).content.decode()
    assert "139****1111" in page
    assert "13900001111" not in page
    assert matter in page
    assert here in centre.get(matter).content.decode()
    assert here in centre.get("/petitions/").content.decode()
    refused = centre.post(f"{here}route/", {"version": "1", "to": "home-4", "words": ""})
    assert refused.status_code == 422
    assert "请填写“转送意见”" in refused.content.decode()
    assert centre.post(f"{here}route/", {"version": "1", "to": "home-4", "words": "请办理"}).status_code == 302
    assert street.post(f"{here}accept/", {"version": "2", "words": "予以受理"}).status_code == 302
    answer = {"version": "3", "opinion": "partly", "delivered_on": "2024-03-01", "words": "分期公开"}
    assert street.post(f"{here}answer/", answer).status_code == 302
    sheet = street.get(f"{here}paper/4/").content.decode()
    assert "处理意见书" in sheet
    assert "分期公开" in sheet
    assert centre.get(f"{here}paper/1/").status_code == 404
    stored = Petition.objects.get(estate_id=3)
    public = Client().get(f"/t/{stored.tracking_code}/", follow=True).content.decode()
    assert "已答复" in public
    assert "王某" not in public
    assert "分期公开" not in public
    assert owner.get(here).status_code == 404


def test_a_resident_files_and_finds_it_among_his_own(scene: Scene) -> None:
    owner = browser(scene, "owner")
    assert "泰山路街道" in owner.get("/petitions/file/").content.decode()
    typed = {"office": "4", "kind": "suggestion", "title": "增设充电桩", "text": "建议在东门增设"}
    assert owner.post("/petitions/file/", typed | {"office": "9"}).status_code == 422
    here = owner.post("/petitions/file/", typed).headers["Location"]
    assert here in owner.get("/cases/mine/").content.decode()
    assert "撤回" in owner.get(here).content.decode()
    assert browser(scene, "neighbour").get(here).status_code == 404
    assert "认领房屋" in browser(scene, "centre").get("/petitions/file/").content.decode()
