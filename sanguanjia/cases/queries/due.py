"""What the platform has to look at, over all estates on purpose."""

from __future__ import annotations

from datetime import date, datetime

from sanguanjia.cases.models import Case, CasePhoto, RateSheet, RateSnapshot
from sanguanjia.kernel.models import Home, HomeKind
from sanguanjia.kernel.refusal import refuse
from sanguanjia.kernel.scoped import cross_estate

_OFFICES = (HomeKind.NEIGHBOURHOOD, HomeKind.SUBDISTRICT, HomeKind.DISTRICT, HomeKind.CITY)


def due(now: datetime, most: int) -> list[tuple[int, int, str, int]]:
    """Matters the platform has to move now, the longest overdue first: (estate, id, state, version)."""
    with cross_estate():
        rows = Case.objects.filter(acts_at__lt=now).order_by("acts_at")
        return list(rows.values_list("estate_id", "pk", "state", "version")[:most])


def offices_without_rates(first_day: date, last_day: date) -> list[int]:
    """Homes of offices that have no figures kept for the period yet."""
    with cross_estate():
        kept = set(
            RateSnapshot.objects.filter(first_day=first_day, last_day=last_day).values_list("estate_id", flat=True)
        )
    homes = Home.objects.filter(kind__in=_OFFICES).exclude(pk__in=kept)
    return list(homes.order_by("pk").values_list("pk", flat=True))


def snapshots(home_id: int, most: int = 30) -> tuple[RateSnapshot, ...]:
    """The figures kept for a home, newest first."""
    return tuple(RateSnapshot.objects.filter(estate_id=home_id).order_by("-taken_at", "rate")[:most])


def photos_used(home_id: int, digests: set[str]) -> set[str]:
    """Which of these pictures a matter of the home has."""
    rows = CasePhoto.objects.filter(estate_id=home_id, sha256__in=digests)
    return set(rows.values_list("sha256", flat=True))


def sheet(home_id: int, sheet_id: int) -> tuple[RateSheet, tuple[RateSnapshot, ...]]:
    """One taking of the figures with its matters. Refuses not_found."""
    row = RateSheet.objects.filter(estate_id=home_id, pk=sheet_id).first() or refuse("not_found", "sheet")
    return row, tuple(RateSnapshot.objects.filter(estate_id=home_id, sheet_id=sheet_id).order_by("id"))
