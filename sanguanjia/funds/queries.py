"""The readers of the fund: accounts and balances, on any day, as known then and as known now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from sanguanjia.kernel.digest import digest
from sanguanjia.kernel.refusal import refuse

from .models import FundAccount, FundBalance, FundBook, FundClose, FundDraft, FundEntry, FundTransfer
from .rules import entries as rules
from .rules.shares import door_order
from .types import ASSETS, DraftState, EntryKind, Finding, Kind, Line, OpeningRow


@dataclass(frozen=True, slots=True)
class Account:
    """An account with what it holds, in fen, in the direction in which it grows."""

    id: int
    estate_id: int
    kind: Kind
    name: str
    parent_id: int | None
    building_id: int | None
    unit_id: int | None
    organisation_id: int | None
    fen: int
    held: int = 0
    """Of it, what is reserved."""

    @property
    def available(self) -> int:
        """What may still be spent or reserved."""
        return self.fen - self.held


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry with its transfers."""

    id: int
    number: int
    kind: EntryKind
    business_date: dt.date
    booked_at: datetime
    reason: str
    voucher_hash: str
    author_id: int
    approver_id: int
    reverses: int | None
    """Number of the entry it takes back."""
    reversed_by: int | None
    """Number of the entry that took it back."""
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement of an account: positive where it grew, and what the account held afterwards."""

    entry_id: int
    number: int
    kind: EntryKind
    business_date: dt.date
    booked_at: datetime
    reason: str
    fen: int
    after_fen: int


_ACCOUNTS_SQL = """
    SELECT a.id, a.estate_id, a.kind, a.name, a.parent_id, a.building_id, a.unit_id, a.organisation_id,
           coalesce(b.side * b.net_fen, 0), coalesce(b.held_fen, 0)
    FROM funds_fundaccount a
    LEFT JOIN funds_fundbalance b ON b.estate_id = a.estate_id AND b.account_id = a.id
    WHERE a.estate_id = %s
"""
_BALANCE_ON_SQL = """
    SELECT coalesce(sum(CASE WHEN t.credit_id = %(account)s THEN t.amount_fen ELSE -t.amount_fen END), 0)
    FROM funds_fundtransfer t
    JOIN funds_fundentry e ON e.estate_id = t.estate_id AND e.id = t.entry_id
    WHERE t.estate_id = %(estate)s AND %(account)s IN (t.debit_id, t.credit_id)
      AND e.business_date <= %(day)s AND e.booked_at <= coalesce(%(known)s, 'infinity'::timestamptz)
"""
_MOVEMENTS_SQL = """
    SELECT e.id, e.number, e.kind, e.business_date, e.booked_at, e.reason,
           sum(CASE WHEN t.credit_id = %(account)s THEN t.amount_fen ELSE -t.amount_fen END)::bigint
    FROM funds_fundtransfer t
    JOIN funds_fundentry e ON e.estate_id = t.estate_id AND e.id = t.entry_id
    WHERE t.estate_id = %(estate)s AND (t.debit_id = %(account)s OR t.credit_id = %(account)s)
    GROUP BY e.id, e.estate_id ORDER BY e.number
"""
_DIFFERENCES_SQL = """
    SELECT b.account_id, b.net_fen, coalesce(sum(leg.fen), 0)::bigint
    FROM funds_fundbalance b
    LEFT JOIN (
        SELECT d.debit_id AS account_id, -d.amount_fen AS fen FROM funds_fundtransfer d WHERE d.estate_id = %(estate)s
        UNION ALL SELECT c.credit_id, c.amount_fen FROM funds_fundtransfer c WHERE c.estate_id = %(estate)s
    ) AS leg ON leg.account_id = b.account_id
    WHERE b.estate_id = %(estate)s
    GROUP BY b.account_id, b.net_fen HAVING b.net_fen <> coalesce(sum(leg.fen), 0)
    UNION ALL
    SELECT b.account_id, b.held_fen, coalesce(h.fen, 0)
    FROM funds_fundbalance b
    LEFT JOIN (
        SELECT account_id, sum(fen - spent_fen - released_fen)::bigint AS fen
        FROM funds_fundhold WHERE funds_fundhold.estate_id = %(estate)s GROUP BY account_id
    ) AS h ON h.account_id = b.account_id
    WHERE b.estate_id = %(estate)s AND b.held_fen <> coalesce(h.fen, 0)
"""
_TRIAL_SQL = """
    SELECT a.kind, sum(leg.fen)::bigint
    FROM (
        SELECT d.debit_id AS account_id, -d.amount_fen AS fen, d.entry_id
        FROM funds_fundtransfer d WHERE d.estate_id = %(estate)s
        UNION ALL SELECT c.credit_id, c.amount_fen, c.entry_id
        FROM funds_fundtransfer c WHERE c.estate_id = %(estate)s
    ) AS leg
    JOIN funds_fundaccount a ON a.estate_id = %(estate)s AND a.id = leg.account_id
    JOIN funds_fundentry e ON e.estate_id = %(estate)s AND e.id = leg.entry_id
    WHERE e.business_date <= %(day)s
    GROUP BY a.kind ORDER BY a.kind
"""


def book(estate_id: int) -> FundBook:
    """The estate's book. Refuses fund_no_books."""
    return FundBook.objects.filter(estate_id=estate_id).first() or refuse("fund_no_books", "estate")


def has_books(estate_id: int) -> bool:
    """Whether the estate keeps books here."""
    return FundBook.objects.filter(estate_id=estate_id).exists()


def accounts(estate_id: int) -> tuple[Account, ...]:
    """Every account of the estate, by kind and name as people count; a node of a tree holds what stands below it."""
    with connection.cursor() as cursor:
        cursor.execute(_ACCOUNTS_SQL, [estate_id])
        rows = [_account(row) for row in cursor.fetchall()]
    below = _summed(rows)
    filled = [row if row.id not in below else _with(row, below[row.id]) for row in rows]
    return tuple(sorted(filled, key=lambda row: (list(Kind).index(row.kind), door_order(row.name))))


def _summed(rows: Sequence[Account]) -> dict[int, int]:
    """What stands below every node, over both levels of a tree."""
    parents = {row.id: row.parent_id for row in rows}
    below: dict[int, int] = {}
    for row in rows:
        node = row.parent_id
        while node is not None and row.fen:
            below[node] = below.get(node, 0) + row.fen
            node = parents[node]
    return below


def _with(row: Account, below: int) -> Account:
    return Account(
        row.id, row.estate_id, row.kind, row.name, row.parent_id, row.building_id, row.unit_id, row.organisation_id,
        row.fen + below,
    )  # fmt: skip


def account(estate_id: int, account_id: int) -> Account:
    """One account. Refuses not_found."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_ACCOUNTS_SQL} AND a.id = %s", [estate_id, account_id])
        row = cursor.fetchone()
    return _account(row) if row else refuse("not_found", "account")


def _account(row: Sequence[Any]) -> Account:
    """A row of _ACCOUNTS_SQL."""
    return Account(row[0], row[1], Kind(row[2]), row[3], row[4], row[5], row[6], row[7], int(row[8]), int(row[9]))


def account_of_unit(estate_id: int, unit_id: int) -> Account | None:
    """The account of a door, None where its estate keeps no books here."""
    row = FundAccount.objects.filter(
        estate_id=estate_id, unit_id=unit_id, kind__in=[Kind.UNIT.value, Kind.PUBLIC_UNIT.value]
    ).first()
    return account(estate_id, row.pk) if row else None


def pool_of(estate_id: int, building_id: int | None) -> Account | None:
    """The pooled account of a building, None where there is none."""
    if building_id is None:
        return None
    row = FundAccount.objects.filter(estate_id=estate_id, building_id=building_id, kind=Kind.POOL.value).first()
    return account(estate_id, row.pk) if row else None


def balance_on(estate_id: int, account_id: int, day: dt.date, known_at: datetime | None = None) -> int:
    """What the account held at the end of `day`, by its business dates, in its own direction.

    `known_at`: counting only what had been booked by that moment (as known then); None: everything (as known now).
    """
    found = account(estate_id, account_id)
    with connection.cursor() as cursor:
        cursor.execute(_BALANCE_ON_SQL, {"estate": estate_id, "account": account_id, "day": day, "known": known_at})
        net = int(cursor.fetchone()[0])
    return -net if found.kind in ASSETS else net


def movements(estate_id: int, account_id: int) -> tuple[Movement, ...]:
    """Every movement of an account in the order of booking, the newest first."""
    side = -1 if account(estate_id, account_id).kind in ASSETS else 1
    with connection.cursor() as cursor:
        cursor.execute(_MOVEMENTS_SQL, {"estate": estate_id, "account": account_id})
        rows = cursor.fetchall()
    found, held = [], 0
    for entry_id, number, kind, day, at, reason, net in rows:
        held += side * net
        found.append(Movement(entry_id, number, EntryKind(kind), day, at, reason, side * net, held))
    return tuple(reversed(found))


def entry(estate_id: int, entry_id: int) -> Entry:
    """One entry with its transfers. Refuses not_found."""
    row = FundEntry.objects.filter(estate_id=estate_id, id=entry_id).first() or refuse("not_found", "entry")
    return next(_entries(estate_id, [row]))


def entries(estate_id: int, most: int = 50) -> tuple[Entry, ...]:
    """The newest entries of the estate, without their transfers."""
    rows = FundEntry.objects.filter(estate_id=estate_id).order_by("-number")[:most]
    return tuple(_entries(estate_id, rows, transfers=False))


def _entries(estate_id: int, rows: Iterable[FundEntry], *, transfers: bool = True) -> Iterator[Entry]:
    rows = list(rows)
    ids = [row.pk for row in rows]
    moved: dict[int, list[Line]] = {}
    wanted = ids if transfers else []
    for t in FundTransfer.objects.filter(estate_id=estate_id, entry_id__in=wanted).order_by("entry_id", "line"):
        moved.setdefault(t.entry_id, []).append(Line(t.debit_id, t.credit_id, t.amount_fen))
    named = FundEntry.objects.filter(estate_id=estate_id)
    wrong = dict(named.filter(id__in=[r.reverses_id for r in rows if r.reverses_id]).values_list("id", "number"))
    back = dict(named.filter(reverses_id__in=ids).values_list("reverses_id", "number"))
    for row in rows:
        yield Entry(
            row.pk, row.number, EntryKind(row.kind), row.business_date, row.booked_at, row.reason, row.voucher_hash,
            row.author_id, row.approver_id, wrong.get(row.reverses_id or 0), back.get(row.pk),
            tuple(moved.get(row.pk, ())),
        )  # fmt: skip


def drafts(estate_id: int) -> tuple[FundDraft, ...]:
    """What waits for the second pair of eyes, oldest first."""
    return tuple(FundDraft.objects.filter(estate_id=estate_id, state=DraftState.WAITING.value).order_by("id"))


def draft(estate_id: int, draft_id: int) -> FundDraft:
    """One draft. Refuses not_found."""
    return FundDraft.objects.filter(estate_id=estate_id, id=draft_id).first() or refuse("not_found", "draft")


def closes(estate_id: int) -> tuple[FundClose, ...]:
    """Closed periods, newest first."""
    return tuple(FundClose.objects.filter(estate_id=estate_id).order_by("-until"))


def opening_of(
    estate_id: int, bank_id: int, rows: Iterable[OpeningRow]
) -> tuple[tuple[Line, ...], tuple[Finding, ...]]:
    """What an opening sheet would book, and what is wrong with it."""
    doors = FundAccount.objects.filter(estate_id=estate_id, unit__isnull=False).values_list("name", "id")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT debit_id FROM funds_fundtransfer WHERE estate_id = %(estate)s"
            " UNION SELECT credit_id FROM funds_fundtransfer WHERE estate_id = %(estate)s",
            {"estate": estate_id},
        )
        moved = {row[0] for row in cursor.fetchall()}
    return rules.opening(rows, dict(doors), moved, bank_id)


def differences(estate_id: int) -> tuple[tuple[int, int, int], ...]:
    """Accounts whose balance is not the sum of their transfers, or whose reservation is not that of their holds:
    (account, as it stands, as reckoned). Empty when all is well."""
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERENCES_SQL, {"estate": estate_id})
        return tuple(cursor.fetchall())


def trial_balance(estate_id: int, day: dt.date) -> dict[str, int]:
    """{kind: fen} on a day, each kind in its own direction: what the bank holds is what all others hold."""
    with connection.cursor() as cursor:
        cursor.execute(_TRIAL_SQL, {"estate": estate_id, "day": day})
        return {kind: -net if Kind(kind) in ASSETS else net for kind, net in cursor.fetchall()}


def period_root(estate_id: int, after: dt.date | None, until: dt.date) -> str:
    """A hash over every entry of a period with its transfers, in the order of their numbers."""
    rows = FundEntry.objects.filter(estate_id=estate_id, business_date__lte=until)
    if after is not None:
        rows = rows.filter(business_date__gt=after)
    said: list[Any] = [
        [e.number, e.kind, e.business_date, e.reason, [[line.debit_id, line.credit_id, line.fen] for line in e.lines]]
        for e in _entries(estate_id, rows.order_by("number"))
    ]
    return digest(said)


def estates_with_books(estate_ids: Sequence[int]) -> dict[int, int]:
    """{estate: fen in its banks} of those estates that keep books. Asked inside `cross_estate()`."""
    held = FundBalance.objects.filter(estate_id__in=estate_ids, side=-1)
    found = dict.fromkeys(FundBook.objects.filter(estate_id__in=estate_ids).values_list("estate_id", flat=True), 0)
    for estate_id, net in held.values_list("estate_id", "net_fen"):
        found[estate_id] = found.get(estate_id, 0) - net
    return found
