"""Figures and their margins: by hand, against floating point far from its limits, and properties."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanguanjia.surveys.rules.figures import figure, interval, rounded_rate
from sanguanjia.surveys.rules.sheet import headers, judged
from sanguanjia.surveys.types import Counted, Question, SurveyPolicy

POLICY = SurveyPolicy(
    (Question("security", "保安"), Question("cleaning", "保洁"), Question("overall", "总体")),
    ((5, "很满意"), (4, "满意"), (3, "一般"), (2, "不满意"), (1, "很不满意")),
    4, 30, Fraction(1, 2), Fraction("1.96"), 7, 60, ("v1",),
)  # fmt: skip


def by_float(satisfied: int, rated: int, households: int) -> tuple[float, float]:
    """Wilson's interval as the textbook prints it, with z² times (N-n)/(N-1)."""
    p, z2 = satisfied / rated, 1.96**2 * (households - rated) / (households - 1)
    centre = (p + z2 / (2 * rated)) / (1 + z2 / rated)
    half = math.sqrt(z2 * (p * (1 - p) / rated + z2 / (4 * rated**2))) / (1 + z2 / rated)
    return 1000 * (centre - half), 1000 * (centre + half)


def test_the_figures_of_the_article() -> None:
    first = figure(POLICY, Counted(200_000, 1000, 1000, 637))
    last = figure(POLICY, Counted(200_000, 1000, 1000, 959))
    assert first is not None
    assert last is not None
    assert (first.rate, first.low, first.high, first.margin) == (637, 606, 667, 31)
    assert (last.rate, last.margin) == (959, 15)


def test_a_census_has_no_margin_and_twelve_happy_households_have_one() -> None:
    whole = figure(POLICY, Counted(40, 40, 40, 30))
    assert whole is not None
    assert (whole.rate, whole.margin) == (750, 0)
    assert figure(POLICY, Counted(500, 12, 12, 12)) is None
    few = figure(POLICY, Counted(24, 12, 12, 12))
    assert few is not None
    assert few.rate == 1000
    assert few.low < 860


def test_no_figure_below_the_minimum() -> None:
    assert figure(POLICY, Counted(500, 29, 29, 20)) is None
    assert figure(POLICY, Counted(500, 40, 29, 20)) is None, "what counts is who rated this question"
    assert figure(POLICY, Counted(500, 30, 30, 20)) is not None
    assert figure(POLICY, Counted(8, 4, 4, 4)) is None
    assert figure(replace(POLICY, least_answers=1), Counted(500, 4, 4, 4)) is None, "never from fewer than five"


@pytest.mark.parametrize("bad", [(10, 11, 5, 5), (10, 5, 6, 5), (10, 5, 5, 6), (10, 5, 5, -1)])
def test_counts_that_cannot_be(bad: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="cannot"):
        figure(POLICY, Counted(*bad))


@given(st.integers(2, 5000), st.data())
def test_the_interval_is_the_textbook_s_rounded_outward(households: int, data: st.DataObject) -> None:
    rated = data.draw(st.integers(1, households - 1))
    satisfied = data.draw(st.integers(0, rated))
    low, high = interval(satisfied, rated, households, Fraction("1.96"))
    exact_low, exact_high = by_float(satisfied, rated, households)
    assert exact_low - 1.001 < low <= exact_low + 0.001
    assert exact_high - 0.001 <= high < exact_high + 1.001


@given(st.integers(1, 3000), st.data())
def test_rates_never_lie_at_the_ends(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, whole))
    rate = rounded_rate(part, whole)
    assert (rate == 1000) == (part == whole)
    assert (rate == 0) == (part == 0)
    assert abs(Fraction(part * 1000, whole) - rate) <= 1


def test_a_sheet_row_by_row() -> None:
    rows = [
        (2, {"房号": "3-1-501", "保安": "满意", "保洁": "5", "总体": ""}),
        (3, {"房号": "3-1-501", "保安": "满意"}),
        (4, {"房号": "", "保安": "满意"}),
        (5, {"房号": "9-9-999", "保安": "满意"}),
        (6, {"房号": "3-1-502", "保安": "还行", "保洁": "九"}),
        (7, {"房号": "3-1-502", "保安": ""}),
        (8, {"房号": "3-1-503", "总体": "很不满意"}),
        (9, {"房号": "3-1-504", "总体": "1"}),
        (10, {"房号": "", "保安": ""}),
        (11, {"房号": "合计", "保安": "3"}),
    ]
    units = {"3-1-501": 1, "3-1-502": 2, "3-1-503": 3, "3-1-504": 4}
    taken, bad = judged(POLICY, rows, units, {3}, {4})
    assert headers(POLICY) == ["房号", "保安", "保洁", "总体"]
    assert taken == [(1, {"security": 4, "cleaning": 5})]
    assert [(line.row, line.column, line.code) for line in bad] == [
        (3, "房号", "twice_in_sheet"), (4, "房号", "no_door"), (5, "房号", "door_unknown"),
        (6, "保安", "unknown_choice"), (6, "保洁", "unknown_choice"), (7, "房号", "twice_in_sheet"),
        (8, "房号", "door_answered"), (9, "房号", "door_of_staff"),
    ]  # fmt: skip
