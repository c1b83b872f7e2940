"""The count: every vector of rules.md 1.1, 1.3 and 13, exact boundaries, a second reckoning."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanguanjia.decisions.rules.count import MATTERS, count, deem
from sanguanjia.decisions.types import NOTHING, Both, Level, Tally, Verdict, Weight
from sanguanjia.kernel.area import hundredths
from sanguanjia.kernel.refusal import Refusal

from .law import law

ORDINARY, QUALIFIED = Level.ORDINARY, Level.QUALIFIED


def w(area: str, n: int) -> Weight:
    return Weight(hundredths(area), n)


ALL = w("100000", 1000)


def judged(yes: Weight, no: Weight, abstain: Weight = NOTHING, level: Level = ORDINARY, total: Weight = ALL) -> Verdict:
    return count(law(), None, level, Tally(total, yes, no, abstain))


VECTORS = [
    # id, yes, no, abstain, level, participation, consent, reasons
    ("OWN-V01", w("36000", 360), w("30000", 300), w("4000", 40), ORDINARY, (1, 1), (1, 1), ()),
    ("OWN-V02", w("50000", 500), w("16666.66", 167), NOTHING, ORDINARY, (0, 1), None, ("participation_area",)),
    ("OWN-V04", w("40000", 400), w("16000", 160), w("24000", 240), ORDINARY, (1, 1), (0, 0), ("exactly_half",)),
    ("OWN-V05", w("60000", 600), w("20000", 200), NOTHING, QUALIFIED, (1, 1), (1, 1), ()),
    ("OWN-V06", w("59999.99", 600), w("20000.01", 200), NOTHING, QUALIFIED, (1, 1), (0, 1), ("consent_area",)),
    ("OWN-V08", w("35000", 400), w("35000", 300), NOTHING, ORDINARY, (1, 1), (0, 1), ("exactly_half",)),
]


@pytest.mark.parametrize(("name", "yes", "no", "abstain", "level", "part", "consent", "reasons"), VECTORS)
def test_vectors(name, yes, no, abstain, level, part, consent, reasons):
    found = judged(yes, no, abstain, level)
    assert found.participation == Both(*map(bool, part))
    assert found.consent == (None if consent is None else Both(*map(bool, consent)))
    assert found.reasons == reasons
    assert found.passed is (not reasons)
    assert found.regime == "civil_code_278"


def test_v02_is_short_by_less_than_a_hundredth():
    found = judged(w("50000", 500), w("16666.66", 167))
    assert Fraction(2, 3) * 100_000 - found.fractions["participation_area"] * 100_000 == Fraction(2, 300)
    assert judged(w("50000", 500), w("16666.67", 167)).passed


def test_v11_the_old_law_counts_all_owners():
    tally = Tally(ALL, w("36000", 360), w("30000", 300), w("4000", 40))
    found = count(law(day="2020-12-31"), 4, None, tally)
    assert found.regime == "property_law_76"
    assert found.participation == Both(True, True)
    assert found.reasons == ("old_law_majority_of_all",)
    assert found.fractions["consent_area"] == Fraction(9, 25)
    assert count(law(day="2021-01-01"), 4, None, tally).passed


@pytest.mark.parametrize("matter", range(1, 10))
def test_every_matter_on_both_sides_of_its_bar(matter):
    qualified = matter in (6, 7, 8)
    enough, short = (75, 74) if qualified else (51, 50)
    for yes, passes in ((enough, True), (short, False)):
        tally = Tally(w("100", 100), w(str(yes), yes), w(str(100 - yes), 100 - yes))
        assert count(law(), matter, None, tally).passed is passes
    two_thirds = matter in (5, 6, 7)
    bars = ((200, 300, True), (199, 300, False)) if two_thirds else ((151, 300, True), (150, 300, False))
    for yes, of, passes in bars:
        tally = Tally(w(str(of), of), w(str(yes), yes), NOTHING)
        assert count(law(day="2020-12-31"), matter, None, tally).passed is passes
        assert count(law(day="2007-10-01"), matter, None, tally).passed is passes


@pytest.mark.parametrize("matter", [None, 5])
def test_no_law_no_verdict(matter):
    with pytest.raises(Refusal) as refused:
        count(law(day="2007-09-30"), matter, None if matter else ORDINARY, Tally(ALL, ALL, NOTHING))
    assert [reason.code for reason in refused.value.reasons] == ["no_rule"]


def test_two_thirds_of_999_is_666():
    total = w("999", 999)
    assert judged(w("666", 666), NOTHING, total=total).passed
    assert judged(w("665.99", 666), NOTHING, total=total).reasons == ("participation_area",)
    assert judged(w("666", 665), NOTHING, total=total).reasons == ("participation_n",)


def test_exactly_half_on_one_count_and_less_on_the_other():
    found = judged(w("40000", 399), w("40000", 401))
    assert found.reasons == ("exactly_half", "consent_n")
    assert judged(w("39999.99", 400), w("40000.01", 400)).reasons == ("exactly_half", "consent_area")
    assert judged(w("39999.99", 399), w("40000.01", 401)).reasons == ("consent_area", "consent_n")


def test_half_is_nothing_special_for_a_qualified_matter():
    assert judged(w("40000", 400), w("40000", 400), level=QUALIFIED).reasons == ("consent_area", "consent_n")


def test_stale_local_texts_change_nothing():
    tally = Tally(ALL, w("36000", 360), w("34000", 340))
    for place in ("410100", "330900", "110101"):
        assert count(law(place), 5, None, tally).passed


def test_v30_deemed_is_a_second_line():
    tally = Tally(w("1291", 1291), w("417", 417), w("278", 278), w("8", 8))
    found = count(law(day="2021-05-01"), None, ORDINARY, tally, w("584", 584))
    assert not found.passed
    assert found.reasons == ("participation_area", "participation_n")
    assert found.fractions["participation_n"] == Fraction(703, 1291)
    assert found.deemed is not None
    assert found.deemed.passed
    assert found.deemed.fractions["participation_n"] == Fraction(1287, 1291)
    assert found.deemed.fractions["consent_n"] == Fraction(1001, 1287)
    assert found.deemed.deemed_side == "for"
    assert any(clause.rule == "OWN-030" for clause in found.deemed.clauses)


@pytest.mark.parametrize(
    ("yes", "no", "abstain", "side"),
    [
        ((50, 5), (20, 2), (10, 1), "for"),
        ((20, 2), (50, 5), (10, 1), "against"),
        ((20, 2), (10, 1), (50, 5), "abstain"),
        ((50, 2), (20, 5), (10, 1), ""),  # area says one thing, heads another
        ((30, 3), (30, 3), (0, 0), ""),
        ((30, 3), (30, 2), (0, 0), ""),
        ((0, 0), (0, 0), (0, 0), ""),
    ],
)
def test_the_deemed_join_a_common_majority_or_nobody(yes, no, abstain, side):
    tally = Tally(Weight(200, 20), Weight(*yes), Weight(*no), Weight(*abstain))
    found, after = deem(tally, Weight(40, 4))
    assert found == side
    assert after.participants == tally.participants + Weight(40, 4)
    assert (after.yes != tally.yes) is (side == "for")


parts = st.integers(0, 400)
weights = st.builds(Weight, parts, parts)
days = st.sampled_from(["2008-01-01", "2020-12-31", "2021-01-01", "2024-05-01"])


@st.composite
def tallies(draw: st.DrawFn) -> Tally:
    yes, no, abstain, away = (draw(weights) for _ in range(4))
    return Tally(yes + no + abstain + away + Weight(1, 1), yes, no, abstain)


def second_reckoning(day: str, matter: int, t: Tally) -> bool:
    """The same law said once more, per count, by comparing products of whole numbers."""
    for whole, yes, no, rest in (
        (t.total.area, t.yes.area, t.no.area, t.abstain.area),
        (t.total.n, t.yes.n, t.no.n, t.abstain.n),
    ):
        cast = yes + no + rest
        if day < "2021":
            ok = 3 * yes >= 2 * whole if matter in (5, 6, 7) else 2 * yes > whole
        else:
            ok = 3 * cast >= 2 * whole and (4 * yes >= 3 * cast if matter in (6, 7, 8) else 2 * yes > cast)
        if not ok:
            return False
    return True


@given(tallies(), st.sampled_from(sorted(MATTERS)), days)
def test_agrees_with_a_second_reckoning(tally, matter, day):
    found = count(law(day=day), matter, None, tally)
    assert found.passed is second_reckoning(day, matter, tally)
    assert (found.consent is None) is (not found.participation.both)


@given(tallies(), st.sampled_from(sorted(MATTERS)), days, weights)
def test_adding_a_for_never_turns_pass_into_fail(tally, matter, day, more):
    assume_pass = count(law(day=day), matter, None, tally).passed
    away = Weight(
        min(more.area, tally.total.area - tally.participants.area), min(more.n, tally.total.n - tally.participants.n)
    )
    after = Tally(tally.total, tally.yes + away, tally.no, tally.abstain)
    assert count(law(day=day), matter, None, after).passed or not assume_pass


@given(tallies(), st.sampled_from(sorted(MATTERS)), days)
def test_turning_an_against_into_a_for_never_hurts(tally, matter, day):
    before = count(law(day=day), matter, None, tally).passed
    after = Tally(tally.total, tally.yes + tally.no, NOTHING, tally.abstain)
    assert count(law(day=day), matter, None, after).passed or not before


@given(tallies(), weights)
def test_the_deemed_line_never_changes_the_first(tally, deemed):
    room = Weight(
        min(deemed.area, tally.total.area - tally.participants.area),
        min(deemed.n, tally.total.n - tally.participants.n),
    )
    strict = count(law(), None, ORDINARY, tally)
    both = count(law(), None, ORDINARY, tally, room)
    assert (both.reasons, both.fractions, both.clauses) == (strict.reasons, strict.fractions, strict.clauses)
