"""Interest of a deposit and whose it is."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanguanjia.funds.rules.day_counts import Basis, of_days, of_years, whole_years
from sanguanjia.funds.rules.interest import Destination, split_interest

POOL, DOORS = Destination(pooled=True), Destination(pooled=False)
RATES = st.integers(0, 10_000).map(lambda n: Fraction(n, 100_000))
DATES = st.dates(dt.date(2008, 1, 1), dt.date(2040, 12, 31))


@given(fen=st.integers(0, 10**13), years=st.integers(1, 30), benchmark=RATES, contract=RATES)
def test_doors_and_pool_are_the_total_and_neither_is_negative(fen, years, benchmark, contract):
    split = split_interest(fen, of_years(years), benchmark, contract, POOL)
    assert split.doors + split.building_pool == split.total
    assert split.building_pool >= 0
    assert abs(split.total - fen * contract * years) <= Fraction(1, 2)
    assert abs(split.doors - fen * min(benchmark, contract) * years) <= Fraction(1, 2)
    if contract <= benchmark:
        assert split.building_pool == 0
    alone = split_interest(fen, of_years(years), benchmark, contract, DOORS)
    assert (alone.total, alone.doors, alone.building_pool) == (split.total, split.total, 0)


@given(days=st.tuples(DATES, DATES).map(sorted))
def test_day_counts(days):
    first, last = days
    actual = (last - first).days
    for basis, year in ((Basis.ACT_360, 360), (Basis.ACT_365, 365)):
        term = of_days(first, last, basis)
        assert (term.days, term.counted, term.year) == (actual, actual, year)
    thirty = of_days(first, last, Basis.THIRTY_360)
    assert thirty.days == actual
    assert abs(thirty.counted - actual) <= 6 * (last.year - first.year + 1)
    years = of_days(first, last, Basis.YEARS)
    assert years is None or years.years == last.year - first.year


def test_the_same_money_under_every_convention():
    """12,000 yuan for three years at 2.75 %: what `reliability.md` section 5 counted."""
    first, last, rate = dt.date(2021, 1, 1), dt.date(2024, 1, 1), Fraction("0.0275")
    expected = {
        Basis.YEARS: 99000, Basis.ACT_360: 100375, Basis.ACT_365: 99000, Basis.THIRTY_360: 99000, Basis.MONTHS: 99000,
        Basis.DEMAND: 100375,
    }  # fmt: skip
    found = {b: split_interest(1200000, of_days(first, last, b), rate, rate, DOORS).total for b in Basis}
    assert found == expected
    leap = of_days(dt.date(2022, 3, 1), dt.date(2025, 3, 1), Basis.ACT_365)
    assert split_interest(1200000, leap, rate, rate, DOORS).total == 99090


@pytest.mark.parametrize(
    ("first", "last", "counted"),
    [("2024-01-31", "2024-02-29", 29), ("2024-01-15", "2024-03-31", 75), ("2024-01-30", "2024-01-31", 0),
     ("2024-02-28", "2024-03-01", 3), ("2023-12-31", "2024-12-31", 360)],
)  # fmt: skip
def test_months_of_thirty_days(first, last, counted):
    term = of_days(dt.date.fromisoformat(first), dt.date.fromisoformat(last), Basis.THIRTY_360)
    assert term.counted == counted


def test_whole_years_of_a_leap_day():
    assert whole_years(dt.date(2016, 2, 29), dt.date(2021, 2, 27)) == 4
    assert whole_years(dt.date(2016, 2, 29), dt.date(2021, 2, 28)) == 5


def test_each_part_is_rounded_once_half_up():
    # total 0.5 fen -> 1; the doors' 0.25 fen -> 0; the pool gets what is left.
    split = split_interest(50, of_years(1), Fraction("0.005"), Fraction("0.01"), POOL)
    assert (split.total, split.doors, split.building_pool) == (1, 0, 1)


@pytest.mark.parametrize(
    "value",
    [None, {}, {"up_to_benchmark": "building_pool", "above_benchmark": "building_pool"},
     {"up_to_benchmark": "door", "above_benchmark": "city"},
     {"up_to_benchmark": "door", "above_benchmark": "door", "distributed_times_a_year": "1"}],
)  # fmt: skip
def test_a_destination_nobody_knows(value):
    assert Destination.parse(value) is None
