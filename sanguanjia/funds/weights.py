"""Balance x days of an estate's doors, and of what sellers of public housing gave (FUND-006), by its transfers: one
statement per estate, whatever it holds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from .models import FundAccount
from .rules.settlement import DoorWeight
from .types import Kind

# What was booked with a business date of the period's first day or before lay there every day of it; what came later
# counts from its own day. `known`: the last entry that is counted, so that the same question has the same answer ever.
_DOORS = """
    SELECT a.id, a.name, p.building_id,
           GREATEST(0, sum(leg.fen * (%(last)s::date - GREATEST(leg.day, %(first)s::date))))::bigint AS weight
    FROM (
        SELECT c.credit_id AS account_id, ce.business_date AS day, c.amount_fen AS fen
        FROM funds_fundtransfer c JOIN funds_fundentry ce ON ce.estate_id = c.estate_id AND ce.id = c.entry_id
        WHERE c.estate_id = %(estate)s AND ce.business_date < %(last)s AND ce.number <= %(known)s
        UNION ALL
        SELECT d.debit_id, de.business_date, -d.amount_fen
        FROM funds_fundtransfer d JOIN funds_fundentry de ON de.estate_id = d.estate_id AND de.id = d.entry_id
        WHERE d.estate_id = %(estate)s AND de.business_date < %(last)s AND de.number <= %(known)s
    ) AS leg
    JOIN funds_fundaccount a ON a.estate_id = %(estate)s AND a.id = leg.account_id
    LEFT JOIN funds_fundaccount p
        ON p.estate_id = %(estate)s AND p.kind = 'pool' AND p.building_id = a.building_id
    WHERE a.kind IN ('unit', 'public_unit', 'seller_building')
    GROUP BY a.id, a.name, p.building_id
"""
_TOTAL = f"""
    SELECT coalesce(sum(weight), 0)::bigint, coalesce(sum(weight) FILTER (WHERE building_id IS NOT NULL), 0)::bigint
    FROM ({_DOORS}) AS door
"""
_LEGS = """
    SELECT e.business_date, CASE WHEN t.credit_id = %(account)s THEN t.amount_fen ELSE -t.amount_fen END
    FROM funds_fundtransfer t JOIN funds_fundentry e ON e.estate_id = t.estate_id AND e.id = t.entry_id
    WHERE t.estate_id = %(estate)s AND (t.debit_id = %(account)s OR t.credit_id = %(account)s)
      AND e.number <= %(known)s
    ORDER BY e.business_date, e.number
"""


@dataclass(frozen=True, slots=True)
class Question:
    """Of which estate, over [first, last), counting its entries up to number `known`."""

    estate_id: int
    first: dt.date
    last: dt.date
    known: int

    def values(self) -> dict[str, object]:
        """For the statements."""
        return {"estate": self.estate_id, "first": self.first, "last": self.last, "known": self.known}


def total(asked: Question) -> tuple[int, int]:
    """(all doors, doors of buildings with a pool), in fen x days."""
    with connection.cursor() as cursor:
        cursor.execute(_TOTAL, asked.values())
        doors, pooled = cursor.fetchone()
    return int(doors), int(pooled)


def doors(asked: Question) -> list[DoorWeight]:
    """Every door of the estate that ever moved, with its weight."""
    with connection.cursor() as cursor:
        cursor.execute(_DOORS, asked.values())
        return [DoorWeight(*row) for row in cursor.fetchall()]


def pools(estate_id: int) -> dict[int, tuple[int, str]]:
    """Building → (account of its pool, its name)."""
    rows = FundAccount.objects.filter(estate_id=estate_id, kind=Kind.POOL.value)
    return {building: (pk, name) for building, pk, name in rows.values_list("building_id", "id", "name")}


def legs(estate_id: int, account_id: int, known: int) -> list[tuple[dt.date, int]]:
    """(business date, fen in or out) of one account, up to an entry."""
    with connection.cursor() as cursor:
        cursor.execute(_LEGS, {"estate": estate_id, "account": account_id, "known": known})
        return [(day, int(fen)) for day, fen in cursor.fetchall()]
