"""One statement per table that has an end: what is older than a moment goes. Called by the retention act alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from django.db import connection

from sanguanjia.kernel.scoped import cross_estate

_OVER = "SELECT id, estate_id FROM registry_rosterimport WHERE COALESCE(committed_at, uploaded_at) < %s"
_STATEMENTS: Mapping[str, str] = {
    "access_onetimecode": "DELETE FROM access_onetimecode WHERE expires_at < %s",
    "access_session": "DELETE FROM access_session WHERE expire_date < %s",
    "access_spentproof": "DELETE FROM access_spentproof WHERE spent_at < %s",
    "access_throttle": 'DELETE FROM access_throttle WHERE "window" < %s',
    "intake_hotlinefile": (
        "DELETE FROM intake_hotlinefile f USING intake_hotlinebatch b"
        " WHERE f.estate_id = b.estate_id AND f.batch_id = b.id AND b.uploaded_at < %s"
    ),
    "interfaces_hookdelivery": "DELETE FROM interfaces_hookdelivery WHERE ended_at < %s",
    "registry_rosterfile": (
        f"DELETE FROM registry_rosterfile f USING ({_OVER}) r WHERE f.estate_id = r.estate_id AND f.roster_id = r.id"
    ),
    "registry_rosteritem": (
        f"DELETE FROM registry_rosteritem i USING ({_OVER}) r WHERE i.estate_id = r.estate_id AND i.roster_id = r.id"
    ),
    "registry_rosterprogress": (f"DELETE FROM registry_rosterprogress p USING ({_OVER}) r WHERE p.roster_id = r.id"),
}


def _swept(statement: str, before: datetime) -> int:
    with cross_estate(), connection.cursor() as cursor:
        cursor.execute(statement, [before])
        return int(cursor.rowcount)


SWEEPS: Mapping[str, Callable[[datetime], int]] = {
    table: partial(_swept, statement) for table, statement in _STATEMENTS.items()
}
"""By table; every table of a class with days has one (a test sees to it)."""
