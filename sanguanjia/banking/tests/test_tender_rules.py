"""Scores of a tender: exact, explained, the same in every order; rates as people type them."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanguanjia.banking.rules.tender import Bid, Weights, bid_reasons, rate_of, scored

VALUE = {
    "rate": 70, "service": 30, "terms": {"3": 80, "1": 20},
    "services": [{"code": "query", "words": "查询", "points": 10}, {"code": "daily", "words": "对账", "points": 5}],
}  # fmt: skip
WEIGHTS = Weights.parse(VALUE)
BENCHMARKS = {3: Fraction("0.0275"), 1: Fraction("0.015")}
RATES = st.integers(0, 1000).map(lambda n: Fraction(n, 10_000))
BIDS = st.lists(st.tuples(RATES, RATES, st.sets(st.sampled_from(["query", "daily"]))), min_size=1, max_size=6).map(
    lambda rows: [Bid(n, {3: a, 1: b}, tuple(sorted(s))) for n, (a, b, s) in enumerate(rows, 1)]
)


def test_points_by_hand():
    one = Bid(1, {3: Fraction("0.0325"), 1: Fraction("0.018")}, ("query",))
    two = Bid(2, {3: Fraction("0.0275"), 1: Fraction("0.020")}, ("query", "daily"))
    first, second = scored([two, one], WEIGHTS, BENCHMARKS)
    assert (first.bid.bank_id, first.rate_points) == (2, 56 * Fraction(275, 325) + 14)
    assert first.service_points == 30
    assert second.total == 56 + 14 * Fraction(18, 20) + 20
    assert [part.over_benchmark for part in second.parts] == [Fraction("0.005"), Fraction("0.003")]


@given(bids=BIDS, seed=st.integers(0, 99))
def test_order_never_matters_nobody_has_more_than_all_and_ranks_follow_the_points(bids, seed):
    found = scored(bids, WEIGHTS, BENCHMARKS)
    assert scored(random.Random(seed).sample(bids, len(bids)), WEIGHTS, {}) == scored(bids, WEIGHTS, {})
    assert all(0 <= score.total <= 100 for score in found)
    assert [score.total for score in found] == sorted((score.total for score in found), reverse=True)
    for score in found:
        assert score.rank == 1 + sum(other.total > score.total for other in found)


@given(bids=BIDS, by=st.integers(1, 50))
def test_a_higher_rate_never_costs_points(bids, by):
    before = next(s for s in scored(bids, WEIGHTS, {}) if s.bid.bank_id == 1)
    better = [Bid(1, {3: bids[0].rates[3] + Fraction(by, 10_000), 1: bids[0].rates[1]}, bids[0].services), *bids[1:]]
    after = next(s for s in scored(better, WEIGHTS, {}) if s.bid.bank_id == 1)
    assert after.total >= before.total


@pytest.mark.parametrize(
    ("text", "rate"),
    [("3.25", "0.0325"), (" 3.25 %", "0.0325"), ("3", "0.03"), ("100", "1"), ("0.00001", "0.0000001")],
)
def test_rates_in_percent(text, rate):
    assert rate_of(text) == Fraction(rate)


@pytest.mark.parametrize("text", ["", "x", "-1", "101", "1e2", "3.123456", "٣", "1.2.3", "%"])
def test_what_is_no_rate(text):
    assert rate_of(text) is None


@pytest.mark.parametrize(
    "wrong", [{"rate": 80}, {"rate": -10, "service": 110}, {"terms": {}}, {"terms": {"x": 1}}, {"services": [{}]},
              {"rate": "70"}, {"terms": {"0": 5}}]
)  # fmt: skip
def test_weights_this_rule_does_not_know(wrong):
    assert Weights.parse(VALUE | wrong) is None


def test_everything_that_is_wrong_with_a_bid_at_once():
    found = bid_reasons({3: None}, ["query", "tea"], WEIGHTS)
    assert [(r.code, r.field) for r in found] == [
        ("tender_bad_rate", "rate-3"), ("tender_bad_rate", "rate-1"), ("tender_unknown_service", "services"),
    ]  # fmt: skip
