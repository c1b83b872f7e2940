"""Who stands as owner of which unit: for rooms that tell the owners of a home something."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import connection

from sanguanjia.access.types import Role

_OWNERS_SQL = """
    SELECT DISTINCT account_id FROM access_mandate
    WHERE role = %s AND unit_estate_id = %s AND unit_id = ANY(%s::bigint[]) AND valid @> %s::date
    ORDER BY account_id
"""


def owners_of_units(estate_id: int, unit_ids: Collection[int], on: date) -> tuple[int, ...]:
    """The accounts with an owner's mandate on one of the units on the day, each once, by id."""
    with connection.cursor() as cursor:
        cursor.execute(_OWNERS_SQL, [Role.OWNER.value, estate_id, list(unit_ids), on])
        return tuple(account for (account,) in cursor.fetchall())
