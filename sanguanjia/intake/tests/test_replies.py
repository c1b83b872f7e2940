"""What goes back: replies checked above before they leave, where the policy says so; every caller called back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from sanguanjia.cases import actions as cases
from sanguanjia.cases import closed
from sanguanjia.cases.models import Case
from sanguanjia.cases.tests.scene import PHOTO, Scene
from sanguanjia.intake import actions, replies
from sanguanjia.intake.models import CallerCall, Reply
from sanguanjia.kernel import clock
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.policy import packs

from .test_sheets import DESK, committed, line, sheets, staged

TWO = [line("A1", "楼道灯不亮"), line("A2", "再次来电反映：楼道灯不亮"), line("B1", "楼道灯不亮", phone="13900002222")]


@pytest.fixture
def done(scene: Scene, tmp_path: Path) -> Any:
    """Two callers of one matter and a third of another, all closed by the company."""
    committed(scene, tmp_path, TWO)
    for sheet in {s.case_id: s for s in sheets()}.values():
        place = {"estate_id": sheet.at_estate_id, "case_id": sheet.case_id}
        cases.take_order(scene.manager, **place)
        cases.close(scene.manager, outcome="solved", words="换了灯泡", photos=(PHOTO,), **place)
    return scene


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A place whose policy asks for the check."""
    monkeypatch.setattr(replies, "needs_check", lambda _home: True)


def code(call: Any) -> str:
    with pytest.raises(Refusal) as refused:
        call()
    return refused.value.reasons[0].code


def place() -> dict[str, int]:
    first = sheets("A1")[0]
    return {"estate_id": DESK, "at_estate_id": first.at_estate_id or 0, "case_id": first.case_id or 0}


def lines() -> dict[str, Any]:
    batch = sheets("A1")[0].batch_id
    return {sheet.sheet_no: result for sheet, result in replies.released(DESK, batch)}


def test_the_policy_says_where_replies_are_checked() -> None:
    shipped, today = packs.load(), clock.today()
    assert shipped.rule_for("hotline.reply.check", "CN", today).value == {"needed": False}
    assert shipped.rule_for("hotline.reply.check", "140403", today).value == {"needed": True}


@pytest.mark.usefixtures("checked")
def test_only_a_checked_reply_leaves(done: Scene) -> None:
    assert lines()["A1"][2:] == ("working", None, None, "")
    actions.prepare_reply(done.hotline, words="已更换灯泡，请放心使用。", **place())
    assert lines()["A1"][2] == "working"
    returned = actions.check_reply(done.officer, approved=False, words="写明时间", **place())
    assert returned.state == "returned"
    assert Reply.objects.get(estate_id=DESK).reason == "写明时间"
    actions.prepare_reply(done.centre, words="4月25日已更换灯泡。", **place())
    assert code(lambda: actions.check_reply(done.centre, approved=True, **place())) == "reply_second_person"
    assert actions.check_reply(done.street, approved=True, **place()).state == "checked"
    assert (lines()["A1"][2], lines()["A1"][5]) == ("done", "4月25日已更换灯泡。")
    assert lines()["A2"][5] == "4月25日已更换灯泡。"  # a line for every caller
    assert lines()["B1"][2] == "working"


def test_where_no_check_is_asked_for_the_unit_speaks_until_the_desk_does(done: Scene) -> None:
    assert lines()["A1"][5] == "换了灯泡"
    actions.prepare_reply(done.hotline, words="已修好", **place())
    assert lines()["A1"][5] == "已修好"


def test_refusals_of_writing_and_checking(done: Scene) -> None:
    here = place()
    assert code(lambda: actions.prepare_reply(done.manager, words="好", **here)) == "not_permitted"
    assert code(lambda: actions.prepare_reply(done.hotline, words=" ", **here)) == "missing"
    assert code(lambda: actions.prepare_reply(done.hotline, words="长" * 2001, **here)) == "too_long"
    other = done.report(need="N01")
    assert code(
        lambda: actions.prepare_reply(done.hotline, words="好", **here | {"case_id": other.case_id})
    ) == "reply_not_ready"
    assert code(lambda: actions.check_reply(done.street, approved=True, **here)) == "reply_not_prepared"
    actions.prepare_reply(done.hotline, words="好", **here)
    assert code(lambda: actions.check_reply(done.manager, approved=True, **here)) == "not_permitted"
    assert code(lambda: actions.check_reply(done.street, approved=False, **here)) == "missing"
    assert code(lambda: actions.check_reply(done.street, approved=True, **here | {"case_id": 5})) == "not_found"
    actions.check_reply(done.street, approved=True, **here)
    assert code(lambda: actions.prepare_reply(done.hotline, words="再", **here)) == "reply_checked_already"


def call(scene: Scene, number: str, who: str = "hotline", **wishes: Any) -> Any:
    given = {"channel": "phone", "result": "solved", "satisfaction": 5, "words": "修好了"} | wishes
    return actions.call_caller(scene.people[who], estate_id=DESK, sheet_id=sheets(number)[0].pk, **given)


def test_every_caller_is_called_and_stands_in_his_own_line(done: Scene) -> None:
    assert {c.sheet_no for c in replies.callers(DESK) if c.waits} == {"A1", "A2", "B1"}
    call(done, "A2", result="unreached", satisfaction=None, words="没人接")
    call(done, "A1")
    row = Case.objects.get(estate_id=done.estate, pk=place()["case_id"])
    assert (row.state, row.solved, row.satisfaction) == ("closed", True, 5)
    call(done, "A2", result="accepted", satisfaction=2, words="还是暗")
    assert (lines()["A1"][4], lines()["A2"][4], lines()["B1"][4]) == (True, False, None)
    assert {c.sheet_no for c in replies.callers(DESK) if c.waits} == {"B1"}
    assert code(lambda: call(done, "A1")) == "caller_not_ready"
    call(done, "B1", result="redo", words="又坏了", satisfaction=None)
    assert {s.state for s in Case.objects.filter(estate_id=done.estate)} == {"closed", "new"}
    assert CallerCall.objects.filter(estate_id=DESK).count() == 4


def test_refusals_of_calling(done: Scene) -> None:
    assert code(lambda: call(done, "B1", who="manager")) == "not_permitted"
    assert code(lambda: call(done, "B1", words=" ")) == "missing"
    assert code(lambda: call(done, "B1", result="well")) == "unknown_call"
    assert code(lambda: call(done, "B1", satisfaction=None)) == "satisfaction_out_of_range"
    with pytest.raises(Refusal):
        actions.call_caller(done.hotline, estate_id=DESK, sheet_id=1, channel="phone", result="solved", words="好")
    for _ in range(3):
        call(done, "B1", result="unreached", satisfaction=None, words="没人接")
    assert code(lambda: call(done, "B1")) == "caller_not_ready"


def test_the_page_for_both_sides(done: Scene) -> None:
    hotline, street = Client(), Client()
    hotline.force_login(done.accounts["hotline"])
    street.force_login(done.accounts["street"])
    here = f"/intake/{DESK}/replies/"
    page = hotline.get(here).content.decode()
    assert "来电人（2 位）" in page
    matter = f"{here}{place()['at_estate_id']}/{place()['case_id']}/"
    assert hotline.post(f"{matter}prepare/", {"words": ""}).status_code == 422
    assert hotline.post(f"{matter}prepare/", {"words": "已修好"}).status_code == 302
    assert "审核通过" not in hotline.get(here).content.decode()
    centre = Client()
    centre.force_login(done.accounts["centre"])
    assert "审核通过" in centre.get(here).content.decode()
    assert centre.post(f"{matter}check/", {"approved": "yes"}).status_code == 302
    said = {"channel": "phone", "result": "solved", "satisfaction": "4", "words": "好了"}
    assert hotline.post(f"/intake/{DESK}/callers/{sheets('A1')[0].pk}/", said).status_code == 302
    assert street.get(here).status_code in (403, 404)  # not the street's desk


def test_a_caller_in_final_petition_is_not_dispatched(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {"petitions": lambda _callers: {("13900002222", scene.estate, "N01")}}
    monkeypatch.setattr(closed, "_known", known)
    staged(scene, tmp_path, TWO)
    assert [s.outcome for s in sheets()] == ["load", "repeat_of", "petition_final"]
