"""Reading the chain of entries: reckoning roots, and finding the first that does not fit (`sgj audit verify`)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from .models import FundBook, FundDayRoot
from .rules.roots import GENESIS, Booked, root_after

_ENTRIES_SQL = """
    SELECT e.number, e.kind, e.business_date, e.reason, e.idempotency_key, t.debit_id, t.credit_id, t.amount_fen
    FROM funds_fundentry e
    LEFT JOIN funds_fundtransfer t ON t.estate_id = e.estate_id AND t.entry_id = e.id
    WHERE e.estate_id = %s AND e.number BETWEEN %s AND %s
    ORDER BY e.number, t.line
"""
_STEP = 500  # so many entries are in memory at once
_ROOTS_SQL = (
    "SELECT first_number, last_number, root, id FROM funds_funddayroot WHERE estate_id = %s ORDER BY last_number"
)


def last_root(estate_id: int) -> FundDayRoot | None:
    """The newest root of an estate, None before the first."""
    return FundDayRoot.objects.filter(estate_id=estate_id).order_by("-last_number").first()


def newest(estate_id: int, most: int = 7) -> tuple[FundDayRoot, ...]:
    """The newest roots."""
    return tuple(FundDayRoot.objects.filter(estate_id=estate_id).order_by("-last_number")[:most])


def reckon(estate_id: int, before: str, first: int, last: int, using: BaseDatabaseWrapper | None = None) -> str:
    """The root after the entries `first` … `last`, read a few hundred at a time. `before`: "" for the first root."""
    root = before or GENESIS
    for start in range(first, last + 1, _STEP):
        until = min(last, start + _STEP - 1)
        root = root_after(root, _entries(using or connection, estate_id, start, until))
    return root


def _entries(using: BaseDatabaseWrapper, estate_id: int, first: int, last: int) -> Iterator[Booked]:
    with using.cursor() as cursor:
        cursor.execute(_ENTRIES_SQL, [estate_id, first, last])
        rows = cursor.fetchall()
    for head, lines in groupby(rows, key=lambda row: row[:5]):
        number, kind, day, reason, key = head
        moved = tuple((debit, credit, fen) for *_, debit, credit, fen in lines if debit is not None)
        yield Booked(number, kind, day, reason, key, moved)


def first_break(using: BaseDatabaseWrapper, estate_id: int) -> tuple[int, str] | None:
    """(row, what is wrong) of the first kept root that the entries do not give, None when all fit."""
    with using.cursor() as cursor:
        cursor.execute(_ROOTS_SQL, [estate_id])
        kept = cursor.fetchall()
    root, expected = "", 1
    for first, last, said, row_id in kept:
        if first != expected:
            return int(row_id), f"root_gap {expected}"
        found = reckon(estate_id, root, first, last, using)
        if found != said:
            return int(row_id), f"root_differs {first}-{last}"
        root, expected = said, last + 1
    return None


def due() -> list[int]:
    """Estates with entries since their last root. Asked inside `cross_estate()`."""
    done: dict[int, int] = {}
    for estate_id, last in FundDayRoot.objects.order_by("last_number").values_list("estate_id", "last_number"):
        done[estate_id] = last
    return [
        estate_id for estate_id, last in FundBook.objects.order_by("estate_id").values_list("estate_id", "last_number")
        if last > done.get(estate_id, 0)
    ]  # fmt: skip
