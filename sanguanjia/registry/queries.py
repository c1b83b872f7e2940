"""The readers of the registry: the doors for the rooms above. Lists over several estates say so (`cross_estate`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q, QuerySet

from sanguanjia.kernel.refusal import refuse
from sanguanjia.kernel.scoped import cross_estate

from .models import Building, Estate, ManagementTenure, Organisation, Unit, UnmanagedFact
from .types import BuildingRef, EstateRef, OrganisationRef, UnitRef


def _estate_ref(row: Estate) -> EstateRef:
    return EstateRef(row.pk, row.name, row.home.path, row.neighbourhood_id, row.grid_id, row.address)


def _organisation_ref(row: Organisation) -> OrganisationRef:
    return OrganisationRef(row.id, row.name, row.kind, row.phone)


def _unit_ref(row: Unit) -> UnitRef:
    return UnitRef(
        row.id, row.estate_id, row.code, row.use, row.building_id, row.built_area, row.exclusive_area,
        row.exclusive_area_source, row.valid_from, row.valid_to,
    )  # fmt: skip


def estate(estate_id: int) -> EstateRef:
    """One estate by the id of its home. Refuses `not_found`."""
    row = Estate.objects.select_related("home").filter(pk=estate_id).first()
    return _estate_ref(row) if row else refuse("not_found", "estate")


def estates(estate_ids: Iterable[int]) -> dict[int, EstateRef]:
    """Several estates at once, by id; unknown ids are absent."""
    rows = Estate.objects.select_related("home").filter(pk__in=list(estate_ids))
    return {row.pk: _estate_ref(row) for row in rows}


def estates_within(paths: Sequence[str]) -> QuerySet[Estate]:
    """Rows of the estates at or below any of the places (paths of homes), by pinyin; none for no path."""
    inside = Q(pk__in=[])
    for path in paths:
        inside |= Q(home__path__startswith=path)
    return Estate.objects.select_related("home").filter(inside).order_by("pinyin", "pk")


def search_estates(text: str, within: Sequence[str], limit: int = 20) -> tuple[EstateRef, ...]:
    """Estates at or below the places whose name, other name or address contains every word typed; by pinyin."""
    rows = estates_within(within)
    for part in text.split():
        rows = rows.filter(Q(name__icontains=part) | Q(aliases__icontains=part) | Q(address__icontains=part))
    return tuple(_estate_ref(row) for row in rows[:limit])


def organisation(organisation_id: int) -> OrganisationRef:
    """One organisation. Refuses `not_found`."""
    row = Organisation.objects.filter(pk=organisation_id).first()
    return _organisation_ref(row) if row else refuse("not_found", "organisation")


def managing_company(estate_id: int, day: date) -> OrganisationRef | None:
    """The company that manages the estate on that day, or None."""
    tenure = (
        ManagementTenure.objects.select_related("organisation")
        .filter(estate_id=estate_id, period__contains=day)
        .first()
    )
    return _organisation_ref(tenure.organisation) if tenure else None


def managed_estates(organisation_id: int, day: date) -> tuple[EstateRef, ...]:
    """The estates a company manages on that day, by pinyin."""
    with cross_estate():
        ids = list(
            ManagementTenure.objects.filter(organisation_id=organisation_id, period__contains=day).values_list(
                "estate_id", flat=True
            )
        )
    rows = Estate.objects.select_related("home").filter(pk__in=ids).order_by("pinyin", "pk")
    return tuple(_estate_ref(row) for row in rows)


def unmanaged_facts(estate_id: int) -> tuple[UnmanagedFact, ...]:
    """All facts of lacking management ever recorded, oldest first."""
    return tuple(UnmanagedFact.objects.filter(estate_id=estate_id).order_by("period", "id"))


def buildings(estate_id: int) -> tuple[BuildingRef, ...]:
    """The buildings of an estate in the order of their numbers ("2" before "10")."""
    rows = Building.objects.filter(estate_id=estate_id)
    ordered = sorted(rows, key=lambda b: (not b.code.isdecimal(), int(b.code) if b.code.isdecimal() else 0, b.code))
    return tuple(BuildingRef(row.id, row.estate_id, row.code, row.name) for row in ordered)


def unit(estate_id: int, unit_id: int) -> UnitRef:
    """One unit, also one that has ended. Refuses `not_found`."""
    row = Unit.objects.filter(estate_id=estate_id, pk=unit_id).first()
    return _unit_ref(row) if row else refuse("not_found", "unit")


def units_on(estate_id: int, day: date) -> QuerySet[Unit]:
    """Rows of the units that exist in the estate on that day, by code."""
    living = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    return Unit.objects.filter(living, estate_id=estate_id, valid_from__lte=day).order_by("code", "id")


def units(
    estate_id: int,
    day: date,
    *,
    text: str = "",
    building_id: int | None = None,
    use: str = "",
    after: tuple[str, int] | None = None,
    limit: int = 50,
) -> tuple[UnitRef, ...]:
    """A page of the units that exist on that day, by code; `after` is (code, id) of the last one seen (keyset)."""
    rows = units_on(estate_id, day)
    if text:
        rows = rows.filter(code__icontains=text.strip())
    if building_id is not None:
        rows = rows.filter(building_id=building_id)
    if use:
        rows = rows.filter(use=use)
    if after is not None:
        code, last = after
        rows = rows.filter(Q(code__gt=code) | Q(code=code, id__gt=last))
    return tuple(_unit_ref(row) for row in rows[:limit])
