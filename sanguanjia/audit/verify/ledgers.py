"""The fund's chains of entries against the roots of each day: a root is a row that records and anchors vouch for, so
that
money changed together with everything that sums it up still does not fit."""

from __future__ import annotations

from typing import Any

from sanguanjia.audit.types import Fault, Report
from sanguanjia.funds import roots

_ESTATES = (
    "SELECT DISTINCT estate_id FROM funds_funddayroot WHERE %s::bigint IS NULL OR estate_id = %s ORDER BY estate_id"
)


def compare(connection: Any, report: Report, estate_id: int | None) -> None:
    """Every estate with roots, or the one that is asked about; the first root that does not fit is named."""
    with connection.cursor() as cursor:
        cursor.execute(_ESTATES, [estate_id, estate_id])
        estates = [row[0] for row in cursor.fetchall()]
    for estate in estates:
        found = roots.first_break(connection, estate)
        if found is not None:
            row_id, note = found
            report.add(Fault(estate, None, "row_differs", "funds_funddayroot", str(row_id), note))
