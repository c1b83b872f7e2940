"""Who bears what of a cost."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from sanguanjia.funds.rules.allocation import AllocationRule, allocate
from sanguanjia.funds.types import Payer

from .test_shares import DOORS

CASH = AllocationRule(Payer.CASH)


@given(cost=st.integers(0, 10**12), areas=DOORS, data=st.data())
def test_all_of_it_is_borne_once(cost, areas, data):
    subsets = st.sets(st.sampled_from(sorted(areas)))
    unsold, public = data.draw(subsets), data.draw(subsets)
    deposits = data.draw(st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)).filter(any))
    parts = allocate(cost, areas, CASH, unsold, public, deposits)
    assert sum(parts.fen.values()) + parts.seller_fen == cost
    assert min([*parts.fen.values(), parts.seller_fen]) >= 0
    plain = allocate(cost, areas, CASH)
    shared = public - unsold
    for door in areas:
        if door not in shared:
            assert parts.fen[door] == plain.fen[door]  # whoever is no public housing does not notice it
        assert parts.payer[door] == (Payer.CASH if door in unsold else Payer.ACCOUNT)
    whole = sum(plain.fen[door] for door in shared)
    assert abs(parts.seller_fen - Fraction(whole * deposits[1], sum(deposits))) < 1
    assert sum(parts.fen[door] for door in shared) + parts.seller_fen == whole
    shuffled = dict(data.draw(st.permutations(list(areas.items()))))
    assert allocate(cost, shuffled, CASH, unsold, public, deposits) == parts


def test_vector_v1():
    areas = {"101": 8812, "102": 12045, "201": 9533, "202": 12045}
    parts = allocate(1000000, areas, CASH, unsold={"202"})
    assert parts.fen == {"101": 207659, "102": 283846, "201": 224649, "202": 283846}
    assert [door for door, payer in parts.payer.items() if payer is Payer.CASH] == ["202"]


def test_sold_public_housing_alone_and_mixed():
    alone = allocate(9000, {"1": 50, "2": 100}, CASH, public={"1", "2"}, deposits=(1, 2))
    assert (alone.fen, alone.seller_fen) == ({"1": 1000, "2": 2000}, 6000)
    mixed = allocate(9000, {"1": 50, "2": 100, "3": 150}, CASH, public={"1", "2"}, deposits=(3, 7))
    assert (mixed.fen, mixed.seller_fen) == ({"1": 450, "2": 900, "3": 4500}, 3150)
    assert [step.rule for step in mixed.explain] == ["FUND-040", "FUND-042", "FUND-046"]


def test_public_housing_still_unsold_is_the_sellers_in_cash():
    parts = allocate(9000, {"1": 50, "2": 100, "3": 150}, CASH, unsold={"2"}, public={"1", "2"}, deposits=(1, 1))
    assert (parts.fen, parts.seller_fen) == ({"1": 750, "2": 3000, "3": 4500}, 750)
    assert parts.payer["2"] is Payer.CASH


def test_an_area_of_nothing_bears_nothing():
    parts = allocate(7, {"1": 0, "2": 1, "3": 1}, CASH, public={"1"}, deposits=(0, 5))
    assert (parts.fen, parts.seller_fen) == ({"1": 0, "2": 4, "3": 3}, 0)


def test_a_place_may_say_that_unsold_units_pay_alike():
    rule = AllocationRule.parse(
        {"by": "area", "unsold_pays": "account", "rounding": "largest_remainder", "ties": "door_code"}
    )
    assert allocate(10, {"1": 1, "2": 1}, rule, unsold={"2"}).payer["2"] is Payer.ACCOUNT
    for value in (None, {}, {"by": "door", "unsold_pays": "cash"}, {"by": "area", "unsold_pays": "nobody"}):
        assert AllocationRule.parse(value) is None
