"""Rules: triggers, quorum, clocks of tasks, the tables; the calendar file read back by the library and by hand."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from sanguanjia.cases.rules.clocks import Times
from sanguanjia.councils.ical import Guest, Invitation, written
from sanguanjia.councils.rules import tasks
from sanguanjia.councils.rules.quorum import present, standing
from sanguanjia.councils.rules.reading import read_policy
from sanguanjia.councils.rules.table import MOVES, TASK_BY_VERB, TASK_MOVES
from sanguanjia.councils.rules.triggers import fired
from sanguanjia.councils.types import (
    LADDER,
    Direction,
    MatterFacts,
    Moved,
    Quorum,
    SeatFacts,
    State,
    TaskFacts,
    TaskState,
)
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.policy import packs

SHANGHAI = dt.timezone(dt.timedelta(hours=8))
MORNING = dt.datetime(2024, 4, 25, 9, 30, tzinfo=SHANGHAI)  # a Thursday before the May holidays
PACKS = packs.load()
POLICY = read_policy(lambda key: PACKS.rule_for(key, "CN", MORNING.date()))
ids = itertools.count(1)


def world(now: dt.datetime = MORNING, home: str = "district") -> tasks.World:
    times = Times(now, PACKS.calendar_for("CN"), PACKS.hours_for("CN", now.date()), lambda: next(ids))
    return tasks.World(POLICY, times, tasks.offices_above(home))


def codes(refused: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


# --- triggers ----------------------------------------------------------------------------------------------------

QUIET = MatterFacts("M61", 3, 1, False, False)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (QUIET, []),
        (replace(QUIET, late=True), ["duty"]),
        (replace(QUIET, matter="M39"), ["exit"]),
        (replace(QUIET, emergency=True, days=1), ["incident"]),
        (replace(QUIET, emergency=True, days=0), []),
        (replace(QUIET, matter="M42", days=10), ["fit"]),
        (replace(QUIET, matter="M37", departments=2, days=10), ["cross"]),
        (replace(QUIET, matter="M37", departments=1, days=99), []),
        (replace(QUIET, matter="M37", departments=3, days=10, late=True), ["duty", "cross"]),
    ],
)
def test_five_kinds_of_matters_are_proposed_by_themselves(facts: MatterFacts, expected: list[str]) -> None:
    assert [trigger.code for trigger in fired(POLICY.triggers, facts)] == expected


@given(
    st.builds(
        MatterFacts, st.sampled_from(["M01", "M37", "M39", "M42", "M61"]), st.integers(0, 60), st.integers(0, 6),
        st.booleans(), st.booleans(),
    ),
    st.integers(0, 30),
)  # fmt: skip
def test_a_trigger_that_fires_goes_on_firing_as_time_passes(facts: MatterFacts, more: int) -> None:
    later = replace(facts, days=facts.days + more)
    assert set(fired(POLICY.triggers, facts)) <= set(fired(POLICY.triggers, later))


# --- quorum ------------------------------------------------------------------------------------------------------


def at(hour: int, minute: int) -> dt.datetime:
    return dt.datetime(2024, 4, 26, hour, minute, tzinfo=SHANGHAI)


def test_who_leaves_at_10_05_is_missing_from_the_decision_of_10_06() -> None:
    seats = [SeatFacts(number, "department") for number in range(1, 5)]
    moves = [Moved(number, at(9, 0), Direction.IN) for number in (1, 2)] + [Moved(2, at(10, 5), Direction.OUT)]
    assert standing(seats, moves, Quorum(1, 2), at(10, 4)).enough
    found = standing(seats, moves, Quorum(1, 2), at(10, 6))
    assert (found.enough, found.present, found.needed) == (False, (1,), 2)


def test_four_sides_are_asked_by_seat_and_experts_do_not_count() -> None:
    four = ("branch", "company", "committee", "delegate")
    seats = [SeatFacts(number, kind) for number, kind in enumerate(four, start=1)] + [SeatFacts(9, "expert")]
    moves = [Moved(number, at(9, 0), Direction.IN) for number in (1, 2, 3, 9)]
    assert standing(seats, moves, Quorum(0, 1, four), at(9, 1)).missing == ("delegate",)
    assert standing(seats, [*moves, Moved(4, at(9, 2), Direction.IN)], Quorum(0, 1, four), at(9, 2)).enough
    assert not standing(seats, [Moved(9, at(9, 0), Direction.IN)], Quorum(1, 4), at(9, 1)).enough


@given(
    st.lists(st.tuples(st.integers(1, 6), st.integers(0, 300), st.sampled_from(Direction)), max_size=25),
    st.integers(0, 300), st.integers(1, 5), st.integers(1, 5),
)  # fmt: skip
def test_presence_is_what_a_slow_walk_through_the_log_says(
    log: list[tuple[int, int, Direction]], minute: int, num: int, den: int
) -> None:
    moves = [Moved(seat, at(8, 0) + dt.timedelta(minutes=m), way) for seat, m, way in log]
    now = at(8, 0) + dt.timedelta(minutes=minute)
    there: set[int] = set()
    for move in sorted(moves, key=lambda m: m.at):
        if move.at <= now:
            there = there | {move.seat} if move.direction is Direction.IN else there - {move.seat}
    assert present(moves, now) == there
    seats = [SeatFacts(number, "department") for number in range(1, 7)]
    found = standing(seats, moves, Quorum(min(num, den), max(num, den)), now)
    assert found.enough is (len(there) * max(num, den) >= len(seats) * min(num, den))


# --- tasks -------------------------------------------------------------------------------------------------------


def test_a_task_is_due_after_working_days_or_at_the_end_of_a_day() -> None:
    facts, rule = tasks.assigned(world(), words="拆除")
    assert (facts.due_at.date(), rule.amount, rule.unit) == (dt.date(2024, 5, 17), 15, "workday")  # HOT-V2
    by_days, _rule = tasks.assigned(world(), words="拆除", amount=3)
    assert by_days.due_at.date() == dt.date(2024, 4, 29)  # 28 April is worked for the May holidays
    by_date, rule = tasks.assigned(world(), words="拆除", due_on=dt.date(2024, 4, 30))
    assert by_date.due_at == dt.datetime(2024, 5, 1, tzinfo=SHANGHAI)
    assert rule.version == ""


def test_everything_wrong_with_a_task_is_said_at_once() -> None:
    with pytest.raises(Refusal) as refused:
        tasks.assigned(world(), words=" ", due_on=dt.date(2024, 4, 24))
    assert codes(refused) == ["missing", "due_in_the_past"]
    with pytest.raises(Refusal) as refused:
        tasks.assigned(world(), words="x" * 4001, amount=0, unit="hour")
    assert codes(refused) == ["too_long", "amount_out_of_range", "unknown_time_unit"]


def test_a_late_task_is_told_office_by_office_each_once_and_ends_as_an_alarm() -> None:
    facts, _rule = tasks.assigned(world(home="estate"), words="拆除", amount=1)
    with pytest.raises(Refusal) as refused:
        tasks.climb(facts, world(home="estate"))
    assert codes(refused) == ["not_overdue"]
    heard = []
    while facts.acts_at is not None:
        now = facts.acts_at + dt.timedelta(minutes=1)
        facts = tasks.climb(facts, world(now, "estate"))
        heard.append(facts.level)
    assert heard == ["neighbourhood", "subdistrict", "district", "city", "city"]
    assert facts.alarmed
    assert [tasks.offices_above(kind)[0] for kind in ("subdistrict", "district", "city")] == list(LADDER[1:])


def test_done_shown_looked_at_given_back_and_done_again() -> None:
    facts, _rule = tasks.assigned(world(), words="拆除", amount=2)
    with pytest.raises(Refusal) as refused:
        tasks.report_done(facts, world(), words="", photos=0)
    assert codes(refused) == ["missing", "photo_missing"]
    done = tasks.report_done(facts, world(), words="拆了", photos=1)
    assert (done.state, done.done_in_time) == (TaskState.DONE, True)
    late = tasks.report_done(facts, world(facts.due_at + dt.timedelta(seconds=1)), words="拆了", photos=1)
    assert late.done_in_time is False
    silent = tasks.climb(done, world(done.due_at + dt.timedelta(minutes=1)))
    assert (silent.silent, silent.acts_at) == (True, None)
    back = tasks.give_back(silent, world(), words="没拆完")
    assert (back.state, back.returns, back.silent, back.level) == (TaskState.OPEN, 1, False, "")
    ended = tasks.accept(tasks.report_done(back, world(), words="拆完", photos=1), world())
    assert (ended.state, ended.acts_at, ended.ended_at) == (TaskState.ACCEPTED, None, MORNING)
    assert tasks.drop(back, world(), words="已无必要").state is TaskState.DROPPED


def test_no_move_is_possible_from_a_state_that_the_table_does_not_name() -> None:
    wishes = {"report_done": {"words": "x", "photos": 1}, "give_back": {"words": "x"}, "drop": {"words": "x"}}
    facts = TaskFacts(TaskState.OPEN, MORNING, False, acts_at=MORNING - dt.timedelta(days=1))
    for move, state in itertools.product(TASK_MOVES, TaskState):
        if state in TASK_BY_VERB[move.verb].origins:
            continue
        with pytest.raises(Refusal) as refused:
            getattr(tasks, move.verb)(replace(facts, state=state), world(), **wishes.get(move.verb, {}))
        assert codes(refused) == ["wrong_phase"]


def test_signed_minutes_have_no_move_that_rewrites_them() -> None:
    after = {move.verb for move in MOVES if State.SIGNED in move.origins}
    assert after == {"correct", "close", "take_chair"}
    assert {move.verb for move in MOVES if State.CLOSED in move.origins} == {"correct"}


# --- the calendar ------------------------------------------------------------------------------------------------

TEXT = st.text(st.sampled_from("关于山水文园私搭乱建、消防；会议,;:\\\"'\n abc^日程𠮷"), min_size=1, max_size=120)


def invitation(title: str = "联席会议", words: str = "一、收费\n二、消防", **more: object) -> Invitation:
    given_ = {
        "uid": "0e3f3f7e-0000-4000-8000-000000000001", "sequence": 0, "changed_at": MORNING,
        "starts_at": dt.datetime(2024, 5, 8, 9, 0, tzinfo=SHANGHAI), "title": title, "place": "三楼会议室",
        "ends_at": dt.datetime(2024, 5, 8, 3, 30, tzinfo=dt.UTC), "words": words, "href": "https://city.example/1/",
        "organiser_name": "天元区", "organiser_uri": "mailto:city@example.org",
        "guests": (Guest("城管执法", "urn:sanguanjia:seat:1"), Guest("李专家", "mailto:li@example.org", "comes", True)),
    }  # fmt: skip
    return Invitation(**(given_ | more))  # type: ignore[arg-type]


def unfolded(content: bytes) -> list[str]:
    """The logical lines, by RFC 5545 3.1 and nothing else: CRLF, at most 75 octets, a fold is CRLF and one space."""
    assert content.endswith(b"\r\n")
    physical = content[:-2].split(b"\r\n")
    assert all(len(each) <= 75 for each in physical)
    assert b"\n" not in content.replace(b"\r\n", b"")
    lines: list[bytes] = []
    for each in physical:
        each.decode("utf-8")  # no character is cut in two
        if each.startswith(b" "):
            lines[-1] += each[1:]
        else:
            lines.append(each)
    return [each.decode("utf-8") for each in lines]


def value(lines: list[str], name: str) -> str:
    found = [each for each in lines if each.startswith((f"{name}:", f"{name};"))]
    assert len(found) == 1, found
    return found[0].partition(":")[2]


def test_an_invitation_by_hand() -> None:
    lines = unfolded(written(invitation()))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert value(lines, "METHOD") == "REQUEST"
    assert value(lines, "UID") == "0e3f3f7e-0000-4000-8000-000000000001"
    assert value(lines, "SEQUENCE") == "0"
    assert value(lines, "DTSTAMP") == "20240425T013000Z"
    assert "DTSTART;TZID=Asia/Shanghai:20240508T090000" in lines
    assert "DTEND;TZID=Asia/Shanghai:20240508T113000" in lines
    assert lines.index("TZID:Asia/Shanghai") < lines.index("BEGIN:VEVENT")
    assert value(lines, "STATUS") == "CONFIRMED"
    assert sum(each.startswith("ATTENDEE") for each in lines) == 2
    assert value(lines, "ORGANIZER").endswith("city@example.org")


def test_an_update_keeps_the_uid_and_a_cancellation_says_so() -> None:
    first = unfolded(written(invitation()))
    later = unfolded(written(invitation(sequence=1, changed_at=MORNING + dt.timedelta(hours=1))))
    off = unfolded(written(invitation(sequence=2, cancelled=True)))
    assert value(first, "UID") == value(later, "UID") == value(off, "UID")
    assert [value(each, "SEQUENCE") for each in (first, later, off)] == ["0", "1", "2"]
    assert value(first, "DTSTAMP") < value(later, "DTSTAMP")
    assert (value(off, "METHOD"), value(off, "STATUS")) == ("CANCEL", "CANCELLED")


@given(TEXT, TEXT, TEXT)
def test_whatever_is_written_is_folded_escaped_and_read_back(title: str, words: str, name: str) -> None:
    content = written(invitation(title, words, guests=(Guest(name.replace("\n", " "), "urn:sanguanjia:seat:1"),)))
    lines = unfolded(content)
    escaped = title.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    assert value(lines, "SUMMARY") == escaped
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert str(event["SUMMARY"]) == title
    assert str(event["DESCRIPTION"]) == words
    assert event["DTSTART"].dt == dt.datetime(2024, 5, 8, 9, 0, tzinfo=SHANGHAI)
    assert event["DTSTART"].dt.utcoffset() == dt.timedelta(hours=8)
