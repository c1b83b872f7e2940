"""A deadline that reaches into a year without a published calendar is provisional, and moves when it is published."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from sanguanjia.access.models import Account, Mandate, StaffSession
from sanguanjia.access.types import Role
from sanguanjia.cases import actions, jobs, queries
from sanguanjia.cases.models import Case, CaseClock, CaseEvent
from sanguanjia.cases.rules import clocks
from sanguanjia.cases.rules.clocks import Times
from sanguanjia.cases.types import ClockRule, Level, Step
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.policy import queries as policy
from sanguanjia.policy.rules.calendar import DEFAULT_HOURS, Statutory, WorkCalendar, YearCalendar
from tests.support.guard import preparing

from . import scene as scenes
from .scene import ALWAYS, Scene

SHANGHAI = clock.SHANGHAI
FILED = dt.datetime(2026, 12, 30, 10, tzinfo=SHANGHAI)  # a Wednesday
NOTICE = {  # made up for the test: the real notice of 2027 is not out
    "year": 2027,
    "announced": "2026-12-30",
    "holidays": [{"name": "元旦", "from": "2027-01-01", "to": "2027-01-05"}],
    "worked": [{"date": "2027-01-09", "for": "元旦"}],
}


@pytest.fixture
def new_year(db: None) -> Iterator[Scene]:
    """The small city on 30 December 2026."""
    jobs._looked.generation, jobs._looked.at = -1, None
    with clock.turned_to(FILED):
        yield scenes.make()


def administrator() -> Client:
    found = Client()
    known = Account.objects.filter(username="admin").first()
    if known:
        found.force_login(known)
        return found
    with preparing():
        account = Account(username="admin", name="管理员", password="!")
        account.save()
        Mandate(
            account=account, role=str(Role.SYSTEM_ADMIN), home_id=Home.PLATFORM_ID, valid=ALWAYS, document="测试",
            granted_at="2024-01-01T00:00Z",
        ).save()  # fmt: skip
        StaffSession(account=account, reason="公布放假安排", until=clock.now() + dt.timedelta(hours=1)).save()
    found.force_login(account)
    return found


def publish_2027(belated: str = "") -> None:
    """By the page, as an administrator does it."""
    form = {
        "key": "calendar.workdays", "title": "2027 年节假日与调休安排", "jurisdiction": "CN", "layer": "normative_doc",
        "force": "mandatory", "value": json.dumps(NOTICE, ensure_ascii=False), "effective_from": "2027-01-01",
        "effective_to": "2027-12-31", "source_title": "国务院办公厅关于2027年部分节假日安排的通知（测试）",
        "source_tag": "E", "idempotency_key": "calendar-2027", "belated": belated,
    }  # fmt: skip
    sent = administrator().post("/policy/publish/", form)
    assert sent.status_code == 302, sent.content.decode()
    policy.forget()  # what publishing does when it commits


def correct_2027(again: str = "") -> None:
    """The holiday was shorter, and no Saturday is worked; `again`: the edition that is corrected once more."""
    last = "2027-01-04" if again else "2027-01-03"
    right = {**NOTICE, "holidays": [{"name": "元旦", "from": "2027-01-01", "to": last}], "worked": []}
    sent = administrator().post(
        "/policy/publish/",
        {
            "wrong": f"calendar.workdays@2027-01-01:CN:normative_doc{again}", "key": "calendar.workdays",
            "title": "2027",
            "jurisdiction": "CN", "layer": "normative_doc", "force": "mandatory", "value": json.dumps(right),
            "effective_from": "2027-01-01", "effective_to": "2027-12-31", "source_title": "通知（测试）",
            "source_tag": "E", "belated": "放假天数抄错", "idempotency_key": f"calendar-2027-right{again}",
        },
    )  # fmt: skip
    assert sent.status_code == 302, sent.content.decode()
    policy.forget()


def row(ref: Any) -> Case:
    return Case.objects.get(estate_id=ref.estate_id, pk=ref.case_id)


def solve(ref: Any) -> CaseClock:
    return CaseClock.objects.get(estate_id=ref.estate_id, case_id=ref.case_id, step="solve", stopped_at=None)


def due(ref: Any) -> str:
    return solve(ref).due_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def page(scene: Scene, ref: Any) -> str:
    reader = Client()
    reader.force_login(scene.accounts["owner"])
    return reader.get(f"/cases/{ref.estate_id}/{ref.case_id}/").content.decode()


@pytest.mark.django_db
def test_the_deadline_moves_when_the_calendar_is_published(new_year: Scene) -> None:
    ref = new_year.report()
    ref = new_year.do("take_order", "manager", ref)
    assert (due(ref), solve(ref).provisional, row(ref).provisional) == ("2027-01-07 17:00", True, True)
    assert "暂定" in page(new_year, ref)
    assert jobs.reckon_again() == 0  # nothing was published: nothing moves

    publish_2027()
    assert jobs.reckon_again() == 1
    assert (due(ref), solve(ref).provisional) == ("2027-01-09 17:00", False)
    case = row(ref)
    assert (case.provisional, case.due_at, case.acts_at) == (False, solve(ref).due_at, solve(ref).due_at)
    event = CaseEvent.objects.get(estate_id=ref.estate_id, case_id=ref.case_id, verb="reckon_again")
    assert event.seq == case.version
    assert event.rules[-1].startswith("calendar.workdays@2027-01-01:CN")
    shown = page(new_year, ref)
    assert "2027 年放假安排公布；办理期限由 2027年1月7日 周四 17:00 改为 2027年1月9日 周六 17:00，不再是暂定" in shown

    assert jobs.reckon_again() == 0
    assert jobs.reckon_provisional() == 0
    assert row(ref).version == case.version


@pytest.mark.django_db
def test_an_end_reckoned_on_a_calendar_entered_wrong_moves_when_it_is_corrected(
    new_year: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_2027()
    ref = new_year.report()
    ref = new_year.do("take_order", "manager", ref)
    assert (due(ref), solve(ref).provisional) == ("2027-01-09 17:00", False)
    correct_2027()
    assert policy.corrected_years() == [2027]
    assert jobs.reckon_again() == 1
    assert (due(ref), solve(ref).provisional) == ("2027-01-07 17:00", False)
    event = CaseEvent.objects.get(estate_id=ref.estate_id, case_id=ref.case_id, verb="reckon_again")
    assert event.rules[-1] == "calendar.workdays@2027-01-01:CN:normative_doc~2"
    assert "2027 年放假安排更正；办理期限由 2027年1月9日 周六 17:00 改为 2027年1月7日 周四 17:00" in page(new_year, ref)
    # An hour later all of them once more (a web process may have filed on the old calendar), then none of them again.
    asked: list[list[int]] = []
    found = queries.provisional
    monkeypatch.setattr(jobs.queries, "provisional", lambda after, most, years: (
        asked.append(list(years)), found(after, most, years))[1])  # fmt: skip
    for hours, years in ((1, [2027]), (2, []), (3, [])):
        with clock.turned_to(FILED + dt.timedelta(hours=hours, minutes=hours)):
            assert jobs.reckon_again() == 0
        assert asked[-1] == years
    with clock.turned_to(FILED + dt.timedelta(hours=4)):
        jobs._looked.generation, jobs._looked.at = -1, None  # another process, or this one started anew
        assert jobs.reckon_again() == 0
        assert asked[-1] == []
    assert jobs.reckon_provisional() == 0  # once is enough, however often it looks


@pytest.mark.django_db
def test_the_act_done_twice_has_one_effect_and_refuses_what_does_not_change(new_year: Scene) -> None:
    ref = new_year.report()
    call = {"estate_id": ref.estate_id, "case_id": ref.case_id}
    with pytest.raises(Refusal) as caught:
        actions.reckon_again(SYSTEM, **call)
    assert [r.code for r in caught.value.reasons] == ["nothing_to_reckon"]
    publish_2027()
    with pytest.raises(Refusal) as caught:
        actions.reckon_again(new_year.manager, **call)
    assert [r.code for r in caught.value.reasons] == ["not_permitted"]
    once = actions.reckon_again(SYSTEM, key="k", **call)
    assert actions.reckon_again(SYSTEM, key="k", **call) == once
    with pytest.raises(Refusal):
        actions.reckon_again(SYSTEM, key="another", **call)
    assert CaseEvent.objects.filter(estate_id=ref.estate_id, case_id=ref.case_id).count() == 2


@pytest.mark.django_db
def test_a_clock_behind_the_one_that_is_shown_is_found_too_and_a_paused_one_keeps_its_pause(new_year: Scene) -> None:
    untouched = new_year.report(text="另一盏灯也不亮")  # taking it counts now, and ends this year; handling reaches on
    assert row(untouched).provisional is False
    paused = new_year.do("take_order", "manager", new_year.report())
    paused = new_year.do("ask_back", "manager", paused, words="哪一层？")
    publish_2027()
    with clock.turned_to(FILED + dt.timedelta(hours=3)):
        assert jobs.reckon_provisional(most=1) == 2  # in batches of one
        assert (due(untouched), due(paused)) == ("2027-01-09 17:00", "2027-01-09 17:00")
        assert jobs.reckon_provisional() == 0
    with clock.turned_to(dt.datetime(2027, 1, 6, 10, tzinfo=SHANGHAI)):
        new_year.do("answer", "owner", paused, words="五楼")
    assert due(paused) == "2027-01-12 17:00"  # 31 December and 6 January were paused


@pytest.mark.django_db
@pytest.mark.parametrize("year", [2027, 2030])
def test_intake_never_fails_for_a_year_without_a_calendar(new_year: Scene, year: int) -> None:
    with clock.turned_to(dt.datetime(year, 5, 6, 10, tzinfo=SHANGHAI)):
        ref = new_year.report()
        assert solve(ref).provisional
        closed = new_year.closed(text="另一盏灯")
        assert row(closed).due_step == "confirm"
        assert jobs.tend_due() == 0
        assert jobs.reckon_provisional() == 0
        assert "暂定" in page(new_year, ref)


@pytest.mark.django_db
def test_an_alarm_that_is_not_late_any_more_is_taken_down(new_year: Scene) -> None:
    ref = new_year.do("take_order", "manager", new_year.report())
    with clock.turned_to(dt.datetime(2027, 1, 8, 10, tzinfo=SHANGHAI)):
        with preparing():
            Case.objects.filter(estate_id=ref.estate_id, pk=ref.case_id).update(alarmed=True)
        publish_2027(belated="通知晚到")
        assert jobs.reckon_provisional() == 1
    case = row(ref)
    assert (case.alarmed, case.acts_at) == (False, solve(ref).due_at)


@pytest.mark.django_db
def test_what_is_provisional_is_found_by_its_index(new_year: Scene) -> None:
    with connection.cursor() as cursor, cross_estate():
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = str(CaseClock.objects.filter(provisional=True, stopped_at=None).order_by("estate_id", "pk").explain())
    assert "clock_provisional" in plan
    assert queries.provisional((0, 0), 10) == []


# --- the rule alone


def _calendar(published: bool, off: frozenset[int], worked: frozenset[int]) -> WorkCalendar:
    """2027 by days of the year, published or not; other years published and plain."""

    def year(number: int) -> YearCalendar | None:
        if number == 2027 and not published:
            return None
        days = {dt.date(2027, 1, 1) + dt.timedelta(days=n): "假" for n in off} if number == 2027 else {}
        more = {dt.date(2027, 1, 1) + dt.timedelta(days=n): "假" for n in worked - off} if number == 2027 else {}
        return YearCalendar(number, days, more, published=True, version=f"v{number}")

    return WorkCalendar(year, Statutory())


_DAYS = st.frozensets(st.integers(0, 60), max_size=20)


@given(
    minutes=st.integers(0, 60 * 24 * 20),
    amount=st.integers(1, 40),
    unit=st.sampled_from(["workday", "workhour", "day"]),
    off=_DAYS,
    worked=_DAYS,
    pause_after=st.one_of(st.none(), st.integers(1, 5_000)),
)
def test_reckoned_again_is_what_it_would_have_been(
    minutes: int, amount: int, unit: str, off: frozenset[int], worked: frozenset[int], pause_after: int | None
) -> None:
    """A provisional clock reckoned on the published calendar equals one started on it; twice is once; others stay."""
    start = dt.datetime(2026, 12, 20, 9, tzinfo=SHANGHAI) + dt.timedelta(minutes=minutes)
    before = Times(start, _calendar(False, off, worked), DEFAULT_HOURS, lambda: 1)
    after = replace(before, calendar=_calendar(True, off, worked), now=start + dt.timedelta(days=3))
    rule = ClockRule("k", amount, unit)
    old = clocks.start(Step.SOLVE, Level.ESTATE, rule, before)
    fresh = clocks.start(Step.SOLVE, Level.ESTATE, rule, replace(after, now=start))
    if pause_after is not None:
        stop = replace(before, now=start + dt.timedelta(minutes=pause_after))
        old = clocks.pause(old, "问", stop)
    again = clocks.reckon_again(old, after)
    if not old.provisional:
        assert again is old
        return
    assert (again.due_at, again.provisional) == (fresh.due_at, False)
    assert again.pauses == old.pauses
    assert clocks.reckon_again(again, after) is again
    assert 2027 in {y.year for y in clocks.calendars_of(old, again, after)}
