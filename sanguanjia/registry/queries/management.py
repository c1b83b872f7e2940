"""Organisations, who manages which estate when, and the facts of an unmanaged one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from sanguanjia.kernel.refusal import refuse
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.registry.models import (
    Estate,
    ManagementTenure,
    Organisation,
    UnmanagedFact,
)
from sanguanjia.registry.types import EstateRef, OrganisationRef

from .places import estate_ref


def _organisation_ref(row: Organisation) -> OrganisationRef:
    return OrganisationRef(row.id, row.name, row.kind, row.phone)


def organisation(organisation_id: int) -> OrganisationRef:
    """One organisation. Refuses `not_found`."""
    row = Organisation.objects.filter(pk=organisation_id).first()
    return _organisation_ref(row) if row else refuse("not_found", "organisation")


def organisation_page(
    text: str = "", kind: str = "", *, within: Sequence[str] | None = None, after: int | None = None, limit: int = 50
) -> tuple[Organisation, ...]:
    """Organisations by name and id, of the places and of no place; `within=None`: of everywhere."""
    rows = Organisation.objects.select_related("home").order_by("name", "id")
    if within is not None:
        inside = Q(home__isnull=True)
        for path in within:
            inside |= Q(home__path__startswith=path)
            inside |= Q(home_id__in=[int(part) for part in path.split("/") if part])
        rows = rows.filter(inside)
    if kind:
        rows = rows.filter(kind=kind)
    for part in text.split():
        rows = rows.filter(Q(name__icontains=part) | Q(credit_code=part.upper()))
    last = Organisation.objects.filter(pk=after).first() if after is not None else None
    if last is not None:
        rows = rows.filter(Q(name__gt=last.name) | Q(name=last.name, id__gt=last.id))
    return tuple(rows[:limit])


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
    return tuple(estate_ref(row) for row in rows)


def companies_of(estate_ids: Sequence[int], day: date) -> dict[int, OrganisationRef]:
    """Which company manages which of these estates on the day."""
    with cross_estate():
        rows = list(
            ManagementTenure.objects.select_related("organisation").filter(
                estate_id__in=list(estate_ids), period__contains=day
            )
        )
    return {row.estate_id: _organisation_ref(row.organisation) for row in rows}


def tenures(estate_id: int) -> tuple[ManagementTenure, ...]:
    """Every company that managed the estate, the latest first."""
    rows = ManagementTenure.objects.select_related("organisation").filter(estate_id=estate_id)
    return tuple(rows.order_by("-period"))


def unmanaged_facts(estate_id: int) -> tuple[UnmanagedFact, ...]:
    """All facts of lacking management ever recorded, oldest first."""
    return tuple(UnmanagedFact.objects.filter(estate_id=estate_id).order_by("period", "id"))


def organisation_row(organisation_id: int) -> Organisation:
    """The organisation's row with its home, for the pages of this room. Refuses `not_found`."""
    row = Organisation.objects.select_related("home").filter(pk=organisation_id).first()
    return row or refuse("not_found", "organisation")
