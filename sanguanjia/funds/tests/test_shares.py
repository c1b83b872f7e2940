"""Sharing out: the parts are the whole, whoever stands where, and nobody is a fen away from what is exact."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanguanjia.funds.rules.shares import in_door_order, shared_by_door, shared_out

DOORS = st.dictionaries(
    st.from_regex(r"[0-9]{1,2}-[0-9]{1,4}", fullmatch=True), st.integers(0, 30_000), min_size=1, max_size=12
).filter(lambda areas: sum(areas.values()) > 0)


@given(whole=st.integers(0, 10**13), areas=DOORS, data=st.data())
def test_the_parts_are_the_whole_each_within_a_fen_whatever_the_order(whole, areas, data):
    parts = shared_by_door(whole, areas)
    assert sum(parts.values()) == whole
    total = sum(areas.values())
    for door, fen in parts.items():
        assert abs(fen - Fraction(whole * areas[door], total)) < 1
    shuffled = dict(data.draw(st.permutations(list(areas.items()))))
    assert shared_by_door(whole, shuffled) == parts


@given(whole=st.integers(0, 10**6), doors=st.integers(1, 30))
def test_of_equal_parts_the_first_get_the_rest(whole, doors):
    parts = shared_out(whole, [7] * doors)
    assert list(parts) == sorted(parts, reverse=True)
    assert parts[0] - parts[-1] <= 1


def test_vector_v2():
    assert shared_by_door(10000, {"c": 1, "b": 1, "a": 1}) == {"a": 3334, "b": 3333, "c": 3333}


def test_nothing_weighs_nothing():
    assert shared_out(5, [0, 3, 0, 3]) == (0, 3, 0, 2)
    assert shared_out(0, [0, 0]) == (0, 0)
    with pytest.raises(ValueError, match="nothing to share"):
        shared_out(1, [0, 0])
    for whole, weights in ((-1, [1]), (1, [2, -1])):
        with pytest.raises(ValueError, match="never negative"):
            shared_out(whole, weights)


def test_doors_in_the_order_people_count():
    doors = ["3-1-1403", "3-1-203", "10", "9", "a", "3-10-1", "09", "123456789012", "23456789012", "甲2", "甲10"]
    assert in_door_order(doors) == [
        "3-1-203", "3-1-1403", "3-10-1", "09", "9", "10", "23456789012", "123456789012", "a", "甲2", "甲10"
    ]  # fmt: skip
    assert in_door_order(["9" * 5000, "1" + "0" * 5000]) == ["9" * 5000, "1" + "0" * 5000]
