"""Which ballot stands, and when two typists agree: against the rule over finished lists, and by hand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sanguanjia.decisions.rules.box import OWN_RANK, PAPER_RANK, PROXY_RANK, Standing, agreed, may_replace, rank_of
from sanguanjia.decisions.rules.voters import Cast, effective
from sanguanjia.decisions.tests.law import law
from sanguanjia.decisions.types import Capacity, Channel, Precedence

LAW = law()
CASTS = st.lists(st.tuples(st.sampled_from(["p1", "p2"]), st.booleans()), max_size=6)


@given(CASTS)
def test_the_box_says_what_the_rule_over_the_whole_list_says(casts: list[tuple[str, bool]]) -> None:
    stands: Standing | None = None
    index = None
    for number, (voter, proxy) in enumerate(casts):
        # A proxy is one account for the head, so its voice is always the same.
        name, rank = ("x", PROXY_RANK) if proxy else (voter, OWN_RANK)
        if may_replace(stands, name, rank, True):
            stands, index = Standing(name, rank), number
    listed = [Cast("x" if proxy else voter, "for", proxy=proxy) for voter, proxy in casts]
    assert index == effective(LAW, listed).index


def test_ranks_and_who_gives_way() -> None:
    assert rank_of(Channel.PHONE, Capacity.PROXY, Precedence.PAPER) == PROXY_RANK
    assert rank_of(Channel.PAPER, Capacity.OWNER, Precedence.PAPER) == PAPER_RANK
    assert rank_of(Channel.PAPER, Capacity.OWNER, Precedence.LAST) == OWN_RANK
    own, paper = Standing("p1", OWN_RANK), Standing("p1", PAPER_RANK)
    assert may_replace(own, "p1", PAPER_RANK, last_counts=False), "paper that was given precedence"
    assert not may_replace(paper, "p1", OWN_RANK, last_counts=True)
    assert not may_replace(own, "p1", OWN_RANK, last_counts=False)
    assert not may_replace(own, "p2", PAPER_RANK, last_counts=True), "the first co-owner stands"
    assert not may_replace(Standing("p1", OWN_RANK, frozen=True), "p1", PAPER_RANK, last_counts=True)
    assert may_replace(Standing("x9", PROXY_RANK), "p1", OWN_RANK, last_counts=False)
    assert not may_replace(own, "x9", PROXY_RANK, last_counts=True)


def test_two_people_agree_and_one_alone_does_not() -> None:
    assert agreed([]) is None
    assert agreed([(1, ("for",)), (1, ("for",))]) is None
    assert agreed([(1, ("for",)), (2, ("against",))]) is None
    assert agreed([(1, ("for",)), (2, ("against",)), (3, ("against",))]) == ("against",)
