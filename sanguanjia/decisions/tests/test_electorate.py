"""Who may vote: every vector of rules.md 1.2, the neighbours of OWN-011, and a second count."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanguanjia.decisions.rules.count import count
from sanguanjia.decisions.rules.electorate import electorate
from sanguanjia.decisions.types import NOTHING, Developer, Level, RollUnit, Tally, Weight
from sanguanjia.kernel.refusal import Refusal

from .law import law

UNSOLD, UNDELIVERED = Developer.UNSOLD, Developer.UNDELIVERED


def flat(name: str, *owners: str, developer: Developer | None = None, area: int = 10_000) -> RollUnit:
    return RollUnit(name, area, "dwelling", owners, developer)


def space(name: str, *owners: str) -> RollUnit:
    return RollUnit(name, 1_250, "parking", owners)


V20 = [
    *(flat(f"1-{n}", f"p{n}") for n in range(10)),
    *(flat(f"2-{n}", "B") for n in range(3)),
    *(flat(f"3-{n}", "D", developer=UNSOLD) for n in range(5)),
    *(flat(f"4-{n}", "D", developer=UNDELIVERED) for n in range(2)),
]
SPACES = [*(space(f"车{n}", f"p{n % 10}") for n in range(38)), space("车38", "out1"), space("车39", "out2")]


def totals(units, place="CN", parking=None, day="2024-05-01"):
    found = electorate(law(place, day), units, parking).total
    return found.n, found.area


def test_v20():
    assert totals(V20) == (12, 200_000)


def test_v21_two_units_are_handed_over():
    handed = [*V20[:-2], flat("4-0", "new1"), flat("4-1", "new2")]
    assert totals(handed) == (14, 200_000)


def test_v23_parking_is_left_out_of_both_counts():
    assert totals(V20 + SPACES) == (12, 200_000)
    assert totals(V20 + SPACES, parking=True) == (14, 250_000)
    assert len(electorate(law(), V20 + SPACES).left_out) == 40


def test_v25_the_developer_alone_blocks_participation():
    roll = electorate(law(), V20)
    head = next(head for head in roll.heads if head.developer)
    assert (head.area, len(head.units), head.owners) == (70_000, 7, ("D",))
    assert Fraction(head.area, roll.total.area) == Fraction(35, 100)
    others = Weight(roll.total.area - head.area, roll.total.n - 1)
    assert count(law(), None, Level.ORDINARY, Tally(roll.total, others, NOTHING)).reasons == ("participation_area",)


def test_a_group_is_a_holder_of_its_own():
    """OWN-011a: the couple is one head over two units, and each alone another."""
    units = [flat("1", "a", "b"), flat("2", "b", "a"), flat("3", "a"), flat("4", "b"), flat("5", "a", "b", "c")]
    assert totals(units) == (4, 50_000)


def test_the_buyer_named_for_an_undelivered_unit_does_not_vote():
    roll = electorate(law(), [flat("1", "D", developer=UNSOLD), flat("2", "buyer", developer=UNDELIVERED)])
    assert [head.owners for head in roll.heads] == [("D",)]
    assert totals([flat("1", developer=UNSOLD), flat("2", "x")]) == (2, 20_000)


def test_the_place_decides_about_parking():
    with pytest.raises(Refusal) as refused:
        electorate(law("330200"), V20 + SPACES, True)
    assert [r.code for r in refused.value.reasons] == ["parking_fixed_by_law"]
    assert totals(V20 + SPACES, "330200") == (12, 200_000)
    assert totals(V20 + SPACES, "330200", parking=False) == (12, 200_000)
    with pytest.raises(Refusal) as early:
        electorate(law(day="2009-12-31"), V20)  # nothing says yet what becomes of parking
    assert [r.code for r in early.value.reasons] == ["no_rule"]
    assert totals(V20, day="2009-12-31", parking=False) == (12, 200_000)


def test_nobody():
    assert totals([]) == (0, 0)
    assert totals([space("1", "a")]) == (0, 0)


units = st.lists(
    st.builds(
        RollUnit,
        st.uuids().map(str),
        st.integers(1, 50_000),
        st.sampled_from(["dwelling", "shop", "parking"]),
        st.lists(st.sampled_from("abcd"), min_size=1, max_size=3, unique=True).map(tuple),
        st.sampled_from([None, None, None, UNSOLD, UNDELIVERED]),
    ),
    max_size=25,
)


def second_count(listed: list[RollUnit], parking: bool) -> tuple[int, int]:
    """One label per holder, written as a sorted string; areas added one by one."""
    labels, area = set(), 0
    for unit in listed:
        if unit.use == "parking" and not parking:
            continue
        labels.add("=developer=" if unit.developer else "+".join(sorted(unit.owners)))
        area += unit.area
    return len(labels), area


@given(units, st.booleans())
def test_equals_a_second_count(listed, parking):
    roll = electorate(law(), listed, parking)
    assert (roll.total.n, roll.total.area) == second_count(listed, parking)
    named = [name for head in roll.heads for name in head.units] + list(roll.left_out)
    assert sorted(named) == sorted(unit.id for unit in listed)


@given(units, st.booleans(), st.randoms(use_true_random=False))
def test_order_never_matters(listed, parking, random):
    shuffled = list(listed)
    random.shuffle(shuffled)

    def shape(these):
        heads = electorate(law(), these, parking).heads
        return sorted((sorted(head.owners), sorted(head.units), head.area, head.developer) for head in heads)

    assert shape(listed) == shape(shuffled)
