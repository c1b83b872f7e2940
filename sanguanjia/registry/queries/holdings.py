"""Every unit of an estate with all its owners on a day, in one statement: what a roll of voters is made from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from sanguanjia.registry.models import Guardianship, Party
from sanguanjia.registry.rules.names import natural_key
from sanguanjia.registry.types import AreaSource, Holding

from .units import owners_on, unit_by_code

_SQL = """
    SELECT unit.id, unit.code, unit.building_id, unit.entrance_id, unit.use,
        (100 * COALESCE(unit.exclusive_area, unit.built_area))::bigint,
        CASE WHEN unit.exclusive_area IS NOT NULL THEN unit.exclusive_area_source ELSE %(stand_in)s END,
        COALESCE(held.owners, '{}'), COALESCE(held.basis, '')
    FROM registry_unit AS unit
    LEFT JOIN (
        SELECT share.unit_id, array_agg(DISTINCT member.party_id ORDER BY member.party_id) AS owners,
            min(share.basis) AS basis
        FROM registry_ownership AS share
        JOIN registry_ownershipmember AS member
            ON member.estate_id = share.estate_id AND member.ownership_id = share.id
        WHERE share.estate_id = %(estate)s AND share.period @> %(day)s::date
        GROUP BY share.unit_id
    ) AS held ON held.unit_id = unit.id
    WHERE unit.estate_id = %(estate)s AND unit.valid_from <= %(day)s
        AND (unit.valid_to IS NULL OR unit.valid_to > %(day)s)
        AND (%(building)s::bigint IS NULL OR unit.building_id = %(building)s)
        AND (%(entrance)s::bigint IS NULL OR unit.entrance_id = %(entrance)s)
"""


def holdings(
    estate_id: int, day: date, *, building_id: int | None = None, entrance_id: int | None = None
) -> tuple[Holding, ...]:
    """The units that exist on the day, in the order people count, of the estate, a building or an entrance."""
    values: dict[str, Any] = {
        "estate": estate_id, "day": day, "building": building_id, "entrance": entrance_id,
        "stand_in": AreaSource.STAND_IN.value,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_SQL, values)
        rows = [
            Holding(unit, code, building, entrance, use, area, source, tuple(owners), basis)
            for unit, code, building, entrance, use, area, source, owners, basis in cursor.fetchall()
        ]
    return tuple(sorted(rows, key=lambda row: (natural_key(row.code), row.unit_id)))


@dataclass(frozen=True, slots=True)
class Standing:
    """Whose voice an account is in an estate: the parties it proved to be, and those it is guardian of on the day."""

    parties: frozenset[int]
    wards: frozenset[int]


def standing_of(estate_id: int, account_id: int, day: date) -> Standing:
    """The account's own entries in the estate's register, and its wards."""
    own = frozenset(Party.objects.filter(estate_id=estate_id, account_id=account_id).values_list("id", flat=True))
    rows = Guardianship.objects.filter(estate_id=estate_id, guardian_id__in=own, period__contains=day)
    return Standing(own, frozenset(rows.values_list("ward_id", flat=True)) if own else frozenset())


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A party by name, for those to whom the estate publishes it (candidates, members of a committee)."""

    id: int
    name: str
    account_id: int | None


_HEARD_SQL = """
    SELECT
        ARRAY(SELECT party.id FROM registry_party AS party
            WHERE party.estate_id = %(estate)s AND party.account_id = %(account)s),
        ARRAY(SELECT kept.ward_id FROM registry_guardianship AS kept
            JOIN registry_party AS party ON party.estate_id = kept.estate_id AND party.id = kept.guardian_id
            WHERE kept.estate_id = %(estate)s AND party.account_id = %(account)s AND kept.period @> %(day)s::date),
        ARRAY(SELECT kept.ward_id FROM registry_guardianship AS kept
            WHERE kept.estate_id = %(estate)s AND kept.ward_id = ANY(%(owners)s::bigint[])
                AND kept.period @> %(day)s::date)
"""


def heard_of(
    estate_id: int, account_id: int, owners: Collection[int], day: date
) -> tuple[Standing, frozenset[int]]:  # fmt: skip
    """`standing_of` the account, and those among the owners for whom a guardian acts on the day; in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            _HEARD_SQL, {"estate": estate_id, "account": account_id, "owners": list(owners), "day": day}
        )  # fmt: skip
        own, wards, kept = cursor.fetchone()
    return Standing(frozenset(own), frozenset(wards)), frozenset(kept)


def people_of(estate_id: int, party_ids: Collection[int]) -> dict[int, PersonLine]:
    """Parties of an estate by id. Names in full: whoever asks has published them, or may see them."""
    rows = Party.objects.filter(estate_id=estate_id, pk__in=list(party_ids))
    return {pk: PersonLine(pk, name, account) for pk, name, account in rows.values_list("id", "name", "account_id")}


def owner_named(estate_id: int, unit_code: str, name: str, day: date) -> tuple[PersonLine, int] | None:
    """An owner of that name of the unit with that code on the day, and the unit's id; None if there is none."""
    unit = unit_by_code(estate_id, unit_code, day)
    people = people_of(estate_id, owners_on(estate_id, unit.id, day)) if unit is not None else {}
    person = next((one for one in people.values() if one.name == name), None)
    return (person, unit.id) if unit is not None and person is not None else None


def owned_by(estate_id: int, day: date) -> dict[int, list[int]]:
    """Whoever owns something on the day → the units, in the order people count."""
    found: dict[int, list[int]] = {}
    for line in holdings(estate_id, day):
        for owner in line.owners:
            found.setdefault(owner, []).append(line.unit_id)
    return found
