"""The policy, calendar and bodies of a place and moment."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from sanguanjia.cases.values import times_at
from sanguanjia.kernel.clock import SHANGHAI
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import refuse
from sanguanjia.policy import queries as policy
from sanguanjia.registry.models import Organisation

from .rules.parts import World
from .rules.reading import read_policy
from .types import Unit

OFFICE_KINDS = ("subdistrict", "district", "city")
_ABOVE = ("district", "city")
MOST_UNITS = 200


def world_at(path: str, now: datetime, account_id: int | None = None) -> World:
    """Everything the rules need to know about the place of a petition at a moment."""
    day = now.astimezone(SHANGHAI).date()
    return World(read_policy(lambda key: policy.rule_for(key, path, day)), times_at(path, now), account_id)


def path_of(home_id: int | None) -> str:
    """The path of a home, or nothing."""
    found = Home.objects.filter(pk=home_id).values_list("path", flat=True).first() if home_id is not None else None
    return str(found or "")


def units_near(path: str) -> tuple[tuple[str, Unit], ...]:
    """(code, unit) of everybody a petition office may route to: itself, offices below and above, departments."""
    homes = [int(part) for part in path.strip("/").split("/")]
    offices = Home.objects.filter(kind__in=OFFICE_KINDS)
    found = [*offices.filter(pk__in=homes).order_by("path"), *offices.filter(path__startswith=path).exclude(
        pk__in=homes).order_by("path")[:MOST_UNITS]]  # fmt: skip
    near = Organisation.objects.filter(
        Q(home__path__startswith=path) | Q(home_id__in=homes) | Q(home=None), kind__in=["department", "authority"]
    )
    rows = near.order_by("name").values_list("id", "name", "home_id")[:MOST_UNITS]
    return (
        *((f"home-{home.pk}", Unit(home.pk, None, home.name[:60])) for home in found),
        *((f"unit-{pk}", Unit(home_id or homes[-1], pk, name[:60])) for pk, name, home_id in rows),
    )


def unit_of(path: str, code: str) -> Unit:
    """The unit of a code of `units_near`. Refuses `unit_missing`."""
    return dict(units_near(path)).get(code) or refuse("unit_missing", "to")


def bodies_of(unit: Unit) -> tuple[str, str]:
    """(path of the body of review, path of the body of re-review) of a unit.

    The body above the unit reviews (for a department: its own level of government), the one above that re-reviews;
    above the city there is nobody on this platform, so the city does it, by another person (the rule sees to that).
    """
    path = path_of(unit.home_id)
    homes = [int(part) for part in path.strip("/").split("/")]
    kinds = dict(Home.objects.filter(pk__in=homes, kind__in=_ABOVE).values_list("id", "path"))
    above = [kinds[home] for home in reversed(homes) if home in kinds]
    if unit.organisation_id is None:
        above = [p for p in above if p != path] or above
    if not above:
        return "", ""
    return above[0], above[1] if len(above) > 1 else above[0]
