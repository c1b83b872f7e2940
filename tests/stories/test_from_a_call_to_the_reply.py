"""From a call at 12345 to the reply sheet: two departments, one objection, one pause, one reopening.

Everything is done on the pages, by the people whose job it is. At the end the sheet that goes back to the call centre
says how it went, and the history tells every step in order.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from sanguanjia.access.models import Account, Mandate
from sanguanjia.cases.models import Case, CaseClock, CaseEvent
from sanguanjia.cases.tests import scene as scenes
from sanguanjia.demo.pictures import jpeg
from sanguanjia.kernel import clock
from sanguanjia.kernel.models import Home
from sanguanjia.policy import queries as policy
from sanguanjia.registry.models import Organisation
from sanguanjia.whistle.models import Task
from tests.support.guard import preparing

pytestmark = pytest.mark.django_db
HEADER = ["工单编号", "来电时间", "来电人", "联系电话", "诉求类型", "诉求内容", "小区名称", "详细地址", "是否保密"]
CALL = ["ZZ20240425001", "2024-04-25 08:40", "周女士", "13900002222", "投诉",
        "邻居擅自改外立面，把外墙开了个窗，没人管", "山水文园", "山水文园3栋", "否"]  # fmt: skip
DISTRICT = 3


def said_wrong(page: str) -> str:
    """The refusals of a page, for the message of a failed test."""
    return " ".join(re.sub(r"<[^>]+>", " ", part) for part in re.findall(r'class="refusals.*?</div>', page, re.S))


class Town:
    """The small city with two departments, and what each of its people does on the pages."""

    def __init__(self, folder: Path) -> None:
        self.city, self.folder, self.keys = scenes.make(), folder, 0
        with preparing():
            for name, role in (("chengguan", "department_officer"), ("zhujian", "department_officer"),
                               ("committee", "committee_member")):  # fmt: skip
                kind = "committee" if role == "committee_member" else "department"
                organisation = Organisation.objects.create(kind=kind, name=name, credit_code="")
                account = Account.objects.create(username=name, name=f"测试{name}", phone="1", password="!")
                where = self.city.estate if kind == "committee" else DISTRICT
                Mandate.objects.create(
                    account=account, role=role, home=Home.objects.get(pk=where), valid=scenes.ALWAYS, document="测试",
                    organisation_id=organisation.pk, granted_at="2024-01-01T00:00Z",
                )  # fmt: skip
                self.city.accounts[name] = account
                if kind == "department":
                    self.post("centre", "/whistle/desks/", department=name, organisation=str(organisation.pk),
                              home=str(DISTRICT))  # fmt: skip

    def client(self, who: str) -> Client:
        found = Client()
        found.force_login(self.city.accounts[who])
        return found

    def post(self, who: str, path: str, **form: Any) -> str:
        """Send a form as its page sends it; answers where it led. Anything but a redirect fails with the page."""
        self.keys += 1
        sent = self.client(who).post(path, {"idempotency_key": f"story-{self.keys}", **form})
        assert sent.status_code == 302, f"{path}: {sent.status_code} {said_wrong(sent.content.decode())}"
        return str(sent.headers["Location"])

    def page(self, who: str, path: str) -> str:
        shown = self.client(who).get(path)
        assert shown.status_code == 200, f"{path}: {shown.status_code}"
        return shown.content.decode()

    def sheet(self) -> Any:
        text = io.StringIO()
        csv.writer(text).writerows([["12345热线工单"], HEADER, CALL])
        return io.BytesIO(text.getvalue().encode("gb18030"))

    def case(self) -> Case:
        return Case.objects.get(estate_id=self.city.estate)

    def at(self, path: str = "") -> str:
        case = self.case()
        return f"/cases/{case.estate_id}/{case.pk}/{path}"

    def task(self, department: str) -> Task:
        return Task.objects.get(estate_id=self.city.estate, department=department)

    def move(self, who: str, department: str, verb: str, **form: Any) -> None:
        task = self.task(department)
        self.post(who, f"/whistle/{task.estate_id}/task/{task.pk}/{verb}/", **form)

    def photo(self, name: str) -> Any:
        picture = io.BytesIO(jpeg("light", len(name)))
        picture.name = f"{name}.jpg"
        return picture


@pytest.fixture
def town(db: None, settings: Any, tmp_path: Path) -> Iterator[Town]:
    settings.MEDIA_ROOT = tmp_path / "media"
    policy.forget()
    with moment(25, 9):
        yield Town(tmp_path)
    policy.forget()


def moment(day: int, hour: int, minute: int = 0, month: int = 4) -> Any:
    return clock.turned_to(dt.datetime(2024, month, day, hour, minute, tzinfo=clock.SHANGHAI))


def the_call_comes_in(town: Town) -> str:
    sheet = town.sheet()
    sheet.name = "0425.csv"
    batch = town.post("hotline", f"/intake/{DISTRICT}/upload/", file=sheet, door="12345")
    assert CALL[0] in town.page("hotline", batch)
    town.post("hotline", f"{batch}commit/")
    assert (town.case().channel, town.case().state) == ("hotline", "new")
    return batch


def the_neighbourhood_tries_and_whistles(town: Town) -> None:
    with moment(25, 9, 30):
        town.post("officer", town.at("accept/"))
        whistle = f"/whistle/{town.case().estate_id}/case/{town.case().pk}/"
        town.post("officer", f"{whistle}attempt/", method="persuaded", words="上门劝了两次，当事人不听",
                  photos=town.photo("外墙"))  # fmt: skip
        town.post("officer", whistle, duty="M07", kind="grievance", words="请城管、住建到场")
    assert town.case().state == "whistled"
    assert {t.department for t in Task.objects.filter(estate_id=town.city.estate)} == {"chengguan", "zhujian"}


def one_department_objects_in_vain(town: Town) -> None:
    with moment(25, 10):
        town.move("zhujian", "zhujian", "object", words="外立面不归住建管")
    with moment(25, 11):
        town.move("centre", "zhujian", "decide_objection", upheld="no", words="须由住建认定是否损坏外墙保温和结构")
    assert town.task("zhujian").state in ("called", "responded")


def the_other_pauses_for_a_day(town: Town) -> None:
    with moment(25, 10):
        town.move("chengguan", "chengguan", "respond")
    before = town.task("chengguan").due_at
    with moment(25, 14):
        town.move("chengguan", "chengguan", "check_in", place_words="3栋东侧", photos=town.photo("到场"))
        town.move("chengguan", "chengguan", "pause", words="当事人出差，约定明天下午复查")
    with moment(26, 14):
        town.move("chengguan", "chengguan", "resume")
    after = town.task("chengguan").due_at
    assert before is not None
    assert after is not None
    assert after > before


def both_do_their_part(town: Town, day: int, month: int = 4) -> None:
    with moment(day, 15, month=month):
        for who, words in (("chengguan", "责令恢复原状，已封堵"), ("zhujian", "认定未损坏结构，保温层已修补")):
            if town.task(who).state != "on_site":
                town.move(who, who, "check_in", place_words="3栋东侧", photos=town.photo("住建到场"))
            town.move(who, who, "finish", words=words, photos=town.photo("办完"), mark="5")
    with moment(day, 16, month=month):
        for who in ("chengguan", "zhujian"):
            town.move("committee", who, "accept", mark="5", words="看过了，可以")
    assert town.case().state == "done"


def the_caller_says_it_is_not_solved(town: Town) -> None:
    with moment(28, 10):  # a Sunday that is worked for the May holidays
        town.post("hotline", town.at("call_back/"), channel="phone", result="redo", words="窗又拆开了，请再处理")
    assert town.case().state == "new"
    assert town.case().reopened == 1


def the_neighbourhood_settles_it(town: Town) -> None:
    with moment(28, 11):
        town.post("officer", town.at("accept/"))
    with moment(30, 10):
        town.post("officer", town.at("close/"), outcome="solved", words="已请施工方砌实并粉刷，业主签字",
                  photos=town.photo("砌实"))  # fmt: skip
    with moment(30, 15):
        answer = {"channel": "phone", "result": "solved", "satisfaction": "5", "words": "这回好了"}
        town.post("hotline", town.at("call_back/"), **answer)
    assert (town.case().state, town.case().solved, town.case().satisfaction) == ("closed", True, 5)


def test_from_a_call_to_the_reply_sheet(town: Town) -> None:
    batch = the_call_comes_in(town)
    the_neighbourhood_tries_and_whistles(town)
    one_department_objects_in_vain(town)
    the_other_pauses_for_a_day(town)
    both_do_their_part(town, 26)
    the_caller_says_it_is_not_solved(town)
    the_neighbourhood_settles_it(town)

    book = load_workbook(io.BytesIO(town.client("hotline").get(f"{batch}reply.xlsx").content))
    head, line = ([cell.value for cell in row] for row in book.active.iter_rows(max_row=2))
    said = dict(zip(head, line, strict=True))
    assert (said["工单编号"], said["联系电话"]) == (CALL[0], "139****2222")
    assert "已解决" in " ".join(str(value) for value in line)

    verbs = list(
        CaseEvent.objects.filter(estate_id=town.city.estate).order_by("seq").values_list("verb", flat=True)
    )
    steps = ("report", "accept", "whistle", "parts_done", "call_back", "reopen", "close")
    assert [verb for verb in verbs if verb in steps] == [
        "report", "accept", "whistle", "parts_done", "call_back", "accept", "close", "call_back"
    ]  # fmt: skip
    running = CaseClock.objects.filter(estate_id=town.city.estate, stopped_at=None)
    assert not running.exists(), "a closed matter has no running clock"
    task = town.task("zhujian")
    for path, told in (
        (town.at(), ("窗又拆开了", "已请施工方砌实")),
        (f"/whistle/{task.estate_id}/task/{task.pk}/", ("外立面不归住建管", "须由住建认定", "保温层已修补")),
    ):
        shown = town.page("officer", path)
        assert [words for words in told if words not in shown] == []
