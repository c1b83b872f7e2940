"""Possible duplicates: open matters of the same estate that look alike, said before a report is sent. They hold no words of
other people: what kind of matter, where, since when, how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from sanguanjia.cases.types import Confidentiality
from sanguanjia.kernel import clock

_SIMILAR = """
    SELECT c.id, c.number, c.need_name, coalesce(b.name, ''), c.state, c.reported_at, c.reporter_account_id
    FROM cases_case c
    LEFT JOIN registry_building b ON b.estate_id = c.estate_id AND b.id = c.building_id
    WHERE c.estate_id = %s AND c.ended_at IS NULL AND c.reported_at >= %s AND c.confidentiality <> %s
      AND ((c.need_code = %s AND c.building_id IS NOT DISTINCT FROM %s::bigint) OR similarity(c.text, %s) >= 0.35)
    ORDER BY similarity(c.text, %s) DESC, c.reported_at DESC, c.id DESC
    LIMIT 3
"""


@dataclass(frozen=True, slots=True)
class Similar:
    """A matter that may be the same."""

    id: int
    number: int
    need_name: str
    building_name: str
    state: str
    reported_at: datetime
    own: bool


def similar(
    estate_id: int, need: str, text: str, building_id: int | None, days: int, account_id: int | None
) -> tuple[Similar, ...]:
    """Up to three, the most alike first: the same need at the same building, or alike in words, within the policy's days."""
    since = clock.now() - timedelta(days=days)
    values = [estate_id, since, Confidentiality.MATTER.value, need, building_id, text, text]
    with connection.cursor() as cursor:
        cursor.execute(_SIMILAR, values)
        return tuple(Similar(*row[:6], own=row[6] is not None and row[6] == account_id) for row in cursor.fetchall())
