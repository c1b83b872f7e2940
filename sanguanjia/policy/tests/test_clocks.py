"""Clocks that stand still: a pause never takes used time away and never gives unused time back."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanguanjia.policy.packs import load
from sanguanjia.policy.rules.calendar import DEFAULT_HOURS
from sanguanjia.policy.rules.clocks import SHANGHAI, Clock, Pause, due_with_pauses, used
from sanguanjia.policy.rules.deadlines import Period, Roll, Unit, deadline

CALENDAR = load().calendar_for("CN")
T = dt.datetime.fromisoformat


def due(start, amount, unit, *pauses, roll="none", now=None):
    clock = Clock(T(start), amount, Unit(unit), Roll(roll))
    spans = [Pause(T(a), T(b) if b else None) for a, b in pauses]
    return due_with_pauses(clock, spans, CALENDAR, DEFAULT_HOURS, T(now) if now else None)


CASES = [
    # no pause
    ("2024-04-25T10:00", 2, "workday", (), "2024-04-28T17:00"),
    ("2024-04-25T10:00", 2, "day", (), "2024-04-28T00:00"),
    # waited from Friday to Monday: one worked Sunday and one Monday do not count
    ("2024-04-25T10:00", 2, "workday", (("2024-04-26T09:30", "2024-04-29T16:00"),), "2024-04-30T17:00"),
    # began and ended on one day: nothing changes
    ("2024-04-25T10:00", 2, "workday", (("2024-04-26T09:30", "2024-04-26T16:00"),), "2024-04-28T17:00"),
    # paused on the last day: the rest of that day is given back
    ("2024-04-25T10:00", 1, "workday", (("2024-04-26T11:00", "2024-05-04T09:00"),), "2024-05-06T17:00"),
    # paused after it had run out
    ("2024-04-25T10:00", 1, "workday", (("2024-04-26T18:00", "2024-04-30T09:00"),), "2024-04-26T17:00"),
    # office time: half an hour used, one and a half left
    ("2024-04-25T16:30", 2, "workhour", (("2024-04-25T17:00", "2024-04-29T14:00"),), "2024-04-29T15:30"),
    ("2024-04-25T16:00", 2, "workhour", (("2024-04-25T16:30", "2024-04-25T16:45"),), "2024-04-26T09:15:00+1"),
    # overlapping and unordered pauses count once
    (
        "2024-04-25T09:00",
        60,
        "minute",
        (("2024-04-25T09:20", "2024-04-25T10:00"), ("2024-04-25T09:10", "2024-04-25T09:30")),
        "2024-04-25T10:50",
    ),
    ("2024-01-31T10:00", 1, "month", (("2024-02-10T10:00", "2024-02-13T10:00"),), "2024-03-04T00:00"),
]


@pytest.mark.parametrize(("start", "amount", "unit", "pauses", "expected"), CASES)
def test_pauses_move_the_end(start, amount, unit, pauses, expected):
    if expected.endswith("+1"):  # 30 of 120 minutes used, 15 paused, 15 more used on Thursday, 75 on Friday
        assert due(start, amount, unit, *pauses).at == T("2024-04-26T10:15")
        return
    assert due(start, amount, unit, *pauses).at == T(expected)


def test_an_open_pause_stands_until_now():
    found = due("2024-04-25T10:00", 2, "workday", ("2024-04-26T09:30", None), now="2024-04-30T12:00")
    assert found.paused
    assert found.at == T("2024-05-06T17:00")
    with pytest.raises(ValueError, match="open pause"):
        due("2024-04-25T10:00", 2, "workday", ("2024-04-26T09:30", None))


def test_aware_moments_are_shanghai_time():
    clock = Clock(T("2024-04-25T08:30:00+00:00"), 1, Unit.WORKHOUR)
    found = due_with_pauses(clock, [], CALENDAR)
    assert found.at == dt.datetime(2024, 4, 26, 9, 30, tzinfo=SHANGHAI)


def test_provisional_and_roll():
    assert due("2026-12-30T10:00", 5, "workday").provisional
    found = due("2024-09-20T10:00", 15, "day", roll="next_workday")
    assert found.due == dt.date(2024, 10, 8)
    assert not found.provisional


MOMENTS = st.datetimes(T("2023-01-01T00:00"), T("2024-12-31T00:00")).map(lambda t: t.replace(second=0, microsecond=0))
PAUSES = st.lists(st.tuples(MOMENTS, st.integers(1, 20_000)), max_size=4).map(
    lambda spans: [Pause(at, at + dt.timedelta(minutes=length)) for at, length in spans]
)
CLOCKS = st.builds(
    Clock,
    MOMENTS,
    st.integers(1, 60),
    st.sampled_from([Unit.DAY, Unit.WORKDAY, Unit.HOUR, Unit.WORKHOUR, Unit.WORKMINUTE]),
)


@settings(max_examples=400, deadline=None)
@given(CLOCKS)
def test_without_pauses_it_is_the_deadline(clock):
    found = due_with_pauses(clock, [], CALENDAR)
    plain = deadline(clock.start, Period(clock.amount, clock.unit), CALENDAR)
    assert found.due == (plain.due_at.date() if plain.due_at else plain.due)
    assert plain.due_at is None or found.at == plain.due_at


@settings(max_examples=400, deadline=None)
@given(CLOCKS, PAUSES)
def test_a_pause_never_brings_the_end_forward(clock, pauses):
    assert due_with_pauses(clock, pauses, CALENDAR).at >= due_with_pauses(clock, [], CALENDAR).at


@settings(max_examples=300, deadline=None)
@given(CLOCKS, PAUSES, MOMENTS)
def test_what_is_used_never_shrinks_and_stands_still_while_paused(clock, pauses, moment):
    later = moment + dt.timedelta(hours=5)
    assert 0 <= used(clock, pauses, CALENDAR, moment) <= used(clock, pauses, CALENDAR, later)
    for pause in pauses:
        if pause.start > clock.start and clock.unit not in (Unit.DAY, Unit.WORKDAY):
            at_start = used(clock, pauses, CALENDAR, pause.start)
            assert used(clock, pauses, CALENDAR, pause.end) == at_start


@settings(max_examples=300, deadline=None)
@given(CLOCKS.filter(lambda c: c.unit not in (Unit.DAY, Unit.WORKDAY)), PAUSES)
def test_at_the_end_exactly_the_amount_is_used(clock, pauses):
    seconds = {Unit.HOUR: 3600, Unit.WORKHOUR: 3600, Unit.WORKMINUTE: 60}[clock.unit]
    found = due_with_pauses(clock, pauses, CALENDAR)
    assert used(clock, pauses, CALENDAR, found.at) == clock.amount * seconds


@settings(max_examples=200, deadline=None)
@given(CLOCKS, PAUSES)
def test_the_order_of_pauses_is_of_no_account(clock, pauses):
    assert due_with_pauses(clock, pauses, CALENDAR) == due_with_pauses(clock, pauses[::-1], CALENDAR)
