"""The readers of the registry: the doors for the rooms above. Lists over several estates say so (`cross_estate`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Count, Func, Q, QuerySet, TextField

from sanguanjia.kernel.models import Home, HomeKind, Record
from sanguanjia.kernel.refusal import refuse
from sanguanjia.kernel.scoped import cross_estate

from .models import (
    Building,
    Division,
    Entrance,
    Estate,
    Grid,
    Guardianship,
    Lift,
    ManagementTenure,
    Neighbourhood,
    Organisation,
    OwnershipMember,
    Subdistrict,
    Unit,
    UnitLineage,
    UnmanagedFact,
)
from .rules.names import natural_key, sort_key
from .types import BuildingRef, EstateRef, OrganisationRef, PlaceRef, UnitRef


def _estate_ref(row: Estate) -> EstateRef:
    return EstateRef(row.pk, row.name, row.home.path, row.neighbourhood_id, row.grid_id, row.address)


def _organisation_ref(row: Organisation) -> OrganisationRef:
    return OrganisationRef(row.id, row.name, row.kind, row.phone)


def _unit_ref(row: Unit) -> UnitRef:
    return UnitRef(
        row.id, row.estate_id, row.code, row.use, row.building_id, row.built_area, row.exclusive_area,
        row.exclusive_area_source, row.valid_from, row.valid_to,
    )  # fmt: skip


def _place_ref(row: Home) -> PlaceRef:
    return PlaceRef(row.id, row.kind, row.name, row.path)


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
    return tuple(_estate_ref(row) for row in rows[:limit])


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


def names_of_homes(ids: Iterable[int]) -> dict[int, str]:
    """Names of homes by id."""
    return dict(Home.objects.filter(pk__in=list(ids)).values_list("id", "name"))


def grids(neighbourhood_id: int) -> tuple[tuple[str, str], ...]:
    """Code and name of the grids of a neighbourhood."""
    return tuple(Grid.objects.filter(neighbourhood_id=neighbourhood_id).order_by("code").values_list("code", "name"))


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


def lifts(estate_id: int) -> tuple[Lift, ...]:
    """The lifts of an estate, by building and name."""
    rows = Lift.objects.select_related("building", "entrance").filter(
        estate_id=estate_id, building__estate_id=estate_id
    )
    return tuple(sorted(rows, key=lambda lift: (natural_key(lift.building.code), natural_key(lift.name))))


def entrances(estate_id: int) -> tuple[Entrance, ...]:
    """The entrances of an estate with their buildings."""
    rows = Entrance.objects.select_related("building").filter(estate_id=estate_id, building__estate_id=estate_id)
    return tuple(sorted(rows, key=lambda row: (natural_key(row.building.code), natural_key(row.code))))


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


def history(estate_id: int, *, unit_id: int | None = None, limit: int = 50) -> tuple[Record, ...]:
    """What this room did in the estate (or about one unit), the latest first, from the records of the acts."""
    rows = Record.objects.filter(estate_id=estate_id, act__startswith="registry.").order_by("-id")
    if unit_id is not None:
        named = [{"table": Unit._meta.db_table, "id": str(unit_id)}]
        rows = rows.filter(Q(subjects__contains=named) | Q(on_behalf_of=f"unit:{unit_id}"))
    return tuple(rows[:limit])


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


def _units_of_owners_named(estate_id: int, text: str, day: date) -> list[int]:
    members = OwnershipMember.objects.filter(
        estate_id=estate_id, party__name__icontains=text, ownership__period__contains=day
    )
    return list(members.values_list("ownership__unit_id", flat=True)[:5000])


def count_units(estate_id: int, day: date) -> int:
    """How many units exist on the day."""
    return units_on(estate_id, day).count()


def buildings_counted(estate_id: int, day: date) -> tuple[tuple[BuildingRef, int], ...]:
    """The buildings with the number of their units on the day."""
    counts = dict(
        units_on(estate_id, day).order_by().values_list("building_id").annotate(number=Count("id"))
    )
    return tuple((building, counts.get(building.id, 0)) for building in buildings(estate_id))


def units_before(estate_id: int, unit_id: int) -> tuple[tuple[int, str], ...]:
    """Id and code of the units this one came out of."""
    rows = UnitLineage.objects.filter(estate_id=estate_id, after_id=unit_id)
    return tuple(rows.order_by("before__code").values_list("before_id", "before__code"))


def units_after(estate_id: int, unit_id: int) -> tuple[tuple[int, str], ...]:
    """Id and code of the units that came out of this one."""
    rows = UnitLineage.objects.filter(estate_id=estate_id, before_id=unit_id)
    return tuple(rows.order_by("after__code").values_list("after_id", "after__code"))


def guardianships_of_unit(estate_id: int, unit_id: int, day: date) -> tuple[Guardianship, ...]:
    """Guardianships on the day of those who own the unit on the day."""
    members = OwnershipMember.objects.filter(
        estate_id=estate_id, ownership__unit_id=unit_id, ownership__period__contains=day
    )
    wards = list(members.values_list("party_id", flat=True))
    rows = Guardianship.objects.select_related("ward", "guardian").filter(
        estate_id=estate_id, ward_id__in=wards, period__contains=day
    )
    return tuple(rows.order_by("id"))


def grid_name(grid_id: int | None) -> str:
    """Code and name of a grid, or "" for none."""
    row = Grid.objects.filter(pk=grid_id).first() if grid_id is not None else None
    return f"{row.code} {row.name}" if row else ""


def neighbourhoods_beside(estate_id: int) -> tuple[tuple[int, str], ...]:
    """Id and name of the other neighbourhoods of the estate's district, by sound."""
    path = estate(estate_id).path
    district = "/".join(path.split("/")[:3]) + "/"
    rows = Home.objects.filter(kind=HomeKind.NEIGHBOURHOOD, path__startswith=district).exclude(
        pk=estate(estate_id).neighbourhood_id
    )
    return tuple(sorted(rows.values_list("id", "name"), key=lambda pair: sort_key(pair[1])))


class NaturalKey(Func):
    """SQL twin of `rules.names.natural_key`: numbers in a code as eight digits, so that 203 comes before 1403."""

    function = "REGEXP_REPLACE"
    template = (
        "REGEXP_REPLACE(REGEXP_REPLACE(%(expressions)s, '([0-9]+)', '00000000\\1', 'g'),"
        " '0{0,8}([0-9]{8,})', '\\1', 'g')"
    )
    output_field = TextField()


def unit_rows(
    estate_id: int,
    day: date,
    *,
    text: str = "",
    building_id: int | None = None,
    use: str = "",
    by_owner: bool = False,
    after: int | None = None,
    limit: int = 50,
) -> list[Unit]:
    """A page of the units that exist on that day, in the order people count; `after`: id of the last one seen.

    `text` is part of a code; with `by_owner` (for those who may see names) also part of an owner's name.
    """
    rows = units_on(estate_id, day).annotate(natural=NaturalKey("code")).order_by("natural", "id")
    if text:
        wanted = Q(code__icontains=text.strip())
        if by_owner:
            wanted |= Q(pk__in=_units_of_owners_named(estate_id, text.strip(), day))
        rows = rows.filter(wanted)
    if building_id is not None:
        rows = rows.filter(building_id=building_id)
    if use:
        rows = rows.filter(use=use)
    last = Unit.objects.filter(estate_id=estate_id, pk=after).first() if after is not None else None
    if last is not None:
        key = natural_key(last.code)
        rows = rows.filter(Q(natural__gt=key) | Q(natural=key, id__gt=last.id))
    return list(rows[:limit])


def units(
    estate_id: int,
    day: date,
    *,
    text: str = "",
    building_id: int | None = None,
    use: str = "",
    after: int | None = None,
    limit: int = 50,
) -> tuple[UnitRef, ...]:
    """The same page as references that may leave the room."""
    rows = unit_rows(estate_id, day, text=text, building_id=building_id, use=use, after=after, limit=limit)
    return tuple(_unit_ref(row) for row in rows)


def unit_by_code(estate_id: int, code: str, day: date) -> UnitRef | None:
    """The unit that has the code on that day ("3-1-1403"), or None."""
    row = units_on(estate_id, day).filter(code=code.strip()).first()
    return _unit_ref(row) if row else None
