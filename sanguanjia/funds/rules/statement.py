"""A year of an account: what it held before, every movement by its day, what it holds, and the picture of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 732, 200
"""Of the picture: two units a day of the longest year, and as much as looks well."""


@dataclass(frozen=True, slots=True)
class YearLine:
    """One movement, and what the account held at its end."""

    day: dt.date
    number: int
    kind: str
    reason: str
    entry_id: int
    fen: int
    after_fen: int


@dataclass(frozen=True, slots=True)
class Year:
    """The statement of a year up to a day."""

    first: dt.date
    last: dt.date
    opening_fen: int
    lines: tuple[YearLine, ...]
    closing_fen: int
    by_kind: tuple[tuple[str, int], ...]
    """(kind, fen in or out), in the order in which they first came."""


def year_of(year: int, today: dt.date, moved: Iterable[tuple[dt.date, int, str, str, int, int]]) -> Year:
    """`moved`: (business date, number, kind, reason, entry, fen) of all time."""
    first, last = dt.date(year, 1, 1), min(dt.date(year, 12, 31), max(today, dt.date(year, 1, 1)))
    rows = sorted(moved)
    held = opening = sum(row[5] for row in rows if row[0] < first)
    lines: list[YearLine] = []
    kinds: dict[str, int] = {}
    for day, number, kind, reason, entry_id, fen in rows:
        if first <= day <= last:
            held += fen
            lines.append(YearLine(day, number, kind, reason, entry_id, fen, held))
            kinds[kind] = kinds.get(kind, 0) + fen
    return Year(first, last, opening, tuple(lines), held, tuple(kinds.items()))


def steps(year: Year) -> tuple[tuple[int, int], ...]:
    """The balance over the year as corners of a line in a picture of WIDTH x HEIGHT, y downwards. Empty: always 0."""
    most = max([year.opening_fen, *(line.after_fen for line in year.lines)])
    if most <= 0:
        return ()
    corners, fen = [(0, _y(year.opening_fen, most))], year.opening_fen
    for line in year.lines:
        at = (line.day - year.first).days * 2
        corners += [(at, _y(fen, most)), (at, _y(line.after_fen, most))]
        fen = line.after_fen
    return (*corners, (((year.last - year.first).days + 1) * 2, _y(fen, most)))


def _y(fen: int, most: int) -> int:
    return HEIGHT - max(0, fen) * (HEIGHT - 10) // most


def points(corners: Sequence[tuple[int, int]]) -> str:
    """As an SVG line has them."""
    return " ".join(f"{x},{y}" for x, y in corners)
