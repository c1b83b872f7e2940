"""Hotline sheets in a running city: preview, commit, repeats, routes, the desk for unknown estates, the reply sheet."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import IntegrityError
from django.test import Client
from openpyxl import load_workbook

from sanguanjia.cases.models import Case, CaseEvent
from sanguanjia.cases.tests.scene import Scene
from sanguanjia.intake import actions, erasing, queries
from sanguanjia.intake.models import HotlineBatch, HotlineSheet
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.registry.actions.rosters import Upload
from tests.support.guard import preparing

HEADER = ["工单编号", "来电时间", "来电人", "联系电话", "诉求类型", "诉求内容", "小区名称", "详细地址", "是否保密"]
DESK = 3


def line(no: str, text: str, *, estate="山水文园", phone="13900001111", secret="否") -> list[str]:  # noqa: S107
    return [no, "2024/4/24 8:05:00", "王女士", phone, "投诉", text, estate, f"{estate}1栋101", secret]


ROWS = [
    line("A1", "楼道灯不亮"),
    line("A2", "再次来电反映：楼道灯不亮", estate="山水文园小区"),
    line("A3", "门口垃圾没人清", secret="是", phone=""),
    line("A4", "三楼着火了，快来"),
    line("A5", "法院已经立案，你们给个说法"),
    line("A6", "电梯老是停", estate="没听过花园"),
    line("A7", "楼道闻到煤气味", estate="新桂都"),
]


def upload(tmp_path: Path, rows: list[list[str]], name: str = "工单.csv") -> Upload:
    text = io.StringIO()
    csv.writer(text).writerows([["热线工单"], HEADER, *rows])
    (tmp_path / name).write_bytes(text.getvalue().encode("gb18030"))
    return Upload(tmp_path / name, name)


def staged(scene: Scene, tmp_path: Path, rows: list[list[str]] = ROWS, who: str = "hotline") -> int:
    return actions.upload_sheets(scene.people[who], estate_id=DESK, upload=upload(tmp_path, rows), door="mayor").id


def committed(scene: Scene, tmp_path: Path, rows: list[list[str]] = ROWS):
    return actions.commit_sheets(scene.hotline, estate_id=DESK, batch_id=staged(scene, tmp_path, rows))


def sheets(number: str = "") -> list[HotlineSheet]:
    found = HotlineSheet.objects.filter(estate_id=DESK).order_by("row")
    return list(found.filter(sheet_no=number) if number else found)


def code_of(caught: pytest.ExceptionInfo[Refusal]) -> str:
    return caught.value.reasons[0].code


def test_a_preview_opens_nothing_and_a_commit_opens_what_it_said(scene, tmp_path):
    batch = staged(scene, tmp_path)
    with cross_estate():
        assert not Case.objects.exists()
    assert [s.outcome for s in sheets()] == ["load", "repeat_of", "load", "emergency", "in_court", "unknown_estate",
                                             "load"]  # fmt: skip
    done = actions.commit_sheets(scene.hotline, estate_id=DESK, batch_id=batch)
    assert (done.opened, done.joined) == (3, 1)
    first, again, secret, fire, court, nowhere, gas = sheets()
    assert again.case_id == first.case_id
    assert [s.case_id for s in (fire, court, nowhere)] == [None, None, None]
    assert (fire.route, gas.route) == ("119", "gas")
    case = Case.objects.get(estate_id=scene.estate, pk=first.case_id)
    assert (case.channel, case.entered_by_account_id, case.need_code) == ("hotline", scene.hotline.account_id, "N01")
    assert case.contact_phone == "13900001111"
    assert Case.objects.get(estate_id=scene.estate, pk=secret.case_id).confidentiality == "contact"
    note = CaseEvent.objects.get(estate_id=scene.estate, case_id=case.pk, verb="add_note")
    assert "A2" in note.words
    assert "市长信箱" in note.words
    assert Case.objects.filter(estate_id=scene.estate).count() == 2


def test_the_same_file_again_is_known_row_by_row(scene, tmp_path):
    committed(scene, tmp_path)
    batch = staged(scene, tmp_path)
    row = HotlineBatch.objects.get(estate_id=DESK, pk=batch)
    assert row.counts == {"duplicate_row": 7}
    with pytest.raises(Refusal) as caught:
        actions.commit_sheets(scene.hotline, estate_id=DESK, batch_id=batch)
    assert code_of(caught) == "sheets_nothing"


def test_two_previews_of_one_file_commit_once(scene, tmp_path):
    one, two = staged(scene, tmp_path), staged(scene, tmp_path)
    actions.commit_sheets(scene.hotline, estate_id=DESK, batch_id=one)
    with pytest.raises(Refusal) as caught:
        actions.commit_sheets(scene.hotline, estate_id=DESK, batch_id=two)
    assert code_of(caught) == "sheet_known"
    assert Case.objects.filter(estate_id=scene.estate).count() == 2


def test_the_database_itself_refuses_a_second_sheet_of_a_number(scene, tmp_path):
    committed(scene, tmp_path)
    row = sheets("A1")[0]
    row.pk = new_id()
    with preparing(), pytest.raises(IntegrityError, match="one_sheet_per_number_at_a_desk"):
        row.save(force_insert=True)


def test_a_later_call_joins_the_running_matter_and_opens_another_once_it_ended(scene, tmp_path):
    committed(scene, tmp_path, [line("B1", "楼道灯不亮")])
    done = committed(scene, tmp_path, [line("B2", "市民再次来电反映，楼道灯不亮")])
    assert (done.opened, done.joined) == (0, 1)
    assert sheets("B2")[0].of_number == "B1"
    case = Case.objects.get(estate_id=scene.estate)
    with preparing():
        Case.objects.filter(estate_id=scene.estate, pk=case.pk).update(
            state="closed", ended_at="2024-04-25T03:00:00Z", closed_at="2024-04-25T02:00:00Z", outcome="solved"
        )
    assert committed(scene, tmp_path, [line("B3", "楼道灯不亮")]).opened == 1


def test_a_person_says_which_estate_is_meant(scene, tmp_path):
    committed(scene, tmp_path)
    sheet = queries.unplaced(DESK)[0]
    with pytest.raises(Refusal) as caught:
        actions.place_sheet(scene.hotline, estate_id=DESK, sheet_id=sheet.pk, at_estate_id=DESK)
    assert code_of(caught) == "estate_unknown"
    ref = actions.place_sheet(
        scene.hotline, estate_id=DESK, sheet_id=sheet.pk, at_estate_id=scene.far_estate, need="N02"
    )
    case = Case.objects.get(estate_id=scene.far_estate, pk=ref.case_id)
    assert (case.need_code, case.text) == ("N02", "电梯老是停")
    assert queries.unplaced(DESK) == []
    with pytest.raises(Refusal) as caught:
        actions.place_sheet(scene.hotline, estate_id=DESK, sheet_id=sheet.pk, at_estate_id=scene.estate)
    assert code_of(caught) == "sheet_placed"


def test_needs_are_put_right_before_the_commit_and_not_after(scene, tmp_path):
    batch = staged(scene, tmp_path, [line("C1", "这里有点事")])
    row = sheets("C1")[0]
    assert row.need == "N99"
    with pytest.raises(Refusal) as caught:
        actions.choose_needs(scene.hotline, estate_id=DESK, batch_id=batch, needs={row.pk: "X1"})
    assert code_of(caught) == "unknown_need"
    actions.choose_needs(scene.hotline, estate_id=DESK, batch_id=batch, needs={row.pk: "N21"})
    actions.commit_sheets(scene.hotline, estate_id=DESK, batch_id=batch)
    assert Case.objects.get(estate_id=scene.estate).need_code == "N21"
    with pytest.raises(Refusal) as caught:
        actions.choose_needs(scene.hotline, estate_id=DESK, batch_id=batch, needs={row.pk: "N01"})
    assert code_of(caught) == "sheets_not_now"


def test_a_withdrawn_batch_leaves_no_words_behind(scene, tmp_path):
    batch = staged(scene, tmp_path)
    actions.withdraw_sheets(scene.hotline, estate_id=DESK, batch_id=batch)
    assert sheets() == []
    assert HotlineBatch.objects.get(estate_id=DESK).state == "withdrawn"


def test_files_that_do_not_fit_and_people_who_may_not(scene, tmp_path, monkeypatch):
    (tmp_path / "x.csv").write_bytes(b"%PDF-1.7")
    with pytest.raises(Refusal) as caught:
        actions.upload_sheets(scene.hotline, estate_id=DESK, upload=Upload(tmp_path / "x.csv", "x.csv"))
    assert code_of(caught) == "sheets_unfit"
    monkeypatch.setattr(sys.modules["sanguanjia.intake.staging"], "MOST_ROWS", 2)
    with pytest.raises(Refusal) as caught:
        staged(scene, tmp_path)
    assert code_of(caught) == "sheets_too_many"
    for who in ("owner", "manager", "grid_worker"):
        with pytest.raises(Refusal) as caught:
            staged(scene, tmp_path, who=who)
        assert code_of(caught) == "not_permitted"


def test_the_desk_from_upload_to_reply_sheet(scene, tmp_path):
    client = Client()
    client.force_login(scene.accounts["hotline"])
    assert client.get("/intake/", follow=True).status_code == 200
    with (upload(tmp_path, ROWS).path).open("rb") as file:
        sent = client.post(f"/intake/{DESK}/upload/", {"file": file, "door": "12345", "idempotency_key": "u1"})
    here = sent.headers["Location"]
    page = client.get(here).content.decode()
    assert "119 消防" in page
    assert "没听过花园" in page
    assert client.get(f"{here}?show=emergency").content.decode().count("data-row") == 1
    row = sheets("A3")[0]
    client.post(f"{here}needs/", {f"need-{row.pk}": "N17", "idempotency_key": "n1"})
    for _ in range(2):  # the same form sent twice has one effect
        assert client.post(f"{here}commit/", {"idempotency_key": "c1"}).status_code == 302
    assert Case.objects.filter(estate_id=scene.estate).count() == 2
    assert "A6" in client.get(f"/intake/{DESK}/unplaced/").content.decode()
    assert client.get(f"/intake/{DESK}/unplaced/{sheets('A6')[0].pk}/?q=新桂").content.decode().count("新桂都") >= 1
    book = load_workbook(io.BytesIO(client.get(f"{here}reply.xlsx").content))
    lines = [[cell.value for cell in line] for line in book.active.iter_rows()]
    assert lines[0][0] == "工单编号"
    assert [line[0] for line in lines[1:]] == [f"A{n}" for n in range(1, 8)]
    assert "119" in lines[4][-1]
    assert lines[1][3] == "139****1111"
    assert client.post(f"{here}withdraw/", {"idempotency_key": "w1"}).status_code == 422


def test_a_file_nobody_can_read_is_said_on_the_page(scene, tmp_path):
    client = Client()
    client.force_login(scene.accounts["hotline"])
    answer = client.post(f"/intake/{DESK}/upload/", {"idempotency_key": "u1"})
    assert "请选择要上传的文件" in answer.content.decode()


def test_the_counter_suggests_a_need_and_is_ready_for_the_next_caller(scene):
    client = Client()
    client.force_login(scene.accounts["hotline"])
    here = f"/intake/{DESK}/counter/"
    given = {
        "estate": "山水文园",
        "text": "三单元五楼楼道灯不亮",
        "contact_phone": "13900001111",
        "idempotency_key": "k",
    }
    asked = client.post(here, {**given, "idempotency_key": "k"})
    assert "N01" in asked.content.decode()
    with cross_estate():
        assert not Case.objects.exists()
    sent = client.post(here, {**given, "need": "N01 楼道灯、公共照明不亮", "idempotency_key": "k"}, follow=True)
    case = Case.objects.get(estate_id=scene.estate)
    assert case.tracking_code in sent.content.decode()
    assert (case.channel, case.need_code) == ("staff", "N01")


def test_the_counter_says_whom_to_call_and_what_is_missing(scene):
    client = Client()
    client.force_login(scene.accounts["hotline"])
    here = f"/intake/{DESK}/counter/"
    page = client.post(here, {"estate": "没听过", "text": "楼下着火了，快来人", "need": "N99", "idempotency_key": "k"})
    assert page.status_code == 422
    assert "119" in page.content.decode()
    assert "没有找到这个小区" in page.content.decode()


def test_an_erased_person_is_no_caller_any_more(scene, tmp_path):
    committed(scene, tmp_path, [line("E1", "楼道灯不亮"), line("E2", "水压太低", phone="13900002222")])
    found = sheets("E1")[0]
    with pytest.raises(Refusal) as caught:
        actions.forget_caller(scene.hotline, estate_id=DESK, sheet_ids=[found.pk])
    assert code_of(caught) == "not_permitted"
    gone = SimpleNamespace(phone="13900001111", estate_id=scene.estate, account_id=None, name="王女士")
    assert erasing._erase(None, gone) == 1
    first, second = sheets()
    assert (first.caller, first.phone, first.content) == ("", "", "楼道灯不亮")
    assert (second.caller, second.phone) == ("王女士", "13900002222")
