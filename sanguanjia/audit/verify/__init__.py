"""Walk every chain, recompute, compare live rows, the fund's day roots and anchors: `verify(...)` answers a `Report`.

One transaction with one snapshot, one connection; memory does not grow with the city: chains and rows are streamed,
what the records say of rows is sorted by the database in a temporary table.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connections, transaction

from sanguanjia.audit.types import Report, SignedHeads
from sanguanjia.kernel.scoped import cross_estate

from . import chains, ledgers, rows, said


def verify(*, estate_id: int | None = None, anchors: Sequence[SignedHeads] = (), using: str = "owner") -> Report:
    """Verify one chain or all of them; `anchors` oldest first. Runs as the owner of the tables: the application's role
    may make no temporary tables, and would not see what row security keeps from it."""
    report = Report(anchored_to=anchors[-1].at if anchors else None)
    connection = connections[using]
    with cross_estate(), transaction.atomic(using=using):
        if len(connection.savepoint_ids) == 0:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        said.begin(connection)
        chains.walk(connection, report, estate_id, anchors)
        rows.compare(connection, report, estate_id, using)
        ledgers.compare(connection, report, estate_id)
        said.end(connection)
    return report
