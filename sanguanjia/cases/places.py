"""Who there is at a place: the holders of the ladder for one home, read in one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db import connection

from sanguanjia.access import queries as access
from sanguanjia.kernel.refusal import refuse
from sanguanjia.kernel.scoped import cross_estate

from .types import Holder, HolderKind, Holders, Level

# The home itself, its grid and company (an estate has them), and the kinds of the homes it lies in.
_PLACE = f"""
    SELECT h.id, h.kind, h.name, h.path, e.grid_id, t.organisation_id, {access.IS_HELD},
           ARRAY(SELECT a.kind FROM kernel_home a
                 WHERE a.id = ANY (string_to_array(trim(trailing '/' from h.path), '/')::bigint[]))
    FROM kernel_home h
    LEFT JOIN registry_estate e ON e.home_id = h.id
    LEFT JOIN registry_managementtenure t ON t.estate_id = h.id AND t.period @> %s::date
    WHERE h.id = %s
"""
_PLACES = _PLACE.replace("WHERE h.id = %s", "WHERE h.id = ANY(%s)")


@dataclass(frozen=True)
class PlaceFacts:
    """One home as this room needs it."""

    home_id: int
    kind: str
    name: str
    path: str
    grid_id: int | None
    company_id: int | None
    has_building_head: bool
    kinds_above: frozenset[str]
    day: date
    building_id: int | None = None

    @property
    def place(self) -> str:
        """The word permissions ask for."""
        return self.path

    @cached_property
    def holders(self) -> Holders:
        """Who holds matters here, level by level. A level without anybody is absent."""
        found: dict[Level, Holder] = {}
        if self.building_id is not None and self.has_building_head:
            found[Level.BUILDING] = Holder(HolderKind.BUILDING_HEAD, building_id=self.building_id)
        if self.grid_id is not None:
            found[Level.GRID] = Holder(HolderKind.GRID_WORKER, grid_id=self.grid_id)
        if self.company_id is not None:
            found[Level.ESTATE] = Holder(HolderKind.COMPANY, organisation_id=self.company_id)
        for kind, holder in _OFFICES:
            if kind in self.kinds_above:
                found[holder.level] = holder
        return Holders(found)


_OFFICES = (
    ("neighbourhood", Holder(HolderKind.NEIGHBOURHOOD)),
    ("subdistrict", Holder(HolderKind.SUBDISTRICT)),
    ("district", Holder(HolderKind.DISTRICT_CENTRE)),
    ("city", Holder(HolderKind.CITY)),
)


def place_facts(home_id: int, day: date, building_id: int | None = None) -> PlaceFacts:
    """The home with everything routing asks. Refuses `not_found` for a home that does not exist."""
    with connection.cursor() as cursor:
        cursor.execute(_PLACE, ["building_head", building_id, day, day, home_id])
        row = cursor.fetchone()
    if row is None:
        refuse("not_found", "estate_id")
    return _facts(row, day, building_id)


def many_places(home_ids: Iterable[int], day: date) -> dict[int, PlaceFacts]:
    """The same for many homes in one statement, without a building; homes that do not exist are absent."""
    with cross_estate(), connection.cursor() as cursor:
        cursor.execute(_PLACES, ["building_head", None, day, day, list(home_ids)])
        return {row[0]: _facts(row, day, None) for row in cursor.fetchall()}


def _facts(row: tuple[Any, ...], day: date, building_id: int | None) -> PlaceFacts:
    number, kind, name, path, grid_id, company_id, has_head, kinds = row
    return PlaceFacts(number, kind, name, path, grid_id, company_id, has_head, frozenset(kinds), day, building_id)
