"""Matching and the difference: order never matters, a changed fen is always open, every fen has its place."""

from __future__ import annotations

import datetime as dt
import random

from hypothesis import given
from hypothesis import strategies as st

from sanguanjia.banking.rules.matching import Group, pairs, reconciled
from sanguanjia.banking.types import Item, Pair

DAY = dt.date(2024, 3, 1)
ITEMS = st.lists(st.tuples(st.integers(0, 12), st.sampled_from([100, 100, 200, -50, 7])), max_size=10)


def item(pk: int, day: int, fen: int, words: str = "", reference: str = "") -> Item:
    return Item(pk, DAY + dt.timedelta(days=day), fen, words, reference)


def items(moves: list[tuple[int, int]], first: int) -> list[Item]:
    return [item(first + n, day, fen) for n, (day, fen) in enumerate(moves)]


def test_a_reference_decides_among_equals():
    lines = [item(1, 1, 100, "交存 PJ-1"), item(2, 1, 100, "交存 PJ-12")]
    entries = [item(11, 2, 100, "", "PJ-12"), item(12, 1, 100, "", "PJ-1")]
    assert pairs(lines, entries, 3) == (Pair(1, 12, "reference"), Pair(2, 11, "reference"))


def test_alone_in_the_window_and_outside_of_it():
    assert pairs([item(1, 1, 100)], [item(11, 4, 100)], 3) == (Pair(1, 11, "amount"),)
    assert pairs([item(1, 1, 100)], [item(11, 5, 100)], 3) == ()


def test_what_could_be_read_in_two_ways_is_left_to_people_except_equal_numbers_of_a_day():
    assert pairs([item(1, 1, 100)], [item(11, 1, 100), item(12, 2, 100)], 3) == (Pair(1, 11, "same_day"),)
    assert pairs([item(1, 1, 100)], [item(11, 2, 100), item(12, 3, 100)], 3) == ()
    two = pairs([item(1, 1, 100), item(2, 1, 100)], [item(11, 1, 100), item(12, 1, 100)], 3)
    assert two == (Pair(1, 11, "same_day"), Pair(2, 12, "same_day"))


@given(left=ITEMS, right=ITEMS, seed=st.integers(0, 99), window=st.integers(0, 4))
def test_order_never_matters_and_a_pair_is_the_same_amount_within_the_window(left, right, seed, window):
    lines, entries = items(left, 1), items(right, 100)
    found = pairs(lines, entries, window)
    dice = random.Random(seed)
    assert pairs(dice.sample(lines, len(lines)), dice.sample(entries, len(entries)), window) == found
    ours, theirs = {i.id: i for i in lines}, {i.id: i for i in entries}
    assert len({p.line_id for p in found}) == len({p.entry_id for p in found}) == len(found)
    for pair in found:
        line, entry = ours[pair.line_id], theirs[pair.entry_id]
        assert line.fen == entry.fen
        assert abs((line.day - entry.day).days) <= window


@given(moves=ITEMS, which=st.integers(0, 9), by=st.integers(-2, 2).filter(bool))
def test_a_changed_fen_is_always_open_and_shown_to_the_fen(moves, which, by):
    moves = [(day, n * 1000 + 500) for n, (day, _) in enumerate(moves)] or [(0, 500)]  # all amounts far apart
    lines, entries = items(moves, 1), items(moves, 100)
    place = which % len(lines)
    wrong = lines[place]
    lines[place] = Item(wrong.id, wrong.day, wrong.fen + by)
    found = pairs(lines, entries, 3)
    assert len(found) == len(lines) - 1
    day = DAY + dt.timedelta(days=30)
    groups = [Group(frozenset([p.line_id]), frozenset([p.entry_id])) for p in found]
    result = reconciled(day, sum(i.fen for i in lines), sum(i.fen for i in entries), 0, lines, entries, groups)
    assert (result.open_lines.count, result.open_entries.count) == (1, 1)
    assert result.difference == by == result.open_lines.fen + result.open_entries.fen
    assert not result.agrees
    assert result.unaccounted == 0


@given(left=ITEMS, right=ITEMS, day=st.integers(-1, 14), opening=st.integers(-5, 5), data=st.data())
def test_the_parts_are_the_difference_on_every_day_whatever_was_brought_together(left, right, day, opening, data):
    lines, entries = items(left, 1), items(right, 100)
    groups = [Group(frozenset([p.line_id]), frozenset([p.entry_id])) for p in pairs(lines, entries, 4)]
    taken = {i for group in groups for i in group.lines}
    free = [i.id for i in lines if i.id not in taken]
    if free:
        groups.append(Group(frozenset(data.draw(st.sets(st.sampled_from(free)))), frozenset(), explained=True))
    until = DAY + dt.timedelta(days=day)
    bank = opening + sum(i.fen for i in lines if i.day <= until)
    book = sum(i.fen for i in entries if i.day <= until)
    result = reconciled(until, bank, book, opening, lines, entries, groups)
    assert result.unaccounted == 0
    assert reconciled(until, bank + 1, book, opening, lines, entries, groups).unaccounted == 1
