"""Values of the banking room that may cross its border: no Django, no database, no clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class Format:
    """How a bank writes its statements, as data (`formats/*.toml`).

    `columns`: field → header words. Fields: day, amount, flow_in, flow_out, direction, balance, serial, words.
    `labels`: fact → words of the cell before its value (first, last, opening, closing). `inward`, `outward`: what
    the column `direction` says. `banks`: words in the name of a bank that uses it.
    """

    code: str
    name: str
    columns: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, tuple[str, ...]]
    inward: tuple[str, ...] = ()
    outward: tuple[str, ...] = ()
    newest_first: bool = False
    banks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """Where something stands in a sheet: row from 1, column as a letter."""

    row: int
    column: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a statement, where, and the facts of the sentence (`wording.FAULTS`)."""

    code: str
    cell: Cell | None = None
    data: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One movement as the bank tells it. `fen`: positive in, negative out; `balance`: what was there afterwards.

    `serial`: the bank's own number, "" where it gives none. `cells`: field → column letter, for faults.
    """

    row: int
    day: dt.date
    fen: int
    balance: int | None
    serial: str
    words: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RawStatement:
    """A sheet as it was read: lines in the order of the file, and the facts that stand around them."""

    lines: tuple[StatementLine, ...]
    faults: tuple[Fault, ...]
    first: dt.date | None = None
    last: dt.date | None = None
    opening: int | None = None
    closing: int | None = None
    closing_cell: Cell | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement that adds up: opening and the lines, oldest first, are closing."""

    first: dt.date
    last: dt.date
    opening: int
    closing: int
    lines: tuple[StatementLine, ...]
    keys: tuple[str, ...]
    """One per line: the bank's number, or what the line says and which of its equals it is."""


@dataclass(frozen=True, slots=True)
class Period:
    """What an earlier statement told: its days and balances."""

    first: dt.date
    last: dt.date
    opening: int
    closing: int


@dataclass(frozen=True, slots=True)
class Item:
    """One side of a reconciliation: a line of the bank, or an entry as it moved the control account.

    `fen`: positive in. `words`: where references are looked for; `reference`: the outside fact of an entry.
    """

    id: int
    day: dt.date
    fen: int
    words: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A bank line and an entry that are the same money, and by which rule."""

    line_id: int
    entry_id: int
    rule: str


class MatchKind(StrEnum):
    """How lines and entries were brought together."""

    RULE = "rule"
    HAND = "hand"
    EXPLAINED = "explained"


class Cause(StrEnum):
    """Why a line has no entry, or an entry no line."""

    IN_TRANSIT = "in_transit"
    TERM_DEPOSIT = "term_deposit"
    BANK_ERROR = "bank_error"
    BOOK_ERROR = "book_error"
    FEE = "fee"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class StatementRef:
    """A statement that was imported: how many of its lines were new."""

    id: int
    estate_id: int
    lines: int
    fresh: int


@dataclass(frozen=True, slots=True)
class MatchRef:
    """A match that was made or undone."""

    id: int
    estate_id: int


@dataclass(frozen=True, slots=True)
class MatchedByRule:
    """What a run of the rule found."""

    estate_id: int
    account_id: int
    pairs: int


class TenderState(StrEnum):
    """Bids come in; all is public; a bank was chosen; or nobody was."""

    OPEN = "open"
    OPENED = "opened"
    AWARDED = "awarded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class TenderRef:
    """A tender and where it stands."""

    id: int
    home_id: int
    number: int
    state: str


@dataclass(frozen=True, slots=True)
class BidRef:
    """A bid that was sealed: the receipt is a hash over it, to be compared after the opening."""

    id: int
    home_id: int
    receipt: str


@dataclass(frozen=True, slots=True)
class WithdrawalRef:
    """An early withdrawal and where it stands."""

    id: int
    home_id: int
    state: str


@dataclass(frozen=True, slots=True)
class ReceiptRef:
    """A receipt that was issued or voided."""

    id: int
    estate_id: int
    number: int
