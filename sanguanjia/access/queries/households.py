"""Who stands as owner of which unit: for rooms that tell the owners of a home something."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sanguanjia.access.models import Mandate
from sanguanjia.access.types import Role


def owners_of_units(estate_id: int, unit_ids: Collection[int], on: date) -> tuple[int, ...]:
    """The accounts with an owner's mandate on one of the units on the day, each once, by id."""
    rows = Mandate.objects.filter(
        role=Role.OWNER.value, unit_estate_id=estate_id, unit_id__in=list(unit_ids), valid__contains=on
    )
    return tuple(sorted(set(rows.values_list("account_id", flat=True))))
