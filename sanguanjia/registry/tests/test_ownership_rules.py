"""Shares are exact, slices tile and never overlap, nothing vanishes and nothing appears."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanguanjia.kernel.refusal import Refusal
from sanguanjia.registry.rules.ownership import (
    Holding,
    Opened,
    Share,
    Slice,
    Transfer,
    allocate,
    change_of_basis,
    delivery,
    share_of,
    slices_in,
    structure,
    transfer,
)
from sanguanjia.registry.types import WHOLE, Basis

DAY, TODAY, SINCE = date(2024, 5, 1), date(2024, 6, 1), date(2015, 1, 1)


def holding(number: int, lower: int, upper: int, *parties: int, basis: Basis = Basis.REGISTERED) -> Holding:
    return Holding(number, Slice(lower, upper), frozenset(parties), basis, SINCE)


def wish(holdings: tuple[Holding, ...], outgoing: set[int], *incoming: Share, **more: object) -> Transfer:
    facts = {
        "day": DAY, "today": TODAY, "unit_from": SINCE, "unit_to": None, "later": False, "basis": Basis.REGISTERED,
    }  # fmt: skip
    return Transfer(holdings=holdings, outgoing=frozenset(outgoing), incoming=incoming, **{**facts, **more})


def codes(call: Transfer) -> set[str]:
    with pytest.raises(Refusal) as caught:
        transfer(call)
    return {reason.code for reason in caught.value.reasons}


ALONE = (holding(1, 0, WHOLE, 11),)
HALVES = (holding(1, 0, WHOLE // 2, 11), holding(2, WHOLE // 2, WHOLE, 12))


@pytest.mark.parametrize("number", range(1, 19))
def test_every_share_with_a_denominator_up_to_eighteen_is_exact(number: int) -> None:
    assert slices_in(Fraction(1, number)) == WHOLE // number
    assert WHOLE % number == 0


def test_hundredths_of_a_percent_are_exact_and_a_nineteenth_is_not() -> None:
    assert slices_in(Fraction(3333, 10_000)) == 3333 * (WHOLE // 10_000)
    assert slices_in(Fraction(1, 19)) is None
    assert slices_in(Fraction(0)) is None
    assert slices_in(Fraction(3, 2)) is None
    assert WHOLE < 2**31


def test_a_sale_closes_the_old_ownership_and_opens_the_new_one() -> None:
    done = transfer(wish(ALONE, {1}, Share(Fraction(1), (21,))))
    assert done.closed == (1,)
    assert done.opened == (Opened(0, Slice(0, WHOLE), (21,)),)


def test_half_is_sold_to_a_couple_jointly_and_the_other_owner_is_not_touched() -> None:
    done = transfer(wish(HALVES, {2}, Share(Fraction(1, 2), (21, 22))))
    assert done.closed == (2,)
    assert done.opened == (Opened(0, Slice(WHOLE // 2, WHOLE), (21, 22)),)
    assert done.opened[0].is_joint


def test_a_share_that_meets_a_stranger_in_between_goes_on_behind_them() -> None:
    third = WHOLE // 3
    held = (holding(1, 0, third, 11), holding(2, third, 2 * third, 12), holding(3, 2 * third, WHOLE, 13))
    done = transfer(wish(held, {1, 3}, Share(Fraction(1, 2), (21,)), Share(Fraction(1, 6), (22,))))
    mine = [each.slice for each in done.opened if each.share == 0]
    assert len(mine) == 2
    assert share_of(mine) == Fraction(1, 2)
    assert all(each.slice.upper <= third or each.slice.lower >= 2 * third for each in done.opened)


REFUSED = [
    (wish(ALONE, {1}, Share(Fraction(2, 3), (1,)), Share(Fraction(2, 3), (2,))), {"shares_exceed_whole"}),
    (wish(ALONE, {1}, Share(Fraction(1, 2), (1,))), {"shares_fall_short"}),
    (wish(ALONE, {1}, Share(Fraction(1, 19), (1,)), Share(Fraction(18, 19), (2,))), {"share_not_exact"}),
    (wish(ALONE, {1}, Share(Fraction(1, 2), (1,)), Share(Fraction(1, 2), (1,))), {"same_owner_twice"}),
    (wish(ALONE, {1}, Share(Fraction(1), (1, 1))), {"same_owner_twice"}),
    (wish(ALONE, {1}, Share(Fraction(3, 2), (1,)), Share(Fraction(-1, 2), (2,))), {"share_not_positive"}),
    (wish(ALONE, {1}), {"owners_missing"}),
    (wish(ALONE, {1}, Share(Fraction(1), ())), {"owners_missing"}),
    (wish(ALONE, {9}, Share(Fraction(1), (1,))), {"stale"}),
    (wish(ALONE, set(), Share(Fraction(1), (1,))), {"outgoing_missing"}),
    (wish(ALONE, {1}, Share(Fraction(1), (1,)), later=True), {"later_owner_known"}),
    (wish(ALONE, {1}, Share(Fraction(1), (1,)), day=SINCE), {"day_before_owner"}),
    (wish(ALONE, {1}, Share(Fraction(1), (1,)), day=date(2024, 6, 2)), {"day_not_yet_come"}),
    (wish(ALONE, {1}, Share(Fraction(1), (1,)), unit_to=DAY), {"unit_not_there_on_day"}),
    (wish(ALONE, {1}, Share(Fraction(1), (1,)), basis=Basis.DEVELOPER_UNSOLD), {"basis_not_for_buyer"}),
    (
        wish(ALONE, {1}, Share(Fraction(2), (1,)), day=date(2025, 1, 1), later=True),
        {"shares_exceed_whole", "day_not_yet_come", "later_owner_known"},
    ),
]


@pytest.mark.parametrize(("call", "expected"), REFUSED)
def test_a_refused_transfer_says_all_reasons_at_once(call: Transfer, expected: set[str]) -> None:
    assert codes(call) == expected


def test_a_unit_without_owner_is_given_as_a_whole() -> None:
    first = wish((), set(), Share(Fraction(1), (5,)), basis=Basis.DEVELOPER_UNSOLD)
    assert transfer(first).opened[0].slice == Slice(0, WHOLE)
    assert codes(wish((), set(), Share(Fraction(1, 2), (5,)))) == {"shares_fall_short"}


def test_a_basis_follows_only_what_can_come_before_it() -> None:
    assert change_of_basis(Basis.CONTRACT_POSSESSION, Basis.REGISTERED) == []
    assert change_of_basis(Basis.DEVELOPER_UNSOLD, Basis.DEVELOPER_UNDELIVERED) == []
    assert change_of_basis(Basis.REGISTERED, Basis.DEVELOPER_UNSOLD)[0].code == "basis_does_not_follow"


def test_delivery_is_for_units_of_the_developer_only() -> None:
    mine = (holding(1, 0, WHOLE, 1, basis=Basis.DEVELOPER_UNDELIVERED),)
    assert delivery(mine, Basis.CONTRACT_POSSESSION) == []
    assert [r.code for r in delivery(ALONE, Basis.CONTRACT_POSSESSION)] == ["not_the_developers"]
    assert [r.code for r in delivery((), Basis.JUDGMENT)] == ["not_the_developers", "basis_not_for_buyer"]


def test_structure_does_not_see_how_the_slices_lie() -> None:
    quarter = WHOLE // 4
    torn = (holding(1, 0, quarter, 11), holding(2, quarter, 3 * quarter, 12), holding(3, 3 * quarter, WHOLE, 11))
    assert structure(torn) == structure(HALVES)
    assert structure(torn) != structure(ALONE)


# --- properties ----------------------------------------------------------------------------------

# Shares over one common denominator: n parts that together are the whole.
denominators = st.sampled_from([*range(2, 19), 10_000])


@st.composite
def whole_shares(draw: st.DrawFn) -> list[Fraction]:
    denominator = draw(denominators)
    cuts = draw(st.sets(st.integers(1, denominator - 1), max_size=min(7, denominator - 1)))
    edges = [0, *sorted(cuts), denominator]
    return [Fraction(b - a, denominator) for a, b in pairwise(edges)]


def tiles(slices: list[Slice], lower: int, upper: int) -> bool:
    ordered = sorted(slices)
    joints = [lower, *(edge for piece in ordered for edge in (piece.lower, piece.upper)), upper]
    return all(a == b for a, b in zip(joints[::2], joints[1::2], strict=True)) and all(p.size > 0 for p in ordered)


@given(whole_shares())
def test_slices_of_a_whole_tile_it_exactly(parts: list[Fraction]) -> None:
    done = transfer(wish(ALONE, {1}, *(Share(part, (100 + i,)) for i, part in enumerate(parts))))
    assert tiles([each.slice for each in done.opened], 0, WHOLE)
    for index, part in enumerate(parts):
        assert share_of([each.slice for each in done.opened if each.share == index]) == part


@given(whole_shares(), st.data())
def test_whoever_stays_keeps_every_slice_and_the_rest_is_filled_without_gap_or_overlap(
    parts: list[Fraction], data: st.DataObject
) -> None:
    pieces = allocate([Slice(0, WHOLE)], [slices_in(part) or 0 for part in parts])
    held = tuple(Holding(i, p[0], frozenset({i}), Basis.REGISTERED, SINCE) for i, p in enumerate(pieces))
    outgoing = data.draw(st.sets(st.sampled_from(range(len(held))), min_size=1))
    total = share_of(h.slice for h in held if h.id in outgoing)
    incoming = [Share(total / 2, (901,)), Share(total / 2, (902, 903))]
    if slices_in(total / 2) is None:
        assert codes(wish(held, outgoing, *incoming)) == {"share_not_exact"}
        return
    done = transfer(wish(held, outgoing, *incoming))
    stay = [h.slice for h in held if h.id not in done.closed]
    assert tiles([*stay, *(each.slice for each in done.opened)], 0, WHOLE)


@given(whole_shares(), st.fractions(min_value=Fraction(1, 10_000), max_value=1, max_denominator=10_000))
def test_more_than_the_whole_is_always_refused(parts: list[Fraction], extra: Fraction) -> None:
    shares = [Share(part, (100 + i,)) for i, part in enumerate([*parts, extra])]
    assert "shares_exceed_whole" in codes(wish(ALONE, {1}, *shares))
