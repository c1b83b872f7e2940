"""After office hours: whose duty it is, where the matter goes, and why; the roster's act and page."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from sanguanjia.access.queries import load_account
from sanguanjia.cases import actions
from sanguanjia.cases.models import Case, CaseEvent, DutyDay
from sanguanjia.cases.rules import duty, duty_sheet
from sanguanjia.cases.rules.routing import route
from sanguanjia.cases.types import Confidentiality, Level
from sanguanjia.cases.wording import route_sentence
from sanguanjia.kernel import clock
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.notices.models import Notice

from .scene import Scene
from .world import MORNING, SHANGHAI, holders, policy, times

DAY = dt.date(2024, 4, 25)  # a Thursday
NIGHT = dt.datetime(2024, 4, 25, 20, 0, tzinfo=SHANGHAI)


def hours() -> Any:
    return times().hours


@pytest.mark.parametrize(
    ("moment", "after", "day"),
    [
        ("2024-04-25T08:59", True, "2024-04-24"),
        ("2024-04-25T09:00", False, "2024-04-25"),
        ("2024-04-25T12:30", False, "2024-04-25"),  # the noon break is no night
        ("2024-04-25T17:00", True, "2024-04-25"),
        ("2024-04-26T02:00", True, "2024-04-25"),
        ("2024-04-27T10:00", True, "2024-04-27"),  # Saturday
        ("2024-04-28T10:00", False, "2024-04-28"),  # a Sunday that is worked
        ("2024-05-01T10:00", True, "2024-05-01"),
    ],
)
def test_hours_and_days_of_duty(moment: str, after: bool, day: str) -> None:
    now = dt.datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI)
    assert duty.is_after_hours(now, times(now).calendar, hours()) is after
    assert duty.duty_day(now, hours()).isoformat() == day


@settings(max_examples=50, deadline=None)
@given(st.dates(dt.date(2020, 1, 1), dt.date(2026, 12, 30)), st.times())
def test_every_moment_belongs_to_one_duty_that_is_not_over(on: dt.date, time: dt.time) -> None:
    now = dt.datetime.combine(on, time, SHANGHAI)
    day = duty.duty_day(now, hours())
    begins = duty.duty_until(day - dt.timedelta(days=1), hours())
    assert begins <= now < duty.duty_until(day, hours())


def on_duty(people: dict[Level, int], secrecy: Confidentiality = Confidentiality.OPEN, need: str = "N01") -> Any:
    chosen = route(need, secrecy, holders(), policy())
    return duty.on_duty(chosen, DAY, people, holders(), secrecy, policy(), hours())


def test_the_lowest_level_with_somebody_on_duty_takes_it() -> None:
    usual = route("N01", Confidentiality.OPEN, holders(), policy())
    found = on_duty({Level.SUBDISTRICT: 7, Level.CITY: 9})
    assert (found.level, found.duty_account_id) == (Level.SUBDISTRICT, 7)
    assert found.duty_until == dt.datetime(2024, 4, 26, 9, 0, tzinfo=SHANGHAI)
    assert [s.code for s in found.steps[len(usual.steps):]] == ["after_hours", "on_duty"]
    assert "街道" in route_sentence({"step": "on_duty", **found.steps[-1].data})
    nobody = on_duty({})
    assert (nobody.holder, nobody.duty_account_id, nobody.steps[-1].code) == (usual.holder, None, "nobody_on_duty")


def test_what_is_kept_from_the_company_is_not_taken_by_its_duty() -> None:
    found = on_duty({Level.ESTATE: 5, Level.NEIGHBOURHOOD: 6}, Confidentiality.MATTER)
    assert (found.level, found.duty_account_id) == (Level.NEIGHBOURHOOD, 6)


def set_days(scene: Scene, who: str, home: int, *days: tuple[dt.date, str | None]) -> int:
    wanted = tuple((day, scene.people[name].account_id if name else None) for day, name in days)
    return actions.set_duty(scene.people[who], estate_id=home, days=wanted)


def codes(call: Any) -> list[str]:
    with pytest.raises(Refusal) as refused:
        call()
    return [reason.code for reason in refused.value.reasons]


@pytest.mark.django_db
def test_a_matter_at_night_goes_to_who_is_on_duty_and_says_why(scene: Scene) -> None:
    street = 4
    assert set_days(scene, "street", street, (DAY, "street")) == 1
    with clock.turned_to(NIGHT):
        ref = scene.report(need="N01")
    row = Case.objects.get(estate_id=ref.estate_id, pk=ref.case_id)
    assert (row.level, row.duty_account_id) == ("subdistrict", scene.street.account_id)
    first = CaseEvent.objects.get(estate_id=ref.estate_id, case_id=ref.case_id, seq=1)
    assert [s["step"] for s in first.data["route"]][-2:] == ["after_hours", "on_duty"]
    assert scene.street.name not in str(first.data)
    told = Notice.objects.filter(estate_id=ref.estate_id).values_list("template", flat=True)
    assert "cases.on_duty" in list(told)
    client = Client()
    client.force_login(load_account(scene.street.account_id or 0))
    page = client.get(f"/cases/{ref.estate_id}/{ref.case_id}/").content.decode()
    assert "下班后值班" in page
    assert "值班表上" in page
    day = scene.report(need="N01")
    assert Case.objects.get(estate_id=day.estate_id, pk=day.case_id).duty_account_id is None
    with clock.turned_to(NIGHT + dt.timedelta(days=1)):
        bare = scene.report(need="N01")
    event = CaseEvent.objects.get(estate_id=bare.estate_id, case_id=bare.case_id, seq=1)
    assert event.data["route"][-1]["step"] == "nobody_on_duty"


@pytest.mark.django_db
def test_setting_the_roster_and_its_refusals(scene: Scene) -> None:
    hood = scene.neighbourhood
    assert set_days(scene, "officer", hood, (DAY, "officer"), (DAY + dt.timedelta(1), "officer")) == 2
    assert set_days(scene, "street", hood, (DAY, None)) == 1
    assert codes(lambda: set_days(scene, "officer", hood, (DAY, None))) == ["duty_unchanged"]
    assert codes(lambda: set_days(scene, "officer", hood, (DAY - dt.timedelta(1), None))) == ["duty_day_past"]
    assert codes(lambda: set_days(scene, "officer", hood, (DAY, "street"))) == ["duty_not_of_the_place"]
    assert codes(lambda: set_days(scene, "far_officer", hood, (DAY, "officer"))) == ["not_permitted"]
    assert codes(lambda: set_days(scene, "other_manager", scene.estate, (DAY, "manager"))) == ["not_permitted"]
    assert set_days(scene, "manager", scene.estate, (DAY, "manager")) == 1
    assert DutyDay.objects.filter(estate_id=hood).count() == 1


@pytest.mark.django_db
def test_the_page_of_the_roster(scene: Scene) -> None:
    client = Client()
    client.force_login(scene.accounts["officer"])
    here = client.get("/cases/duty/").headers["Location"]
    assert "没有安排" in client.get(here).content.decode()
    assert client.post(here, {f"day-{DAY}": str(scene.officer.account_id)}).status_code == 302
    assert client.get(here).content.decode().count("selected") >= 1
    assert client.post(here, {f"day-{DAY}": "12345"}).status_code == 422
    assert client.get(f"/cases/duty/{scene.neighbourhood}.xlsx").status_code == 200
    manager = Client()
    manager.force_login(scene.accounts["manager"])
    assert manager.get("/cases/duty/").headers["Location"].endswith(f"/{scene.estate}/")
    assert MORNING.date() == DAY


PEOPLE = [duty_sheet.Person(n, *who) for n, who in enumerate((("李明", "lm"), ("王芳", "wf1"), ("王芳", "wf2")), 1)]


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.integers(0, 30), st.sampled_from([1, 2, 3])))
def test_a_roster_comes_back_as_it_went_out(kept: dict[int, int]) -> None:
    days = [DAY + dt.timedelta(n) for n in range(31)]
    roster = {days[n]: who for n, who in kept.items()}
    rows = [(n, dict(zip(duty_sheet.HEADERS, row, strict=True)))
            for n, row in enumerate(duty_sheet.rows_of(days, roster, PEOPLE), 2)]  # fmt: skip
    wanted, faults = duty_sheet.read(rows, DAY, roster, PEOPLE)
    assert faults == ()
    assert wanted == tuple((day, roster.get(day)) for day in days)


@pytest.mark.parametrize(
    ("day", "name", "column", "reason"),
    [
        ("下周一", "李明", "日期", "看不懂"),
        ("2024-04-24", "李明", "日期", "已经过去"),
        ("2024-06-26", "李明", "日期", "最远排到 2024-06-25"),
        ("2024-04-30", "李明", "日期", "前面已经有"),
        ("2024-05-02", "赵六", "值班人", "没有可以值班的身份"),
        ("2024-05-02", "王芳", "值班人", "同名"),
    ],
)
def test_a_wrong_row_is_named_with_its_column_and_what_to_do(day: str, name: str, column: str, reason: str) -> None:
    rows = [(2, {"日期": "2024-04-30", "值班人": ""}), (3, {"日期": day, "值班人": name}), (4, {})]
    _, faults = duty_sheet.read(rows, DAY, {}, PEOPLE)
    assert [(f.row, f.column, f.typed) for f in faults] == [(3, column, day if column == "日期" else name)]
    assert reason in faults[0].reason
    assert faults[0].next_step.endswith("。")


def test_a_past_day_may_stand_in_the_sheet_as_it_was() -> None:
    rows = [(2, {"日期": "2024-04-24", "值班人": "李明"})]
    assert duty_sheet.read(rows, DAY, {DAY - dt.timedelta(1): 1}, PEOPLE) == ((), ())


@pytest.mark.django_db
def test_the_roster_as_excel_out_and_in(scene: Scene) -> None:
    client = Client()
    client.force_login(scene.accounts["officer"])
    here = f"/cases/duty/{scene.neighbourhood}/"
    set_days(scene, "officer", scene.neighbourhood, (DAY, "officer"), (DAY + dt.timedelta(2), "officer"))
    sheet = client.get(f"/cases/duty/{scene.neighbourhood}.xlsx").content
    same = client.post(f"{here}import/", {"file": SimpleUploadedFile("值班表.xlsx", sheet)})
    assert same.status_code == 422
    assert "值班表没有变化" in same.content.decode()
    book = load_workbook(BytesIO(sheet))
    lines = list(book.active.iter_rows(min_row=1))
    at = next(n for n, line in enumerate(lines) if line[0].value == "日期")
    lines[at + 1][2].value, lines[at + 2][2].value = None, scene.officer.name
    changed = BytesIO()
    book.save(changed)
    answer = client.post(f"{here}import/", {"file": SimpleUploadedFile("值班表.xlsx", changed.getvalue())}, follow=True)
    assert "已导入，2 天有变化" in answer.content.decode()
    kept = DutyDay.objects.filter(estate_id=scene.neighbourhood).order_by("day").values_list("day", flat=True)
    assert list(kept) == [DAY + dt.timedelta(1), DAY + dt.timedelta(2)]
    wrong = "日期,值班人\n4月底,张三\n2024/5/6,没这个人\n".encode()
    refused = client.post(f"{here}import/", {"file": SimpleUploadedFile("值班表.csv", wrong)})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert all(word in page for word in ("看不懂这个日期", "没这个人", "没有可以值班的身份", "什么也没有保存"))
    assert DutyDay.objects.filter(estate_id=scene.neighbourhood).count() == 2
    assert client.post(f"{here}import/", {"file": SimpleUploadedFile("x.bin", b"\x00\x01")}).status_code == 422
    assert client.post(f"{here}import/").status_code == 422
