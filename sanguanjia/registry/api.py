"""`/api/v1/registry`: places and units to read. Every answer is cut by the same sentences as the pages.

Nothing is written here. Addresses carry the estate. A place the actor has nothing to do with is not found. Lists are
paged by `after` (keyset).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.doors import Door
from sanguanjia.kernel.predicates import Predicate

from . import permissions, queries
from .sights import OwnerSeen, owners_of, units_seen, within
from .things import estate_thing, sight_of, unit_thing
from .types import EstateRef

router = Router(tags=["registry"])
MOST = 200


@dataclass(frozen=True, slots=True)
class EstateOut:
    """An estate: where it lies, who manages it today (null: nobody)."""

    id: int
    name: str
    address: str
    neighbourhood_id: int
    grid_id: int | None
    division: str
    company_id: int | None
    company: str | None


@dataclass(frozen=True, slots=True)
class EstatesOut:
    """A page of estates; `next` goes into `after` of the next request, null on the last page."""

    items: list[EstateOut]
    next: int | None


@dataclass(frozen=True, slots=True)
class BuildingOut:
    """A building and how many units it has today."""

    id: int
    code: str
    name: str
    units: int


@dataclass(frozen=True, slots=True)
class UnitOut:
    """A unit: areas in square metres as decimal text, or null; `owners` as far as the actor may see names."""

    id: int
    code: str
    use: str
    built_area: str | None
    exclusive_area: str | None
    owners: str


@dataclass(frozen=True, slots=True)
class UnitsOut:
    """A page of units in the order people count; `next` as above."""

    items: list[UnitOut]
    next: int | None


@dataclass(frozen=True, slots=True)
class PersonOut:
    """An owner as the actor may see them: "" where not; the identity number is always masked."""

    name: str
    identity: str
    phone: str


@dataclass(frozen=True, slots=True)
class OwnershipOut:
    """A share over a period [since, until); several people of one share own it jointly."""

    share: str
    joint: bool
    basis: str
    since: date | None
    until: date | None
    people: list[PersonOut]


@dataclass(frozen=True, slots=True)
class UnitDetailOut:
    """A unit with the sources of its areas and, where names may be seen, its owners over time."""

    id: int
    code: str
    use: str
    built_area: str | None
    built_area_source: str
    exclusive_area: str | None
    exclusive_area_source: str
    valid_from: date
    valid_to: date | None
    owners: list[OwnershipOut]


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _ask(request: HttpRequest, sentence: Predicate, estate_id: int, unit_id: int | None = None) -> None:
    """The same doors as the pages have."""
    if unit_id is None:
        Door(sentence, estate_thing).open(_actor(request), estate_id=estate_id)
    else:
        Door(sentence, unit_thing).open(_actor(request), estate_id=estate_id, unit_id=unit_id)


def _text(area: Decimal | None) -> str | None:
    return None if area is None else str(area)


def _estates_out(refs: tuple[EstateRef, ...]) -> list[EstateOut]:
    today = clock.today()
    companies = queries.companies_of([ref.id for ref in refs], today)
    codes = queries.division_codes({ref.path for ref in refs}, today)
    return [
        EstateOut(
            ref.id, ref.name, ref.address, ref.neighbourhood_id, ref.grid_id, codes[ref.path],
            companies[ref.id].id if ref.id in companies else None,
            companies[ref.id].name if ref.id in companies else None,
        )
        for ref in refs
    ]  # fmt: skip


@router.get("/estates", response=EstatesOut, url_name="registry-estates")
def estates(
    request: HttpRequest, q: str = "", after: int | None = None, limit: Annotated[int, Field(ge=1, le=MOST)] = 50
) -> EstatesOut:
    """Estates of the actor's places, by name; `q` searches names, other names and addresses."""
    rows = queries.estate_page(_actor(request).places(), q[:60], after=after, limit=limit + 1)
    shown = rows[:limit]
    return EstatesOut(_estates_out(shown), shown[-1].id if len(rows) > limit else None)


@router.get("/estates/{estate_id}", response=EstateOut, url_name="registry-estate")
def estate(request: HttpRequest, estate_id: int) -> EstateOut:
    """One estate."""
    _ask(request, permissions.may_see_places, estate_id)
    return _estates_out((queries.estate(estate_id),))[0]


@router.get("/estates/{estate_id}/buildings", response=list[BuildingOut], url_name="registry-buildings")
def buildings(request: HttpRequest, estate_id: int) -> list[BuildingOut]:
    """The buildings of an estate in the order of their numbers."""
    _ask(request, permissions.may_see_units, estate_id)
    rows = queries.buildings_counted(estate_id, clock.today())
    return [BuildingOut(b.id, b.code, b.name, number) for b, number in rows]


@router.get("/estates/{estate_id}/units", response=UnitsOut, url_name="registry-units")
def units(
    request: HttpRequest,
    estate_id: int,
    q: str = "",
    building_id: int | None = None,
    use: str = "",
    after: int | None = None,
    limit: Annotated[int, Field(ge=1, le=MOST)] = 50,
) -> UnitsOut:
    """Units that exist today; `q` is part of a code, or of an owner's name where names may be seen in full."""
    _ask(request, permissions.may_see_units, estate_id)
    today, sight = clock.today(), sight_of(_actor(request), estate_id)
    rows = queries.unit_rows(
        estate_id, today, text=q[:40], building_id=building_id, use=use, by_owner=sight.names == "full", after=after,
        limit=limit + 1,
    )  # fmt: skip
    shown = units_seen(estate_id, rows[:limit], sight, today)
    items = [UnitOut(u.id, u.code, u.use, _text(u.built_area), _text(u.exclusive_area), u.owners) for u in shown]
    return UnitsOut(items, shown[-1].id if len(rows) > limit else None)


@router.get("/estates/{estate_id}/units/{unit_id}", response=UnitDetailOut, url_name="registry-unit")
def unit(request: HttpRequest, estate_id: int, unit_id: int) -> UnitDetailOut:
    """One unit, with its owners over time as far as the actor may see them."""
    _ask(request, permissions.may_see_unit, estate_id, unit_id)
    row = queries.unit_row(estate_id, unit_id)
    sight = within(sight_of(_actor(request), estate_id, unit_id), row.building_id)
    owners = owners_of(row, sight, clock.today()) if sight.names else ()
    return UnitDetailOut(
        row.id, row.code, row.use, _text(row.built_area), row.built_area_source, _text(row.exclusive_area),
        row.exclusive_area_source, row.valid_from, row.valid_to, [_owner_out(owner) for owner in owners],
    )  # fmt: skip


def _owner_out(owner: OwnerSeen) -> OwnershipOut:
    people = [PersonOut(person.name, person.identity, person.phone) for person in owner.people]
    return OwnershipOut(owner.fraction, owner.joint, owner.basis, owner.since, owner.until, people)
