"""Receipts, and payments that have none yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from sanguanjia.banking.models import Receipt
from sanguanjia.kernel.refusal import refuse

# What a door paid in: deposits, top-ups and what a corrected area made due, that nobody reversed, each with its door.
_PAID_SQL = """
    SELECT e.id, a.id, e.number, e.business_date, a.name, t.amount_fen
    FROM funds_fundentry e
    JOIN funds_fundtransfer t ON t.estate_id = e.estate_id AND t.entry_id = e.id
    JOIN funds_fundaccount a ON a.estate_id = e.estate_id AND a.id = t.credit_id AND a.unit_id IS NOT NULL
    WHERE e.estate_id = %(estate)s AND e.kind IN ('first_deposit', 'top_up', 'area')
      AND NOT EXISTS (SELECT FROM funds_fundentry b WHERE b.estate_id = %(estate)s AND b.reverses_id = e.id)
      AND NOT EXISTS (SELECT FROM banking_receipt r WHERE r.estate_id = %(estate)s AND r.entry_id = e.id
                      AND r.account_id = a.id AND r.voided_at IS NULL)
    ORDER BY e.number DESC LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Payment:
    """A booked payment of a door without a valid receipt."""

    entry_id: int
    account_id: int
    number: int
    day: dt.date
    door: str
    fen: int


def unreceipted(estate_id: int, most: int = 200) -> tuple[Payment, ...]:
    """Payments for which a receipt may be issued, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(_PAID_SQL, {"estate": estate_id, "most": most})
        return tuple(Payment(*row) for row in cursor.fetchall())


def receipts(estate_id: int, most: int = 100) -> tuple[Receipt, ...]:
    """The estate's receipts, newest first."""
    return tuple(Receipt.objects.filter(estate_id=estate_id).select_related("account").order_by("-number")[:most])


def receipts_of(estate_id: int, account_ids: Iterable[int]) -> tuple[Receipt, ...]:
    """Valid receipts of these accounts, newest first."""
    rows = Receipt.objects.filter(estate_id=estate_id, account_id__in=list(account_ids), voided_at__isnull=True)
    return tuple(rows.select_related("account").order_by("-number"))


def receipt(estate_id: int, receipt_id: int) -> Receipt:
    """One receipt. Refuses not_found."""
    found = Receipt.objects.filter(estate_id=estate_id, id=receipt_id).select_related("account").first()
    return found or refuse("not_found", "receipt")
