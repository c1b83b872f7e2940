"""Reading a year of an estate's accounts in one query, by business dates, as known now."""

from __future__ import annotations

import datetime as dt

from django.db import connection

from sanguanjia.registry import queries as registry

from .queries import accounts
from .rules.shares import door_order
from .rules.year_tables import NOTHING, Row, Sums, Tables, bucket, tables
from .types import ASSETS, GROUPS, EntryKind, Kind

# Per account, and per what its movements were: all of time before the year in one sum, the year by kind and direction.
_YEAR_SQL = """
    SELECT leg.account_id, e.business_date < %(first)s, coalesce(wrong.kind, e.kind), e.reverses_id IS NOT NULL,
           leg.fen > 0, sum(leg.fen)::bigint
    FROM (
        SELECT d.debit_id AS account_id, -d.amount_fen AS fen, d.entry_id
        FROM funds_fundtransfer d WHERE d.estate_id = %(estate)s
        UNION ALL SELECT c.credit_id, c.amount_fen, c.entry_id FROM funds_fundtransfer c WHERE c.estate_id = %(estate)s
    ) AS leg
    JOIN funds_fundentry e ON e.estate_id = %(estate)s AND e.id = leg.entry_id
    LEFT JOIN funds_fundentry wrong ON wrong.estate_id = %(estate)s AND wrong.id = e.reverses_id
    WHERE e.business_date <= %(last)s
    GROUP BY 1, 2, 3, 4, 5
"""


def year_tables(estate_id: int, year: int, until: dt.date) -> Tables:
    """The estate's year up to its end, or to `until` in a year that still runs."""
    first, last = dt.date(year, 1, 1), min(dt.date(year, 12, 31), until)
    sums: dict[int, Sums] = {}
    with connection.cursor() as cursor:
        cursor.execute(_YEAR_SQL, {"estate": estate_id, "first": first, "last": last})
        for account, before, kind, reversal, _, fen in cursor.fetchall():
            found = Sums(opening=fen) if before else bucket(
                fen, interest=kind == EntryKind.INTEREST.value, reversal=reversal
            )  # fmt: skip
            sums[account] = sums.get(account, NOTHING) + found
    names = {building.id: building.name for building in registry.buildings(estate_id)}
    known = accounts(estate_id)
    rows = [
        Row(a.id, a.name, a.kind.value, names.get(a.building_id or 0, ""), sums.get(a.id, NOTHING))
        for a in known if a.kind not in GROUPS | ASSETS
    ]  # fmt: skip
    banks = [(a.name, -sums.get(a.id, NOTHING).closing) for a in known if a.kind in ASSETS]
    rows.sort(key=lambda row: (row.kind != Kind.POOL.value, door_order(row.name)))
    return tables(rows, list(names.values()), banks)
