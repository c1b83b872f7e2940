"""Settlement of interest as rules: weights of days, two stages, the parts are the bank's amount."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanguanjia.funds.rules import settlement as rules
from sanguanjia.funds.rules.day_counts import Basis, of_years
from sanguanjia.funds.rules.interest import Destination, split_interest

DAY = dt.date(2024, 1, 1)
POOLED, TO_DOORS = Destination(pooled=True), Destination(pooled=False)
DATES = st.integers(-30, 60).map(lambda days: DAY + dt.timedelta(days=days))


def day(number: int) -> dt.date:
    return DAY + dt.timedelta(days=number)


class TestWeight:
    @pytest.mark.parametrize(
        ("legs", "weight"),
        [
            ([(day(-5), 7)], 70),  # there before: every one of the ten days
            ([(day(0), 7)], 70),  # the first day counts
            ([(day(9), 7)], 7),  # the last but one
            ([(day(10), 7)], 0),  # the last does not count
            ([(day(-5), 7), (day(4), -7)], 28),
            ([(day(3), -7), (day(6), 7)], 0),  # late facts may seem less than nothing
            ([], 0),
        ],
    )
    def test_ten_days(self, legs, weight):
        assert rules.weight_of(legs, day(0), day(10)) == weight

    @given(legs=st.lists(st.tuples(DATES, st.integers(-1000, 1000)), max_size=12), length=st.integers(1, 40))
    def test_it_is_the_sum_of_the_balances_day_by_day(self, legs, length):
        last = DAY + dt.timedelta(days=length)
        by_day = sum(sum(fen for at, fen in legs if at <= day(n)) for n in range(length))
        assert rules.weight_of(legs, DAY, last) == max(0, by_day)
        stretches = rules.days_held(legs, DAY, last)
        assert max(0, sum(held * (until - since).days for since, until, held in stretches)) == max(0, by_day)
        assert (stretches[0][0], stretches[-1][1]) == (DAY, last)


class TestStages:
    def doors(self, weights):
        return [rules.DoorWeight(100 + n, name, building, w) for n, (name, building, w) in enumerate(weights)]

    def test_ties_go_to_the_lower_number_and_to_the_lower_door(self):
        assert [(p.key, p.fen, p.extra) for p in rules.among_estates(100, {9: 1, 2: 1, 30: 1})] == [
            (2, 34, 1), (9, 33, 0), (30, 33, 0)
        ]  # fmt: skip
        doors = self.doors([("3-1-1403", 1, 5), ("3-1-203", 1, 5), ("10-1-1", 2, 5)])
        assert [(p.key, p.fen, p.extra) for p in rules.among_doors(1, doors)] == [
            (101, 1, 1), (100, 0, 0), (102, 0, 0)
        ]  # fmt: skip

    def test_pools_weigh_what_their_doors_weigh(self):
        doors = self.doors([("1-101", 1, 10), ("2-101", 2, 20), ("P1", None, 70)])
        pools = {1: (901, "1栋统筹账户"), 2: (902, "2栋统筹账户"), 3: (903, "3栋统筹账户")}
        assert [(p.key, p.fen) for p in rules.among_pools(100, doors, pools)] == [(901, 33), (902, 67), (903, 0)]

    @given(
        whole=st.integers(0, 10**12),
        estates=st.dictionaries(
            st.integers(1, 50),
            st.lists(st.tuples(st.integers(1, 3), st.integers(0, 10**13)), min_size=1, max_size=8),
            min_size=1, max_size=6,
        ),
        pooled=st.fractions(0, 1, max_denominator=20),
    )  # fmt: skip
    def test_the_parts_are_the_banks_amount_whatever_the_weights(self, whole, estates, pooled):
        scope = {
            estate: [rules.DoorWeight(n, f"{b}-1-{n}", b, w) for n, (b, w) in enumerate(doors)]
            for estate, doors in estates.items()
        }
        weights = {estate: sum(door.weight for door in doors) for estate, doors in scope.items()}
        if not sum(weights.values()):
            return
        pool = int(whole * pooled)
        below, above = rules.among_estates(whole - pool, weights), rules.among_estates(pool, weights)
        total = 0
        for part, over in zip(below, above, strict=True):
            doors = rules.among_doors(part.fen, scope[part.key])
            pools = rules.among_pools(over.fen, scope[part.key], {b: (900 + b, f"{b}栋") for b in (1, 2, 3)})
            assert (sum(p.fen for p in doors), sum(p.fen for p in pools)) == (part.fen, over.fen)
            for share in (*doors, *pools):
                exact = Fraction((part if share in doors else over).fen * share.weight, part.weight or 1)
                assert share.fen - share.extra == int(exact)
                assert share.extra in (0, 1)
            total += part.fen + over.fen
        assert total == whole


class TestSplit:
    def split(self, contract, where=POOLED):
        return split_interest(100_000_000, of_years(3), Fraction("0.0275"), Fraction(contract), where)

    def test_vector_v10(self):
        split = self.split("0.0325")
        assert rules.of_the_bank(split.total, split, POOLED) == (8_250_000, 1_500_000)

    @pytest.mark.parametrize(
        ("contract", "where", "bank", "doors", "pools"),
        [
            ("0.0200", POOLED, 6_000_000, 6_000_000, 0),  # below the benchmark nothing is left for the pools
            ("0.0325", TO_DOORS, 9_750_000, 9_750_000, 0),  # FUND-078: everything to the doors
            ("0.0325", POOLED, 9_750_001, 8_250_000, 1_500_001),  # the bank rounded otherwise
            ("0.0325", POOLED, 8_000_000, 8_000_000, 0),  # the bank paid less than the benchmark
        ],
    )
    def test_what_the_bank_paid_is_shared_out_to_the_fen(self, contract, where, bank, doors, pools):
        assert rules.of_the_bank(bank, self.split(contract, where), where) == (doors, pools)


def test_the_term_of_a_period():
    leap, end = dt.date(2020, 2, 29), dt.date(2023, 2, 28)
    whole = rules.period_term(leap, end, Basis.YEARS, leap, end, 3)
    assert (whole.counted, whole.days) == (3, None)
    assert rules.period_term(leap, dt.date(2021, 2, 28), Basis.YEARS, leap, end, 3).counted == 1
    assert rules.period_term(leap, dt.date(2021, 3, 1), Basis.YEARS, leap, end, 3) is None
    assert rules.period_term(leap, end, Basis.ACT_360, leap, end, 3).days == 1095
