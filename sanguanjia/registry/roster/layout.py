"""Find the header of a table, and the table among several sheets. Pure: works on the first rows only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from sanguanjia.kernel.sheets.text import Number
from sanguanjia.kernel.sheets.types import Cells, Merge, Table, Unreadable
from sanguanjia.registry.roster import fields
from sanguanjia.registry.roster.types import Layout

HEADER_WITHIN = 60
"""A header further down than this is none."""


def head_of(table: Table) -> list[tuple[int, Cells]]:
    """The first rows of a table, enough to find its header and look at some data."""
    return list(islice(table.rows(), HEADER_WITHIN + 60))


def find_layout(
    table: Table,
    head: Sequence[tuple[int, Cells]],
    mapping: Mapping[str, object] | None = None,
    *,
    at: int | None = None,
) -> Layout | None:
    """The layout of a table, or None when no row looks like a header.

    With `mapping` its columns win over the guesses; with `at` the header is that row, whatever stands in it.
    """
    if at is not None:
        headers = dict(next((cells for number, cells in head if number == at), {}))
        guessed = {} if mapping else fields.sniff(fields.assign(headers), headers, [c for n, c in head if n > at])
        columns = _merge_map(guessed, fields.apply_map(mapping or {}, headers))
        return Layout(table.name, at, at, columns, headers) if fields.enough(columns) else None
    merges = [m for m in table.merges() if m.top <= HEADER_WITHIN + 60]
    best: tuple[int, int, dict[str, int], dict[int, str], int] | None = None
    for i, (number, cells) in enumerate(head[:HEADER_WITHIN]):
        for depth, headers in _candidates(i, head, merges):
            columns = fields.assign(headers)
            score = _score(columns, headers, cells)
            if best is None or score > best[0]:
                best = (score, number + depth, columns, headers, number)
    if best is None or best[0] <= 0:
        return _by_map_alone(table, head, mapping) if mapping else None
    _, last, columns, headers, top = best
    sample = [cells for number, cells in head if number > last]
    columns = fields.sniff(columns, headers, sample)
    if mapping:
        columns = _merge_map(columns, fields.apply_map(mapping, headers))
    return Layout(table.name, last, top, columns, headers) if fields.enough(columns) else None


def _merge_map(guessed: dict[str, int], given: dict[str, int]) -> dict[str, int]:
    taken = set(given.values())
    kept = {name: col for name, col in guessed.items() if name not in given and col not in taken}
    return dict(sorted({**kept, **given}.items(), key=lambda item: item[1]))


def _by_map_alone(table: Table, head: Sequence[tuple[int, Cells]], mapping: Mapping[str, object]) -> Layout | None:
    """No header word in sight, but someone said which column is which: data starts where figures stand in those
    columns."""
    for number, cells in head[:HEADER_WITHIN]:
        try:
            columns = fields.apply_map(mapping, dict(cells))
        except Unreadable:
            continue
        if not fields.enough(columns):
            continue
        telling = [
            columns[f] for f in ("area", "identity", "phone", "share", "delivered", "room", "address") if f in columns
        ]
        first = next(
            (n for n, row in head if n >= number and any(_has_figure(row.get(col, "")) for col in telling)), number + 1
        )
        top = max((n for n, _ in head if n < first), default=0)
        headers = dict(next((row for n, row in head if n == top), {}))
        return Layout(table.name, top, top, dict(sorted(columns.items(), key=lambda item: item[1])), headers)
    raise Unreadable("bad_map", "no column fits")


def _has_figure(text: str) -> bool:
    return any(c.isdigit() for c in text)


def _candidates(i: int, head: Sequence[tuple[int, Cells]], merges: list[Merge]) -> Iterable[tuple[int, dict[int, str]]]:
    number, cells = head[i]
    one = {col: text for col, text in cells.items() if not isinstance(text, Number)}
    if len(one) < 2:
        return
    yield 0, one
    if i + 1 < len(head) and head[i + 1][0] == number + 1:
        below = head[i + 1][1]
        sub = {col: text for col, text in below.items() if not isinstance(text, Number)}
        if sub and len(sub) == len(below):
            combined = _combine(number, one, sub, merges)
            if combined:
                yield 1, combined


def _combine(number: int, top: dict[int, str], sub: dict[int, str], merges: list[Merge]) -> dict[int, str] | None:
    """Two header rows as one. Only when the second row really subdivides the first: headers under a group or a gap."""
    spread = dict(top)
    grouped: set[int] = set()
    for m in merges:
        if m.top == number and m.bottom == number and m.right > m.left and m.left in top:
            for col in range(m.left, m.right + 1):
                spread[col] = top[m.left]
                grouped.add(col)
    if not grouped:
        # CSV knows no merges: a gap in the first row whose second row is filled belongs to the group on its left.
        for col in sorted(sub):
            if col not in top:
                left = max((c for c in top if c < col), default=None)
                if left is not None and left in sub:
                    spread[col] = top[left]
                    grouped.update((left, col))
    if not grouped or not set(sub) & grouped:
        return None
    result: dict[int, str] = {}
    for col in set(spread) | set(sub):
        above, below = spread.get(col, ""), sub.get(col, "")
        if col in sub and col in grouped:
            both = above + below
            guess = fields.guess_field(both)[0]
            result[col] = both if guess.startswith("co_") else below
            if not fields.guess_field(below)[0] and guess:
                result[col] = both
        else:
            result[col] = below or above
    return result


def _score(columns: dict[str, int], headers: dict[int, str], cells: Cells) -> int:
    different = len(set(columns.values()))
    if not fields.enough(columns) or different < 2:
        return 0
    sure = sum(1 for text in headers.values() if fields.guess_field(text)[1] == 100)
    if different == 2 and sure < 2:
        return 0
    numbers = sum(1 for text in cells.values() if isinstance(text, Number))
    return different * 10 + sure * 3 - numbers * 5


def choose(layouts: Sequence[tuple[Layout | None, bool, int]]) -> int | None:
    """Index of the sheet that is the roster among (layout, visible, size): enough columns, visible, then the
    longest."""
    best: tuple[int, int, int, int] | None = None
    chosen = None
    for i, (layout, visible, size) in enumerate(layouts):
        if layout is None:
            continue
        key = (int(visible), int("area" in layout.columns), size, -i)
        if best is None or key > best:
            best, chosen = key, i
    return chosen
