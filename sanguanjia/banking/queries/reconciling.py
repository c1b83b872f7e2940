"""Statements, lines and entries of a control account, what was brought together, and the difference of a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection

from sanguanjia.banking.models import BankLine, BankMatch, BankMatchItem, BankStatement
from sanguanjia.banking.rules.matching import Group, Reconciliation, reconciled
from sanguanjia.banking.rules.statements import uncovered
from sanguanjia.banking.types import Item, MatchKind, Period
from sanguanjia.funds import queries as funds
from sanguanjia.funds.types import ASSETS, EntryKind, Kind
from sanguanjia.kernel.refusal import refuse

# What an entry moved on the control account: several transfers of one entry are one amount to the bank.
_ENTRIES_SQL = """
    SELECT e.id, e.business_date, e.kind, e.reason, e.idempotency_key, e.number,
           sum(CASE WHEN t.debit_id = %(account)s THEN t.amount_fen ELSE -t.amount_fen END)::bigint
    FROM funds_fundtransfer t
    JOIN funds_fundentry e ON e.estate_id = t.estate_id AND e.id = t.entry_id
    WHERE t.estate_id = %(estate)s AND (t.debit_id = %(account)s OR t.credit_id = %(account)s)
    GROUP BY e.id, e.estate_id ORDER BY e.number
"""
_RECEIPT = "receipt:"


@dataclass(frozen=True, slots=True)
class BookEntry:
    """An entry as it moved a control account: positive in."""

    id: int
    number: int
    day: dt.date
    kind: EntryKind
    reason: str
    fen: int
    reference: str

    @property
    def item(self) -> Item:
        """The same for the rule."""
        return Item(self.id, self.day, self.fen, self.reason, self.reference)


@dataclass(frozen=True, slots=True)
class Match:
    """A match with its sides."""

    id: int
    kind: MatchKind
    rule: str
    cause: str
    reason: str
    made_by: int
    made_at: dt.datetime
    undone_by: int | None
    undone_at: dt.datetime | None
    undone_because: str
    lines: tuple[int, ...]
    entries: tuple[int, ...]

    @property
    def stands(self) -> bool:
        """Whether nobody has undone it."""
        return self.undone_at is None


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything about one control account that reconciling needs, read once."""

    account: funds.Account
    statements: tuple[BankStatement, ...]
    lines: Mapping[int, BankLine]
    entries: Mapping[int, BookEntry]
    matches: tuple[Match, ...]

    @property
    def periods(self) -> tuple[Period, ...]:
        """The days the statements cover."""
        return tuple(Period(s.first, s.last, s.opening_fen, s.closing_fen) for s in self.statements)

    @property
    def gaps(self) -> tuple[tuple[dt.date, dt.date], ...]:
        """Days between statements without one."""
        return uncovered(self.periods)

    @property
    def anchor(self) -> Period | None:
        """The earliest statement: before it the bank told nothing."""
        return min(self.periods, key=lambda period: (period.first, period.last), default=None)

    @property
    def last_day(self) -> dt.date | None:
        """Until when the bank has told."""
        return max((period.last for period in self.periods), default=None)

    @property
    def bound(self) -> tuple[frozenset[int], frozenset[int]]:
        """Lines and entries that stand in a match."""
        standing = [match for match in self.matches if match.stands]
        return (
            frozenset(i for match in standing for i in match.lines),
            frozenset(i for match in standing for i in match.entries),
        )

    def line_items(self) -> dict[int, Item]:
        """The bank's lines for the rule."""
        return {i: Item(i, line.day, line.fen, f"{line.serial} {line.words}") for i, line in self.lines.items()}

    def entry_items(self) -> dict[int, Item]:
        """Entries the bank can have told: what was booked before its first statement is in its opening.

        Opening balances of the first day are in it too: they are what the books begin with.
        """
        anchor = self.anchor
        if anchor is None:
            return {}
        return {
            i: entry.item
            for i, entry in self.entries.items()
            if entry.fen and entry.day >= anchor.first and not _opens(entry, anchor)
        }

    def on(self, day: dt.date) -> Reconciliation | None:
        """The difference of a day, part by part; None before the bank's first statement."""
        anchor = self.anchor
        if anchor is None or day < anchor.first:
            return None
        items = self.entry_items()
        before = sum(e.fen for i, e in self.entries.items() if i not in items and e.day <= anchor.first)
        groups = [
            Group(frozenset(m.lines), frozenset(m.entries), m.kind is MatchKind.EXPLAINED)
            for m in self.matches
            if m.stands
        ]
        return reconciled(
            day, anchor.opening + sum(line.fen for line in self.lines.values() if line.day <= day),
            sum(entry.fen for entry in self.entries.values() if entry.day <= day), anchor.opening - before,
            list(self.line_items().values()), list(items.values()), groups,
        )  # fmt: skip


def _opens(entry: BookEntry, anchor: Period) -> bool:
    return entry.kind is EntryKind.OPENING and entry.day <= anchor.first


def control_account(estate_id: int, account_id: int) -> funds.Account:
    """A bank's control account. Refuses not_found for any other."""
    found = funds.account(estate_id, account_id)
    return found if found.kind is Kind.BANK else refuse("not_found", "account")


def control_accounts(estate_id: int) -> tuple[funds.Account, ...]:
    """The estate's control accounts."""
    return tuple(account for account in funds.accounts(estate_id) if account.kind in ASSETS)


def statements(estate_id: int, account_id: int) -> tuple[BankStatement, ...]:
    """What was imported for an account, newest first."""
    return tuple(BankStatement.objects.filter(estate_id=estate_id, account_id=account_id).order_by("-last", "-id"))


def desk(estate_id: int, account_id: int) -> Desk:
    """Everything about one control account. Refuses not_found."""
    account = control_account(estate_id, account_id)
    lines = BankLine.objects.filter(estate_id=estate_id, account_id=account_id).order_by("day", "id")
    return Desk(
        account, statements(estate_id, account_id), {line.pk: line for line in lines},
        {entry.id: entry for entry in _entries(estate_id, account_id)}, matches(estate_id, account_id),
    )  # fmt: skip


def _entries(estate_id: int, account_id: int) -> list[BookEntry]:
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES_SQL, {"estate": estate_id, "account": account_id})
        return [
            BookEntry(pk, number, day, EntryKind(kind), reason, fen, _reference(key))
            for pk, day, kind, reason, key, number, fen in cursor.fetchall()
        ]


def _reference(key: str) -> str:
    """The receipt's number of an entry's outside fact, receipt:<bank>:<number>; "" for other facts."""
    return key.split(":", 2)[2] if key.startswith(_RECEIPT) and key.count(":") >= 2 else ""


def matches(estate_id: int, account_id: int) -> tuple[Match, ...]:
    """Every match of an account, newest first, undone ones too."""
    sides: dict[int, tuple[list[int], list[int]]] = {}
    for item in BankMatchItem.objects.filter(estate_id=estate_id, account_id=account_id).order_by("id"):
        lines, entries = sides.setdefault(item.match_id, ([], []))
        if item.line_id is not None:
            lines.append(item.line_id)
        elif item.entry_id is not None:
            entries.append(item.entry_id)
    rows = BankMatch.objects.filter(estate_id=estate_id, account_id=account_id).order_by("-id")
    return tuple(
        Match(
            row.pk, MatchKind(row.kind), row.rule, row.cause, row.reason, row.made_by, row.made_at, row.undone_by,
            row.undone_at, row.undone_because, tuple(sides[row.pk][0]), tuple(sides[row.pk][1]),
        )
        for row in rows
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ThreeWay:
    """Banks, control accounts and sub-accounts of an estate on one day, in fen. `bank`: None where one has told
    nothing yet."""

    day: dt.date
    bank: int | None
    control: int
    sub_accounts: int
    wrong_balances: int
    """Accounts whose stored balance is not the sum of their transfers."""

    @property
    def books_differ(self) -> int:
        """Control accounts less sub-accounts: 0, always."""
        return self.control - self.sub_accounts


def three_way(estate_id: int, day: dt.date, desks: tuple[Desk, ...]) -> ThreeWay:
    """What banks, control accounts and sub-accounts say of a day."""
    trial = funds.trial_balance(estate_id, day)
    control = sum(fen for kind, fen in trial.items() if Kind(kind) in ASSETS)
    told = [desk.on(day) for desk in desks]
    bank = None if any(one is None for one in told) else sum(one.bank_fen for one in told if one)
    return ThreeWay(
        day, bank, control, sum(fen for kind, fen in trial.items() if Kind(kind) not in ASSETS),
        len(funds.differences(estate_id)),
    )  # fmt: skip
