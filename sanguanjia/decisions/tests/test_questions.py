"""Questions with several answers: what a mark means, when a paper cannot be read, how ties are drawn."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from sanguanjia.decisions.rules import elections
from sanguanjia.decisions.rules.elections import Candidate
from sanguanjia.decisions.rules.questions import PICK, Asked, most_marks, over, readable, spread
from sanguanjia.decisions.types import Weight

from .law import law, unmet

SEVEN = Asked("q1", tuple(range(3, 14)), 7)
ALL, PART = Weight(10_000_000, 1000), Weight(8_000_000, 800)


def test_a_mark_says_something_of_every_answer() -> None:
    said = spread(SEVEN, PICK, [3, 5])
    assert [item for item, choice in said.items() if choice == "for"] == [3, 5]
    assert set(said.values()) == {"for", "abstain"}
    assert set(spread(SEVEN, "against").values()) == {"against"}
    assert set(spread(SEVEN, "against")) == set(SEVEN.items)
    assert (most_marks("elect", 7), most_marks("choose", 1)) == (7, 1)


def test_a_paper_with_too_many_names_spoils_this_question_alone() -> None:
    said = {1: "for", 2: "invalid", **spread(SEVEN, PICK, range(3, 11))}
    assert over(SEVEN, said)
    assert readable([SEVEN], said) == {1: "for"}
    seven = {1: "for", **spread(SEVEN, PICK, range(3, 10))}
    assert readable([SEVEN], seven) == seven
    assert readable([SEVEN], seven | {12: "invalid"}) == {1: "for"}


def person(name: str, heads: int, area: int) -> Candidate:
    return Candidate(name, Weight(area, heads))


SAME = [person(name, 500, 5_000_000) for name in ("a", "b", "c")]


def seats(found: list[Candidate], n: int = 2) -> elections.Seats:
    return elections.elect(law("110105"), n, found, ALL, PART, households=100)


def test_ties_go_by_age_by_lot_or_to_nobody() -> None:
    assert seats(elections.with_tie_order(SAME, "runoff", "", (1, 2, 3))).tied == ("a", "b", "c")
    older = seats(elections.with_tie_order(SAME, "older", "", (3, 1, 2)))
    assert (older.elected, older.tied, older.alternates) == (("b", "c"), (), ("a",))
    unknown = seats(elections.with_tie_order(SAME, "older", "", (3, None, 2)))
    assert unmet(unknown.finding)[0] == "tie_for_last_seat"
    assert seats(elections.with_tie_order(SAME, "older", "", (1, 1, 2))).tied, "two of one age are no order"
    places = elections.drawn("ab" * 32, ["a", "b", "c"])
    lot = seats(elections.with_tie_order(SAME, "lot", "ab" * 32, (None, None, None)))
    assert lot.elected == tuple(sorted(places, key=lambda name: places[name]))[:2]
    assert sorted(places.values()) == [1, 2, 3]
    assert elections.drawn("cd" * 32, ["c", "b", "a"]) == elections.drawn("cd" * 32, ["a", "b", "c"])


found = st.lists(st.tuples(st.integers(300, 800), st.integers(3_000_000, 8_000_000)), min_size=1, max_size=9)


@given(found, st.integers(1, 5), st.text("0123456789abcdef", min_size=8, max_size=8), st.data())
def test_with_a_lot_nobody_is_tied_order_never_matters_and_more_votes_never_unseat(cast, n, seed, data) -> None:
    candidates = [person(f"c{number}", *weight) for number, weight in enumerate(cast)]
    drawn = elections.with_tie_order(candidates, "lot", seed, [None] * len(candidates))
    before = seats(drawn, n)
    assert before.tied == ()
    shuffled = data.draw(st.permutations(drawn))
    assert seats(list(shuffled), n).elected == before.elected
    if before.elected:
        name = data.draw(st.sampled_from(before.elected))
        more = [
            replace(one, yes=Weight(min(one.yes.area + 1, PART.area), min(one.yes.n + 1, PART.n)))
            if one.id == name else one for one in drawn
        ]  # fmt: skip
        assert name in seats(more, n).elected


@given(st.sets(st.sampled_from(SEVEN.items)))
def test_what_is_read_never_has_more_yes_than_allowed(picked: set[int]) -> None:
    said = readable([SEVEN], spread(SEVEN, PICK, picked))
    assert not over(SEVEN, said)
    assert bool(said) == (len(picked) <= SEVEN.most)
