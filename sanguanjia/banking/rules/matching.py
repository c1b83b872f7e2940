"""Which line of the bank is which entry, and what the difference between bank and books is made of. Pure.

The order in which lines and entries are given never matters: what is taken together follows from days, amounts and
references alone, and what could be read in two ways is left to people.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sanguanjia.banking.types import Item, Pair

_EDGE = r"[0-9A-Za-z]"


def pairs(lines: Iterable[Item], entries: Iterable[Item], window_days: int) -> tuple[Pair, ...]:
    """Lines and entries of the same amount, at most `window_days` apart: first those whose reference the bank names
    and that no other can be, then those that stand alone within the window, then equal numbers of the same day."""
    left, right = list(lines), list(entries)
    found: list[Pair] = []
    for rule in (_by_reference, _alone, _same_day):
        made = rule(left, right, dt.timedelta(days=window_days))
        found += made
        lines_done, entries_done = {pair.line_id for pair in made}, {pair.entry_id for pair in made}
        left = [item for item in left if item.id not in lines_done]
        right = [item for item in right if item.id not in entries_done]
    return tuple(sorted(found, key=lambda pair: (pair.line_id, pair.entry_id)))


def _near(line: Item, entry: Item, window: dt.timedelta) -> bool:
    return line.fen == entry.fen and abs(line.day - entry.day) <= window


def _named(line: Item, entry: Item) -> bool:
    """Whether the bank's words name the entry's reference, as a whole number and not as a part of a longer one."""
    if not entry.reference:
        return False
    return bool(re.search(rf"(?<!{_EDGE}){re.escape(entry.reference)}(?!{_EDGE})", line.words))


def _by_reference(lines: Sequence[Item], entries: Sequence[Item], window: dt.timedelta) -> list[Pair]:
    return _mutual(lines, entries, lambda a, b: _near(a, b, window) and _named(a, b), "reference")


def _alone(lines: Sequence[Item], entries: Sequence[Item], window: dt.timedelta) -> list[Pair]:
    return _mutual(lines, entries, lambda a, b: _near(a, b, window), "amount")


def _mutual(lines: Sequence[Item], entries: Sequence[Item], fits, rule: str) -> list[Pair]:  # type: ignore[no-untyped-def]
    """Pairs in which each has nobody else who fits."""
    by_fen: dict[int, list[Item]] = {}
    for entry in entries:
        by_fen.setdefault(entry.fen, []).append(entry)
    ways = {line.id: [e for e in by_fen.get(line.fen, ()) if fits(line, e)] for line in lines}
    wanted: dict[int, int] = {}
    for choice in ways.values():
        for entry in choice:
            wanted[entry.id] = wanted.get(entry.id, 0) + 1
    return [
        Pair(line_id, choice[0].id, rule)
        for line_id, choice in ways.items()
        if len(choice) == 1 and wanted[choice[0].id] == 1
    ]


def _same_day(lines: Sequence[Item], entries: Sequence[Item], _window: dt.timedelta) -> list[Pair]:
    """As many lines as entries of one amount on one day: which is which changes nothing, in the order of their ids."""
    groups: dict[tuple[dt.date, int], tuple[list[int], list[int]]] = {}
    for side, items in enumerate((lines, entries)):
        for item in items:
            groups.setdefault((item.day, item.fen), ([], []))[side].append(item.id)
    return [
        Pair(line, entry, "same_day")
        for ours, theirs in groups.values()
        if ours and len(ours) == len(theirs)
        for line, entry in zip(sorted(ours), sorted(theirs), strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the difference: how many items, and by how many fen they make the bank larger than the books."""

    count: int = 0
    fen: int = 0


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Bank and control account at the end of a day, and the difference between them, part by part.

    bank - book = before + open + explained + timing, always, to the fen; `unaccounted` is what is left of it, which
    is 0 unless a balance is not what its movements make.
    """

    day: dt.date
    bank_fen: int
    book_fen: int
    before: int
    """The first statement's opening against the books at that time."""
    matched: int
    """Items (of both sides) that were brought together and lie on this side of the day."""
    open_lines: Part
    open_entries: Part
    explained_lines: Part
    explained_entries: Part
    timing: Part
    """Matched, but the other side comes after the day."""

    @property
    def difference(self) -> int:
        """Bank less books, in fen."""
        return self.bank_fen - self.book_fen

    @property
    def unaccounted(self) -> int:
        """What the parts do not make: 0 when every balance is the sum of its movements."""
        parts = (self.open_lines, self.open_entries, self.explained_lines, self.explained_entries, self.timing)
        return self.difference - self.before - sum(part.fen for part in parts)

    @property
    def agrees(self) -> bool:
        """Whether nothing is open: what differs, if anything, is explained or under way."""
        return not (self.open_lines.count or self.open_entries.count or self.before or self.unaccounted)


@dataclass(frozen=True, slots=True)
class Group:
    """Lines and entries that people or the rule brought together; `explained`: one side alone, with a cause."""

    lines: frozenset[int]
    entries: frozenset[int]
    explained: bool = False


def reconciled(
    day: dt.date, bank_fen: int, book_fen: int, before: int, lines: Collection[Item], entries: Collection[Item],
    groups: Iterable[Group],
) -> Reconciliation:  # fmt: skip
    """Take the difference of a day apart. Items after the day count only as the other side of what is under way."""
    ours = {item.id: item for item in lines if item.day <= day}
    theirs = {item.id: item for item in entries if item.day <= day}
    bound_lines: set[int] = set()
    bound_entries: set[int] = set()
    matched = 0
    timing, explained_lines, explained_entries = Part(), Part(), Part()
    for group in groups:
        left = [ours[i] for i in group.lines if i in ours]
        right = [theirs[i] for i in group.entries if i in theirs]
        bound_lines |= group.lines
        bound_entries |= group.entries
        by = _sum(left) - _sum(right)
        if group.explained:
            explained_lines = _plus(explained_lines, len(left), _sum(left))
            explained_entries = _plus(explained_entries, len(right), -_sum(right))
        else:
            matched += len(left) + len(right)
            whole = len(left) == len(group.lines) and len(right) == len(group.entries)
            if by or not whole:
                timing = _plus(timing, len(left) + len(right), by)
    free = [item for i, item in ours.items() if i not in bound_lines]
    loose = [item for i, item in theirs.items() if i not in bound_entries]
    return Reconciliation(
        day, bank_fen, book_fen, before, matched, Part(len(free), _sum(free)), Part(len(loose), -_sum(loose)),
        explained_lines, explained_entries, timing,
    )  # fmt: skip


def _sum(items: Iterable[Item]) -> int:
    return sum(item.fen for item in items)


def _plus(part: Part, count: int, fen: int) -> Part:
    return Part(part.count + count, part.fen + fen)


def fits_together(lines: Sequence[Item], entries: Sequence[Item]) -> int:
    """By how many fen chosen lines exceed chosen entries; only 0 may be matched by hand."""
    return _sum(lines) - _sum(entries)


def open_items(items: Mapping[int, Item], bound: Collection[int]) -> tuple[Item, ...]:
    """What nobody brought together yet, oldest first."""
    free = [item for i, item in items.items() if i not in bound]
    return tuple(sorted(free, key=lambda item: (item.day, item.fen, item.id)))
