"""An estate's books as a plain journal that hledger and ledger read: Chinese account names, debits positive, opening
and closing balances asserted. `verify.py` reads it back.

A day cannot be changed unseen either. hledger reads transactions by day, so the balances before and after every day
with entries are asserted (`verify.CHECK`); ledger reads them as they stand, so each repeats its day in a tag, and a
rule of ledger's own (`verify.GUARD`, which hledger passes over) makes it give up where tag and day differ.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sanguanjia.funds.types import Kind

from .verify import CHECK, CLOSING, GUARD, OPENING

_TOPS: Mapping[Kind, str] = {Kind.BANK: "资产:专户银行", Kind.UNIT: "维修资金", Kind.POOL: "维修资金",
                             Kind.PUBLIC_UNIT: "公有住房维修资金"}  # fmt: skip
_UNSAFE = re.compile(r"[\s:;=@\"'()\[\]{}<>|*!#%&]+")
_WORDS = re.compile(r"[\s;|]+")


@dataclass(frozen=True, slots=True)
class Book:
    """An account of the journal: its id, kind, and name among the others."""

    id: int
    kind: Kind
    name: str


@dataclass(frozen=True, slots=True)
class Booked:
    """One entry: transfers are (debit account, credit account, fen)."""

    number: int
    kind: str
    day: dt.date
    words: str
    transfers: Sequence[tuple[int, int, int]]


def named(rows: Iterable[tuple[int, Kind, str, str]], others: Mapping[Kind, str]) -> dict[int, Book]:
    """Names in the journal of (id, kind, name, building). `others`: words for the kinds that are neither bank, door
    nor pool. Of two accounts that would be called alike each gets its number."""
    wanted = {key: (kind, _path(kind, name, building, others)) for key, kind, name, building in rows}
    paths = Counter(path for _, path in wanted.values())
    return {key: Book(key, kind, f"{path}-{key}" if paths[path] > 1 else path) for key, (kind, path) in wanted.items()}


def _path(kind: Kind, name: str, building: str, others: Mapping[Kind, str]) -> str:
    top = _TOPS.get(kind) or f"往来:{_safe(others.get(kind, kind.value))}"
    middle = [_safe(building or "不在楼幢内")] if kind in (Kind.UNIT, Kind.POOL, Kind.PUBLIC_UNIT) else []
    return ":".join([top, *middle, _safe(name)])


def _safe(text: str) -> str:
    return _UNSAFE.sub("_", text.strip()) or "_"


def lines(
    estate: tuple[int, str], span: tuple[dt.date, dt.date], opening_number: int, books: Mapping[int, Book],
    opening: Mapping[int, int], entries: Iterable[Booked],
) -> Iterator[str]:  # fmt: skip
    """The journal line by line. `opening`: {account: fen, debits positive} before the first day; `entries` by business
    date and number."""
    held = {key: opening.get(key, 0) for key in books}
    yield f"; estate {estate[0]} {_said(estate[1])}"
    yield f"; from {span[0]} to {span[1]} opening-number {opening_number}"
    yield from (f"; account {book.id} {book.kind.value} {book.name}" for book in books.values())
    yield from ("", *GUARD)
    yield from _asserted(span[0], OPENING, "期初余额", [(books[key].name, fen, fen) for key, fen in held.items()])
    for day, group in groupby(entries, key=lambda entry: entry.day):
        booked = list(group)
        moved = sorted({key for entry in booked if (key := _moved(entry)) is not None})
        yield from _check(day, "日初余额核对", moved, held, books)
        for entry in booked:
            yield from _entry(entry, held, books)
        yield from _check(day, "日末余额核对", moved, held, books)
    yield from _asserted(span[1], CLOSING, "期末余额核对", [(books[key].name, 0, fen) for key, fen in held.items()])
    yield ""


def _entry(entry: Booked, held: dict[int, int], books: Mapping[int, Book]) -> Iterator[str]:
    yield from _head(entry.day, entry.number, entry.words, entry.kind)
    for debit, credit, fen in entry.transfers:
        held[debit] += fen
        held[credit] -= fen
        yield f"    {books[debit].name}  {amount(fen)}"
        yield f"    {books[credit].name}  {amount(-fen)}"


def _moved(entry: Booked) -> int | None:
    """An account that holds something else after the entry: whoever puts it on another day changes that balance."""
    by: dict[int, int] = {}
    for debit, credit, fen in entry.transfers:
        by[debit] = by.get(debit, 0) + fen
        by[credit] = by.get(credit, 0) - fen
    return next((key for key, fen in by.items() if fen), None)


def _check(
    day: dt.date, words: str, moved: Sequence[int], held: Mapping[int, int], books: Mapping[int, Book]
) -> Iterator[str]:
    """What the accounts that move on a day hold before its first entry, and after its last."""
    if moved:
        yield from _asserted(day, CHECK, words, [(books[key].name, 0, held[key]) for key in moved])


def _asserted(day: dt.date, kind: str, words: str, rows: Sequence[tuple[str, int, int]]) -> Iterator[str]:
    yield from _head(day, 0, words, kind)
    yield from (f"    {name}  {amount(moved)} = {amount(fen)}" for name, moved, fen in rows)


def _head(day: dt.date, number: int, words: str, kind: str) -> tuple[str, ...]:
    return "", f"{day} * ({number}) {_said(words)}", f"    ; kind:{kind}", f"    ; 日:: [{day}]"


def amount(fen: int) -> str:
    """Fen as both programs read them: CNY -12.30."""
    whole, rest = divmod(abs(fen), 100)
    return f"CNY {'-' if fen < 0 else ''}{whole}.{rest:02d}"


def _said(words: str) -> str:
    return _WORDS.sub(" ", words).strip() or "-"
