"""Possible duplicates: open matters of the same estate that look alike, said before a report is sent. They hold no
words of
other people: what kind of matter, where, since when, how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from sanguanjia.cases.types import Confidentiality
from sanguanjia.kernel import clock

# Only the newest open matters of the estate are compared, so that a busy estate does not make reporting slow.
_SIMILAR = """
    SELECT c.id, c.number, c.need_name, coalesce(b.name, ''), c.state, c.reported_at, c.reporter_account_id
    FROM (SELECT n.*, similarity(n.text, %s) AS alike
          FROM (SELECT * FROM cases_case o WHERE o.estate_id = %s AND o.reported_at >= %s
                ORDER BY o.reported_at DESC, o.id DESC LIMIT 200) n
          WHERE n.ended_at IS NULL AND n.confidentiality <> %s) c
    LEFT JOIN registry_building b ON b.estate_id = c.estate_id AND b.id = c.building_id
    WHERE (c.need_code = %s AND c.building_id IS NOT DISTINCT FROM %s::bigint) OR c.alike >= 0.35
    ORDER BY c.alike DESC, c.reported_at DESC, c.id DESC
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
    """Up to three, the most alike first: the same need at the same building, or alike in words, within the policy's
    days.
    """
    since = clock.now() - timedelta(days=days)
    values: list[Any] = [text, estate_id, since, Confidentiality.MATTER.value, need, building_id]
    with connection.cursor() as cursor:
        cursor.execute(_SIMILAR, values)
        return tuple(
            Similar(number, no, need_name, building, state, at, reporter is not None and reporter == account_id)
            for number, no, need_name, building, state, at, reporter in cursor.fetchall()
        )
