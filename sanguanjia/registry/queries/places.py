"""Places: homes by path, codes by day, estates by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q, QuerySet

from sanguanjia.kernel.models import Home, HomeKind, Record
from sanguanjia.kernel.refusal import refuse
from sanguanjia.registry.models import (
    Division,
    Estate,
    Grid,
    Neighbourhood,
    Subdistrict,
    Unit,
)
from sanguanjia.registry.rules.names import sort_key
from sanguanjia.registry.types import EstateRef, PlaceRef


def _place_ref(row: Home) -> PlaceRef:
    return PlaceRef(row.id, row.kind, row.name, row.path)


def estate_ref(row: Estate) -> EstateRef:
    return EstateRef(row.pk, row.name, row.home.path, row.neighbourhood_id, row.grid_id, row.address)


def estate(estate_id: int) -> EstateRef:
    """One estate by the id of its home. Refuses `not_found`."""
    row = Estate.objects.select_related("home").filter(pk=estate_id).first()
    return estate_ref(row) if row else refuse("not_found", "estate")


def estates(estate_ids: Iterable[int]) -> dict[int, EstateRef]:
    """Several estates at once, by id; unknown ids are absent."""
    rows = Estate.objects.select_related("home").filter(pk__in=list(estate_ids))
    return {row.pk: estate_ref(row) for row in rows}


def estates_within(paths: Sequence[str]) -> QuerySet[Estate]:
    """Rows of the estates at or below any of the places (paths of homes), by pinyin; none for no path."""
    inside = Q(pk__in=[])
    for path in paths:
        inside |= Q(home__path__startswith=path)
    return Estate.objects.select_related("home").filter(inside).order_by("pinyin", "pk")


def search_estates(text: str, within: Sequence[str], limit: int = 20) -> tuple[EstateRef, ...]:
    """Estates at or below the places whose name, other name or address contains every word typed; by pinyin."""
    return estate_page(within, text, limit=limit)


def estate_page(
    within: Sequence[str], text: str = "", *, after: int | None = None, limit: int = 50
) -> tuple[EstateRef, ...]:
    """A page of the estates at or below the places, by pinyin; `after` is the id of the last one seen (keyset)."""
    rows = estates_within(within)
    for part in text.split():
        rows = rows.filter(Q(name__icontains=part) | Q(aliases__icontains=part) | Q(address__icontains=part))
    last = Estate.objects.filter(pk=after).first() if after is not None else None
    if last is not None:
        rows = rows.filter(Q(pinyin__gt=last.pinyin) | Q(pinyin=last.pinyin, pk__gt=last.pk))
    return tuple(estate_ref(row) for row in rows[:limit])


def count_estates(path: str) -> int:
    """How many estates lie at or below a place."""
    return Home.objects.filter(kind=HomeKind.ESTATE, path__startswith=path).count()


def homes_at(paths: Iterable[str]) -> tuple[PlaceRef, ...]:
    """The homes with these paths, from the widest to the narrowest."""
    rows = Home.objects.filter(path__in=list(paths)).order_by("path")
    return tuple(_place_ref(row) for row in rows)


def homes_above(home: Home) -> tuple[PlaceRef, ...]:
    """The places a home lies in, from the city down; without the platform and the home itself."""
    ids = [int(part) for part in home.path.split("/") if part][1:-1]
    rows = {row.id: row for row in Home.objects.filter(pk__in=ids)}
    return tuple(_place_ref(rows[number]) for number in ids)


def homes_below(home: Home) -> tuple[PlaceRef, ...]:
    """The places directly below a home, by sound."""
    rows = sorted(Home.objects.filter(parent=home), key=lambda row: sort_key(row.name))
    return tuple(_place_ref(row) for row in rows)


def neighbourhoods_beside(estate_id: int) -> tuple[tuple[int, str], ...]:
    """Id and name of the other neighbourhoods of the estate's district, by sound."""
    path = estate(estate_id).path
    district = "/".join(path.split("/")[:3]) + "/"
    rows = Home.objects.filter(kind=HomeKind.NEIGHBOURHOOD, path__startswith=district).exclude(
        pk=estate(estate_id).neighbourhood_id
    )
    return tuple(sorted(rows.values_list("id", "name"), key=lambda pair: sort_key(pair[1])))


def names_of_homes(ids: Iterable[int]) -> dict[int, str]:
    """Names of homes by id."""
    return dict(Home.objects.filter(pk__in=list(ids)).values_list("id", "name"))


def grids(neighbourhood_id: int) -> tuple[tuple[str, str], ...]:
    """Code and name of the grids of a neighbourhood."""
    return tuple(Grid.objects.filter(neighbourhood_id=neighbourhood_id).order_by("code").values_list("code", "name"))


def grid_options(neighbourhood_id: int) -> tuple[tuple[int, str], ...]:
    """Id and words of the grids of a neighbourhood, to choose from."""
    rows = Grid.objects.filter(neighbourhood_id=neighbourhood_id).order_by("code")
    return tuple((row.id, f"{row.code} {row.name}") for row in rows)


def grid_name(grid_id: int | None) -> str:
    """Code and name of a grid, or "" for none."""
    row = Grid.objects.filter(pk=grid_id).first() if grid_id is not None else None
    return f"{row.code} {row.name}" if row else ""


def codes_over_time(home: Home) -> tuple[tuple[str, str, str, str], ...]:
    """Division codes of a place through time: code, name, first day, first day no more ("" open)."""
    rows = Division.objects.filter(home=home).order_by("valid")
    return tuple((r.code, r.name, str(r.valid.lower or ""), str(r.valid.upper or "")) for r in rows)


def code_of(home: Home, day: date) -> str:
    """The code of a place on a day: six, nine or twelve digits; "" for an estate or the platform."""
    if home.kind in (HomeKind.CITY, HomeKind.DISTRICT):
        row = Division.objects.filter(home=home, valid__contains=day).first()
        return row.code if row else ""
    if home.kind == HomeKind.SUBDISTRICT:
        return Subdistrict.objects.filter(pk=home.id).values_list("code9", flat=True).first() or ""
    if home.kind == HomeKind.NEIGHBOURHOOD:
        return Neighbourhood.objects.filter(pk=home.id).values_list("code12", flat=True).first() or ""
    return ""


def division_codes(paths: Iterable[str], day: date) -> dict[str, str]:
    """By path, the six-digit code that holds on a day: of its district, else of its city; "" above."""
    ids = {path: [int(part) for part in path.split("/") if part] for path in paths}
    every = {number for numbers in ids.values() for number in numbers}
    codes = dict(Division.objects.filter(home_id__in=every, valid__contains=day).values_list("home_id", "code"))
    return {
        path: next((codes[number] for number in reversed(numbers) if number in codes), "")
        for path, numbers in ids.items()
    }


def division_code(path: str, day: date) -> str:
    """The same for one place."""
    return division_codes([path], day)[path]


def history(estate_id: int, *, unit_id: int | None = None, limit: int = 50) -> tuple[Record, ...]:
    """What this room did in the estate (or about one unit), the latest first, from the records of the acts."""
    rows = Record.objects.filter(estate_id=estate_id, act__startswith="registry.").order_by("-id")
    if unit_id is not None:
        named = [{"table": Unit._meta.db_table, "id": str(unit_id)}]
        rows = rows.filter(Q(subjects__contains=named) | Q(on_behalf_of=f"unit:{unit_id}"))
    return tuple(rows[:limit])
