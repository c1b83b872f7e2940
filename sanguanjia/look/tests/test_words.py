"""Words: examples, and properties over all integers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanguanjia.look import words

JUNE = datetime(2026, 6, 30, 9, 30, 5, tzinfo=UTC)


def test_a_moment_is_said_in_shanghai() -> None:
    assert words.moment(JUNE, date(2026, 1, 1)) == "6月30日 周二 17:30"
    assert words.moment(JUNE, date(2027, 1, 1)) == "2026年6月30日 周二 17:30"
    assert words.stamp(JUNE) == "2026-06-30 17:30:05"


def test_a_late_evening_in_utc_is_the_next_day_here() -> None:
    assert words.day(datetime(2026, 6, 30, 16, 0, tzinfo=UTC), date(2026, 1, 1)) == "7月1日 周三"


def test_a_day_and_nothing() -> None:
    assert words.day(date(2026, 6, 30), date(2026, 1, 1)) == "6月30日 周二"
    assert words.moment(date(2026, 6, 30)) == "2026年6月30日 周二"
    assert words.day(None) == words.moment(None) == words.stamp(None) == words.yuan(None) == "—"


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        words.moment(datetime(2026, 6, 30))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("fen", "said"),
    [
        (0, "0.00 元"),
        (5, "0.05 元"),
        (123456, "1,234.56 元"),
        (-123456, "−1,234.56 元"),
        (-5, "−0.05 元"),
        (10**15, "10,000,000,000,000.00 元"),
    ],
)
def test_money(fen: int, said: str) -> None:
    assert words.yuan(fen) == said


@given(st.integers(min_value=-(10**16), max_value=10**16))
def test_money_reads_back(fen: int) -> None:
    said = words.yuan(fen).removesuffix(" 元").replace(",", "").replace("−", "-")
    assert Decimal(said) * 100 == fen


@pytest.mark.parametrize(
    ("value", "said"),
    [(8931, "89.31 ㎡"), (Decimal("89.31"), "89.31 ㎡"), (Decimal("1234.5"), "1,234.50 ㎡"), (7, "0.07 ㎡")],
)
def test_area(value: int | Decimal, said: str) -> None:
    assert words.area(value) == said


@pytest.mark.parametrize(
    ("num", "den", "said"),
    [(682, 1000, "68.2 %"), (2, 3, "66.6 %"), (9999, 10000, "99.9 %"), (1, 1, "100.0 %"), (0, 0, "—"), (0, 5, "0.0 %")],
)
def test_percent(num: int, den: int, said: str) -> None:
    assert words.percent(num, den) == said


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_percent_never_says_all_before_it_is_all(num: int, den: int) -> None:
    assert words.percent(num, den).startswith("100.0") == (1000 * num // den == 1000)
    assert (words.percent(num, den) == "100.0 %") <= (num >= den)


@given(st.integers(-10, 10**6), st.integers(0, 10**6))
def test_a_bar_stays_in_its_track(num: int, den: int) -> None:
    assert Decimal(0) <= Decimal(words.bar_width(num, den).removesuffix("%")) <= Decimal(100)


def test_masks_hide_the_middle() -> None:
    assert words.masked_phone("13812345678") == "138****5678"
    assert words.masked_phone("0731123") == "*****23"
    assert words.masked_id("430202198702301234") == "4*************1234"
    assert words.masked_name("王小芳") == "王*芳"
    assert words.masked_name("王芳") == "王*"
    assert words.masked_name("王") == "*"
    assert words.masked_phone(None) == words.masked_id("") == words.masked_name(None) == ""


@given(st.text(min_size=1))
def test_a_masked_name_is_never_the_name(name: str) -> None:
    masked = words.masked_name(name)
    assert len(masked) == len(name)
    assert masked != name or set(name) == {"*"} or name[1:-1] == "*" * (len(name) - 2)
