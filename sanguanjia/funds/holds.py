"""Reserving inside an act: so much of an account for one thing, then spent or released.

`available = balance - held`. The book's row is locked first, as by every posting, so that no two acts change the
balances of an estate from two sides; and the database itself refuses to hold more than there is (fund_short).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import connection

from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.refusal import refuse

from .models import FundBook, FundHold
from .store import account_of

_CHANGE_SQL = """
    UPDATE funds_fundbalance AS balance SET held_fen = balance.held_fen + change.fen
    FROM unnest(%s::bigint[], %s::bigint[]) AS change (account, fen)
    WHERE balance.estate_id = %s AND balance.account_id = change.account AND balance.side = 1
"""
_USE_SQL = """
    UPDATE funds_fundhold AS hold SET {column} = hold.{column} + used.fen
    FROM unnest(%s::bigint[], %s::bigint[]) AS used (account, fen)
    WHERE hold.estate_id = %s AND hold.subject = %s AND hold.account_id = used.account
"""


def reserve(deed: Deed, estate_id: int, subject: str, reason: str, wanted: Mapping[int, int]) -> tuple[FundHold, ...]:
    """Reserve `wanted` (account → fen, each more than nothing) for a subject, all or nothing.

    Refuses fund_no_books, fund_no_account; the database refuses what an account does not have free (fund_short).
    """
    lock(estate_id)
    holds = [
        FundHold(
            estate_id=estate_id, account_id=account, subject=subject, reason=reason[:200], fen=fen,
            made_by=account_of(deed), made_at=deed.at,
        )
        for account, fen in sorted(wanted.items())
    ]  # fmt: skip
    FundHold.objects.bulk_create(holds)
    _change(estate_id, wanted)
    deed.stored(holds)
    return tuple(holds)


def add(deed: Deed, estate_id: int, subject: str, reason: str, wanted: Mapping[int, int]) -> None:
    """Reserve more for a subject that has holds already. Refuses as `reserve` does."""
    known = {hold.account_id: hold.pk for hold in open_holds(estate_id, subject)}
    fresh = {account: fen for account, fen in wanted.items() if account not in known}
    more = {account: fen for account, fen in wanted.items() if account in known}
    if fresh:
        reserve(deed, estate_id, subject, reason, fresh)
    if more:
        lock(estate_id)
        _raise(deed, estate_id, subject, [known[account] for account in more], more, "fen")
        _change(estate_id, more)


def take_back(deed: Deed, estate_id: int, subject: str, wanted: Mapping[int, int]) -> None:
    """What was spent is back in its accounts (the payment was reversed), and is reserved again."""
    lock(estate_id)
    known = {hold.account_id: hold.pk for hold in open_holds(estate_id, subject)}
    less = {account: -fen for account, fen in wanted.items()}
    _raise(deed, estate_id, subject, [known[account] for account in wanted], less, "spent_fen")
    _change(estate_id, wanted)


def spend(deed: Deed, estate_id: int, subject: str, wanted: Mapping[int, int]) -> None:
    """Give up the reservation of what the caller books right after in the same act. `wanted`: account → fen.

    Refuses fund_not_held; no more than is reserved can be spent (fund_not_held)."""
    _use(deed, estate_id, subject, wanted, "spent_fen")


def release(deed: Deed, estate_id: int, subject: str, wanted: Mapping[int, int] | None = None) -> int:
    """Set free what is not needed any more (None: all that is open); answers how many fen."""
    lock(estate_id)
    freed = dict(wanted) if wanted is not None else {
        hold.account_id: hold.open_fen for hold in open_holds(estate_id, subject) if hold.open_fen
    }  # fmt: skip
    if freed:
        _use(deed, estate_id, subject, freed, "released_fen")
    return sum(freed.values())


def open_holds(estate_id: int, subject: str) -> Sequence[FundHold]:
    """What is reserved for a subject, by account."""
    return list(FundHold.objects.filter(estate_id=estate_id, subject=subject).order_by("account_id"))


def lock(estate_id: int) -> None:
    """The estate's book, so that its postings and holds stand in line. Refuses fund_no_books."""
    if FundBook.objects.select_for_update().filter(estate_id=estate_id).first() is None:
        refuse("fund_no_books", "estate")


def _use(deed: Deed, estate_id: int, subject: str, wanted: Mapping[int, int], column: str) -> None:
    lock(estate_id)
    rows = {hold.account_id: hold for hold in open_holds(estate_id, subject)}
    if any(account not in rows or not 0 < fen <= rows[account].open_fen for account, fen in wanted.items()):
        refuse("fund_not_held", "amount")
    _raise(deed, estate_id, subject, [rows[account].pk for account in wanted], wanted, column)
    _change(estate_id, {account: -fen for account, fen in wanted.items()})


def _raise(deed: Deed, estate_id: int, subject: str, ids: Sequence[int], by: Mapping[int, int], column: str) -> None:
    with deed.changing(FundHold, ids), connection.cursor() as cursor:
        cursor.execute(_USE_SQL.format(column=column), [list(by), list(by.values()), estate_id, subject])


def _change(estate_id: int, by: Mapping[int, int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_CHANGE_SQL, [list(by), list(by.values()), estate_id])
        if cursor.rowcount != len(by):
            refuse("fund_no_account")
