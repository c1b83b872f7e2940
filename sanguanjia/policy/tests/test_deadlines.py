"""Deadlines: the digest's vectors, edge cases, and Hypothesis against the slow reckoner."""

from __future__ import annotations

import datetime as dt
import time

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanguanjia.policy.packs import load
from sanguanjia.policy.rules.calendar import DEFAULT_HOURS, OfficeHours
from sanguanjia.policy.rules.deadlines import Deadline, Direction, Period, Roll, Unit, deadline, office_between
from tests.support.session import examples

from . import slow

CALENDAR = load().calendar_for("430200")
D = dt.date.fromisoformat
T = dt.datetime.fromisoformat


def reckon(start: str, amount: int, unit: str, **more: object) -> Deadline:
    moment = T(start) if "T" in start else D(start)
    choices = {
        "direction": Direction(str(more.get("direction", "after"))),
        "roll": Roll(str(more.get("roll", "none"))),
        "clear_days": bool(more.get("clear_days", False)),
    }
    return deadline(moment, Period(amount, Unit(unit), **choices), CALENDAR)  # type: ignore[arg-type]


VECTORS = [
    ("CAL-V1", "2024-04-02", 5, "workday", {}, "2024-04-10"),
    ("CAL-V3", "2024-04-25", 15, "workday", {}, "2024-05-17"),
    ("CAL-V4", "2024-04-30", 2, "workday", {}, "2024-05-07"),
    ("CAL-V6", "2024-09-20", 15, "day", {}, "2024-10-05"),
    ("CAL-V6 rolled", "2024-09-20", 15, "day", {"roll": "next_workday"}, "2024-10-08"),
    ("CAL-V8", "2024-02-10", 30, "day", {}, "2024-03-11"),
    ("CAL-005", "2024-01-31", 1, "month", {}, "2024-02-29"),
    ("CAL-005 year", "2024-02-29", 1, "year", {}, "2025-02-28"),
    ("HOT-V2", "2024-04-25", 15, "workday", {}, "2024-05-17"),
    ("PET-004", "2024-03-01", 60, "day", {}, "2024-04-30"),
    ("PET-004 extended", "2024-04-30", 30, "day", {}, "2024-05-30"),
    ("PET-005", "2024-05-30", 30, "day", {}, "2024-06-29"),
    ("PET-005 rolled", "2024-05-30", 30, "day", {"roll": "next_workday"}, "2024-07-01"),
    ("LIFT-V1", "2024-03-01", 15, "day", {}, "2024-03-16"),
    ("EXIT-V1 no renewal", "2025-12-31", 90, "day", {"direction": "before"}, "2025-10-02"),
    ("EXIT-V1 dismissal", "2025-12-31", 60, "day", {"direction": "before"}, "2025-11-01"),
    ("EXIT-V3", "2024-03-15", 6, "month", {}, "2024-09-15"),
    ("PRV-V2", "2025-05-01", 30, "day", {}, "2025-05-31"),
    ("CRD-V6", "2023-03-01", 2, "year", {}, "2025-03-01"),
    ("CAL-010", "2024-06-20", 15, "day", {"direction": "before"}, "2024-06-05"),
    ("CAL-010 clear", "2024-06-20", 15, "day", {"direction": "before", "clear_days": True}, "2024-06-04"),
    ("clear working days", "2024-04-30", 1, "workday", {"clear_days": True}, "2024-05-07"),
    ("clear month", "2024-01-31", 1, "month", {"clear_days": True}, "2024-03-01"),
    ("month back", "2024-03-31", 1, "month", {"direction": "before"}, "2024-02-29"),
    ("workdays back", "2024-05-06", 1, "workday", {"direction": "before"}, "2024-04-30"),
    ("from a worked Sunday", "2024-04-28", 1, "workday", {}, "2024-04-29"),
]


@pytest.mark.parametrize(("name", "start", "amount", "unit", "more", "due"), VECTORS, ids=[v[0] for v in VECTORS])
def test_vectors_of_the_digest(name, start, amount, unit, more, due):
    found = reckon(start, amount, unit, **more)
    assert found.due == D(due)
    assert found.due_at is None
    assert not found.provisional


MOMENTS = [
    ("2024-04-25T16:30", 1, "workhour", {}, "2024-04-26T09:30"),
    ("2024-04-25T16:00", 1, "workhour", {}, "2024-04-25T17:00"),
    ("2024-04-25T11:30", 60, "workminute", {}, "2024-04-25T13:30"),
    ("2024-04-25T12:15", 1, "workminute", {}, "2024-04-25T13:01"),
    ("2024-04-25T17:00", 1, "workminute", {}, "2024-04-26T09:01"),
    ("2024-04-25T03:00", 7, "workhour", {}, "2024-04-25T17:00"),
    ("2024-04-30T16:00", 2, "workhour", {}, "2024-05-06T10:00"),
    ("2024-05-01T10:00", 8, "workhour", {}, "2024-05-07T10:00"),
    ("2024-05-01T10:00", 7, "workhour", {}, "2024-05-06T17:00"),
    ("2024-04-30T16:00", 15, "workhour", {}, "2024-05-07T17:00"),
    ("2024-05-01T10:00", 7, "workhour", {"direction": "before"}, "2024-04-30T09:00"),
    ("2024-05-07T10:00", 15, "workhour", {"direction": "before"}, "2024-04-30T09:00"),
    ("2024-04-25T23:50", 30, "minute", {}, "2024-04-26T00:20"),
    ("2024-04-25T16:30", 24, "hour", {}, "2024-04-26T16:30"),
    ("2024-04-30T16:30", 24, "hour", {"roll": "next_workday"}, "2024-05-06T16:30"),
    ("2024-04-26T09:30", 1, "workhour", {"direction": "before"}, "2024-04-25T16:30"),
    ("2024-04-26T09:30", 30, "workminute", {"direction": "before"}, "2024-04-26T09:00"),
    ("2024-04-25T16:30:20", 1, "workhour", {}, "2024-04-26T09:30:20"),
]


@pytest.mark.parametrize(("start", "amount", "unit", "more", "due"), MOMENTS)
def test_clock_and_office_time(start, amount, unit, more, due):
    found = reckon(start, amount, unit, **more)
    assert found.due_at == T(due)
    assert found.due == T(due).date()


def test_a_year_without_a_calendar_is_provisional_and_never_fails():
    assert not reckon("2026-12-25", 4, "workday").provisional
    found = reckon("2026-12-25", 5, "workday")
    assert found.provisional
    assert found.due == D("2027-01-04")
    assert reckon("2027-06-01T10:00", 3, "workhour").provisional
    assert reckon("2031-06-01", 15, "day", roll="next_workday").provisional
    assert not reckon("2031-06-01", 15, "day").provisional
    assert not reckon("2019-12-31", 1, "workday").provisional


def test_out_of_the_calendar():
    for unit in ("day", "month", "year", "workday"):
        with pytest.raises(OverflowError):
            reckon("2024-04-25", 10**9, unit)
        with pytest.raises(OverflowError):
            reckon("2024-04-25", 10**9, unit, direction="before")
    for unit in ("hour", "minute", "workhour", "workminute"):
        with pytest.raises(OverflowError):
            reckon("2024-04-25T09:00", 10**40, unit)
        with pytest.raises(OverflowError):
            reckon("2024-04-25T09:00", 10**12, unit, direction="before")
    with pytest.raises(OverflowError):
        reckon("9999-12-31", 1, "day")
    with pytest.raises(OverflowError):
        reckon("9999-12-31", 1, "workday")


def test_large_amounts_are_quick():
    began = time.perf_counter()
    for unit in ("workday", "workhour", "workminute", "day"):
        reckon("2024-04-25T09:00" if "hour" in unit or "minute" in unit else "2024-04-25", 100_000, unit)
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize("amount", [1, 5, 30, 400, 3_000])
@pytest.mark.parametrize("direction", ["after", "before"])
def test_the_counted_days_of_the_explanation_add_up(amount, direction):
    for unit in ("day", "workday"):
        found = reckon("2023-08-07", amount, unit, direction=direction)
        counted = [step for step in found.why if step.counted]
        assert sum(step.days for step in counted) == amount
        assert (counted[-1].through or counted[-1].date) == found.due


DAYS = st.dates(D("2020-07-01"), D("2026-05-31"))
DAY_PERIODS = st.builds(
    Period,
    st.integers(1, 120),
    st.sampled_from([Unit.DAY, Unit.WORKDAY]),
    st.sampled_from(Direction),
    st.sampled_from(Roll),
    st.booleans(),
) | st.builds(
    Period,
    st.integers(1, 4),
    st.just(Unit.MONTH),
    st.sampled_from(Direction),
    st.sampled_from(Roll),
    st.booleans(),
)


@settings(max_examples=500, deadline=None)
@given(DAYS, DAY_PERIODS)
def test_days_agree_with_the_slow_reckoner(start, period):
    found = deadline(start, period, CALENDAR)
    assert found.due == slow.day_units(start, period, chinese_calendar.is_workday)
    assert not found.provisional


@pytest.mark.parametrize("amount", [1, 5, 15])
@pytest.mark.parametrize("year", range(2020, 2027))
def test_working_days_from_every_day_of_the_year_end_where_the_reference_calendar_says(year, amount):
    day, behind = D(f"{year}-01-01"), D(f"{year + 1}-01-01" if year < 2026 else "2026-12-01")
    workdays = [d for n in range(400) if (d := day + dt.timedelta(n)).year <= 2026 and chinese_calendar.is_workday(d)]
    at = 0
    while day < behind:
        while workdays[at] <= day:
            at += 1
        assert deadline(day, Period(amount, Unit.WORKDAY), CALENDAR).due == workdays[at + amount - 1], day
        day += dt.timedelta(1)


@settings(max_examples=examples(80), deadline=None)
@given(
    st.datetimes(T("2020-03-01T00:00"), T("2026-10-31T00:00")).map(lambda t: t.replace(second=0, microsecond=0)),
    st.integers(1, 2_000),
    st.booleans(),
)
def test_office_minutes_agree_with_the_slow_reckoner(start, amount, back):
    period = Period(amount, Unit.WORKMINUTE, Direction.BEFORE if back else Direction.AFTER)
    found = deadline(start, period, CALENDAR)
    assert found.due_at == slow.office_minutes(start, amount, chinese_calendar.is_workday, back=back)
    assert found.due_at is not None
    low, high = sorted((start, found.due_at))
    assert office_between(low, high, CALENDAR, DEFAULT_HOURS) == amount * 60


@settings(max_examples=300, deadline=None)
@given(st.dates(D("2000-01-01"), D("2080-12-31")), st.integers(1, 5_000))
def test_working_days_go_there_and_back(day, amount):
    there = CALENDAR.workday_after(day, amount)
    assert CALENDAR.workdays_between(day, there) == amount
    assert CALENDAR.is_workday(there)
    back = CALENDAR.workday_before(there, amount)
    assert back <= day
    assert CALENDAR.workdays_between(back, day) == 0


def test_office_hours_of_policy_are_used():
    hours = OfficeHours.parse([["08:30", "12:00"], ["14:30", "18:00"]])
    found = deadline(T("2024-04-25T17:30"), Period(1, Unit.WORKHOUR), CALENDAR, hours)
    assert found.due_at == T("2024-04-26T09:00")
    midnight = OfficeHours.parse([["20:00", "24:00"]])
    late = deadline(T("2024-04-25T20:00"), Period(4, Unit.WORKHOUR), CALENDAR, midnight)
    assert late.due == D("2024-04-25")
    for bad in ([["12:00", "09:00"]], [["09:00", "25:00"]], [], [["09:00", "12:00"], ["11:00", "13:00"]]):
        with pytest.raises(ValueError, match=r"office hours|time of day"):
            OfficeHours.parse(bad)
