"""The appender: records become links, all homes at once, in O(new). Safe to repeat, and to run twice at once.

What is to be linked stands in `kernel_unlinked`, written by the act's own transaction: a record that commits late
becomes visible there late, and is linked then. The lock keeps two appenders from doing the same work; what guarantees
the chain are the unique constraints on (home, seq) and (home, record).
"""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, connection, transaction

from sanguanjia.kernel import clock
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.kernel.suites import present_suite

from .forms import FORM, GENESIS, RECORD_COLUMNS, link_hash, record_digest, record_facts

BATCH = 2000
_LOCK = 7_261_430_202
_LOCK_IF_FREE = "SELECT pg_try_advisory_xact_lock(%s)"
_LOCK_IN_TURN = "SELECT pg_advisory_xact_lock(%s) IS NOT NULL"  # void is not null
_WAITING = f"""
    SELECT {", ".join(f"r.{name}" for name in RECORD_COLUMNS)}
      FROM kernel_unlinked u JOIN kernel_record r ON r.estate_id = u.estate_id AND r.id = u.id
     ORDER BY u.id LIMIT %s
"""
_HEADS = "SELECT estate_id, seq, hash FROM audit_chainhead WHERE estate_id = ANY(%s)"
_LAST_LINKS = """
    SELECT DISTINCT ON (estate_id) estate_id, seq, hash FROM audit_chainlink WHERE estate_id = ANY(%s)
     ORDER BY estate_id, seq DESC
"""
_LINK = """
    INSERT INTO audit_chainlink (id, estate_id, seq, record_id, form, suite, record_digest, prev, hash, linked_at)
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::smallint[], %s::text[],
                         %s::text[], %s::text[], %s::text[], %s::timestamptz[])
"""
_CROSS_OFF = """
    DELETE FROM kernel_unlinked AS u USING unnest(%s::bigint[], %s::bigint[]) AS n (id, estate_id)
     WHERE u.estate_id = n.estate_id AND u.id = n.id
"""
_MOVE_HEADS = """
    INSERT INTO audit_chainhead AS h (id, estate_id, seq, hash)
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[])
    ON CONFLICT (estate_id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash
"""


def append(batch: int = BATCH, *, patient: bool = False) -> int:
    """Link everything that waits; answers how many records. Where another appender is at work: 0, or with `patient`
    only after it has ended, so that all that was written before the call is linked."""
    lock = _LOCK_IN_TURN if patient else _LOCK_IF_FREE
    linked = 0
    while True:
        try:
            done = _append_some(batch, lock, _HEADS)
        except IntegrityError:  # the heads do not tell the truth: go by the links; verify says what happened to them
            done = _append_some(batch, lock, _LAST_LINKS)
        linked += done
        if done < batch:
            return linked


def _append_some(batch: int, lock_sql: str, heads_sql: str) -> int:
    with transaction.atomic(), cross_estate(), connection.cursor() as cursor:
        cursor.execute(lock_sql, [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_WAITING, [batch])
        records = [record_facts(row) for row in cursor.fetchall()]
        if records:
            _link(cursor, records, heads_sql)
        return len(records)


def _link(cursor: Any, records: list[dict[str, Any]], heads_sql: str) -> None:
    suite, now = present_suite(), clock.now()
    homes = sorted({record["estate_id"] for record in records})
    heads = _heads(cursor, homes, heads_sql)
    links = []
    for record in records:
        home, pk = record["estate_id"], record["id"]
        seq, prev = heads.get(home, (0, GENESIS))
        digest = record_digest(record, suite)
        heads[home] = (seq + 1, link_hash(home, seq + 1, pk, suite, digest, prev))
        links.append((new_id(), home, seq + 1, pk, FORM, suite, digest, prev, heads[home][1], now))
    columns = list(zip(*links, strict=True))
    cursor.execute(_LINK, [list(column) for column in columns])
    cursor.execute(_CROSS_OFF, [list(columns[3]), list(columns[1])])
    moved = [(new_id(), home, *heads[home]) for home in homes]
    cursor.execute(_MOVE_HEADS, [list(column) for column in zip(*moved, strict=True)])


def _heads(cursor: Any, homes: list[int], heads_sql: str) -> dict[int, tuple[int, str]]:
    cursor.execute(heads_sql, [homes])
    found = {home: (seq, hash_) for home, seq, hash_ in cursor.fetchall()}
    unknown = [home for home in homes if home not in found]
    if unknown and heads_sql is _HEADS:  # the first record of a home, or a head that somebody took away
        cursor.execute(_LAST_LINKS, [unknown])
        found |= {home: (seq, hash_) for home, seq, hash_ in cursor.fetchall()}
    return found
