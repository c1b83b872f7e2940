"""Quiet hours, pauses, templates, canonical text, words, periods: the pure rules."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanguanjia.notices.rules.canonical import Content, canonical_text, digest_of, tidy
from sanguanjia.notices.rules.check_words import WORDS, check_words
from sanguanjia.notices.rules.periods import earliest_end, state_of
from sanguanjia.notices.rules.quiet import earliest, is_quiet
from sanguanjia.notices.rules.retrying import pause_after
from sanguanjia.notices.rules.templates import SMS_LENGTH, TemplateFault, fill, read
from sanguanjia.notices.types import PublicState, Quiet
from sanguanjia.policy import packs

NIGHT = Quiet(dt.time(21, 30), dt.time(8, 0))
minutes = st.integers(0, 24 * 60 - 1).map(lambda n: dt.time(n // 60, n % 60))
moments = st.datetimes(dt.datetime.fromisoformat("2024-02-27"), dt.datetime.fromisoformat("2024-03-02"))


def slow_earliest(now: dt.datetime, quiet: Quiet) -> dt.datetime:
    """Walk minute by minute through the hours of the clock, as a person would."""

    def inside(t: dt.time) -> bool:
        number, start, end = (x.hour * 60 + x.minute for x in (t, quiet.start, quiet.end))
        if start == end:
            return False
        hours = {m % 1440 for m in range(start, end if end > start else end + 1440)}
        return number in hours

    if not inside(now.time()):
        return now
    step = now.replace(second=0, microsecond=0)
    while inside(step.time()):
        step += dt.timedelta(minutes=1)
    return step


@settings(deadline=None)
@given(moments, minutes, minutes)
def test_quiet_hours_agree_with_walking_minute_by_minute(now: dt.datetime, start: dt.time, end: dt.time) -> None:
    quiet = Quiet(start, end)
    assert earliest(now, quiet) == slow_earliest(now, quiet)


@given(moments, minutes, minutes)
def test_what_is_sent_is_never_sent_in_quiet_hours_nor_before_it_was_written(
    now: dt.datetime, start: dt.time, end: dt.time
) -> None:
    at = earliest(now, Quiet(start, end))
    assert at >= now
    assert at - now < dt.timedelta(days=1)
    assert not is_quiet(at.time(), Quiet(start, end))
    assert earliest(now, Quiet(start, end), urgent=True) == now


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2024-02-28T21:29:59", "2024-02-28T21:29:59"),
        ("2024-02-28T21:30:00", "2024-02-29T08:00:00"),
        ("2024-02-29T23:59:59", "2024-03-01T08:00:00"),
        ("2024-03-01T00:00:00", "2024-03-01T08:00:00"),
        ("2024-03-01T07:59:59", "2024-03-01T08:00:00"),
        ("2024-03-01T08:00:00", "2024-03-01T08:00:00"),
    ],
)
def test_a_night_across_midnight_and_a_leap_day(now: str, then: str) -> None:
    assert earliest(dt.datetime.fromisoformat(now), NIGHT) == dt.datetime.fromisoformat(then)


def test_pauses_grow_and_end() -> None:
    assert [pause_after(n, [1, 5, 15]) for n in (1, 2, 3, 4)] == [
        dt.timedelta(minutes=1), dt.timedelta(minutes=5), dt.timedelta(minutes=15), None,
    ]  # fmt: skip
    with pytest.raises(ValueError, match="attempt"):
        pause_after(0, [1])


TEMPLATE = """
["x.y"]
topic = "mine"
facts = ["need", "number"]
subject = "{need}"
body = "{number}"
sms = "{number}号"
"""


def test_a_template_takes_exactly_its_facts() -> None:
    template = read(TEMPLATE)["x.y"]
    assert fill(template, {"need": "灯", "number": "7"}).sms == "【三管家】7号"
    for facts in ({"need": "灯"}, {"need": "灯", "number": "7", "name": "陈"}, {"need": "灯", "number": " "}):
        with pytest.raises(TemplateFault):
            fill(template, facts)
    assert len(fill(template, {"need": "灯", "number": "7" * 200}).sms) == SMS_LENGTH


@pytest.mark.parametrize(
    "wrong", ['facts = ["need"]', 'facts = ["need", "number", "more"]', 'topic = "mine"\nmore = 1']
)
def test_a_file_whose_facts_and_placeholders_differ_is_not_read(wrong: str) -> None:
    name = wrong.split(" =", maxsplit=1)[0]
    lines = [line for line in TEMPLATE.splitlines() if not line.startswith(name)]
    with pytest.raises(TemplateFault):
        read("\n".join([*lines, wrong]))


CONTENT = Content(
    7, "山水文园", 3, "fund_use", "更换3栋电梯钢丝绳", "一、原因\n二、金额", "业委会", "", dt.date(2024, 4, 25),
    dt.date(2024, 5, 2), dt.date(2024, 5, 2), "notices.period.fund_use@2020-01-01:CN:normative_doc", "", None,
)  # fmt: skip


def test_the_canonical_text_is_the_same_bytes_for_everybody() -> None:
    assert canonical_text(CONTENT).startswith('{"closes_on":"2024-05-02","contact":"","earliest_end":"2024-05-02"')
    assert digest_of(CONTENT) == digest_of(Content(**{f: getattr(CONTENT, f) for f in Content.__slots__}))
    assert tidy("一 \r\n二\r\n\r\n") == "一\n二"


@given(st.sampled_from([f for f in Content.__slots__ if f != "files"]))
def test_every_field_counts(field: str) -> None:
    changed = {
        "estate_id": 8, "number": 4, "supersedes": 1, "opens_on": dt.date(2024, 4, 26),
        "closes_on": dt.date(2024, 5, 3),
        "earliest_end": dt.date(2024, 5, 1),
    }.get(field, "x")  # fmt: skip
    other = Content(**{f: getattr(CONTENT, f) for f in Content.__slots__} | {field: changed})
    assert digest_of(other) != digest_of(CONTENT)


def test_check_words_are_four_of_the_list_and_differ_with_the_digest() -> None:
    assert len(set(WORDS)) == 256
    assert {len(word) for word in WORDS} == {2}
    one, other = check_words("ab" * 32), check_words("ac" * 32)
    assert set(one) <= set(WORDS)
    assert one != other
    assert one == ("飞机", "萝卜", "老师", "木门")  # printed on paper somewhere: must never change


def test_the_first_day_is_not_counted_and_the_last_one_is_included() -> None:
    shipped = packs.load()
    rule = shipped.rule_for("notices.period.fund_use", "CN", dt.date(2024, 4, 25))
    assert rule is not None
    end = earliest_end(dt.date(2024, 4, 25), rule.value, shipped.calendar_for("CN")).due
    assert end == dt.date(2024, 5, 2)
    state = lambda day, **more: state_of(dt.date(2024, 4, 25), end, dt.date(2024, *day), **more)  # noqa: E731
    assert state((4, 24)) is PublicState.COMING
    assert state((4, 25)) is state((5, 2)) is PublicState.RUNNING
    assert state((5, 3)) is PublicState.OVER
    assert state((4, 26), superseded=True) is PublicState.SUPERSEDED
