"""Founding, renaming and moving places. Every place that has matters of its own gets a home (kernel.models.Home)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet

from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.models import Home, HomeKind
from sanguanjia.kernel.refusal import Reason, Refusal, refuse, refuse_if_any
from sanguanjia.registry import permissions
from sanguanjia.registry.models import Division, Estate, Grid, Neighbourhood, Subdistrict
from sanguanjia.registry.permissions import Place
from sanguanjia.registry.rules import names
from sanguanjia.registry.rules import places as rules
from sanguanjia.registry.store import next_home_id, place_of
from sanguanjia.registry.types import Done, PlaceRef


def _found_home(deed: Deed, parent: Home, kind: HomeKind, name: str) -> Home:
    number = next_home_id()
    home = Home(id=number, kind=kind, name=name.strip(), path=f"{parent.path}{number}/", parent=parent)
    home.save(force_insert=True)
    deed.touched(home)
    return home


def _ref(home: Home) -> PlaceRef:
    return PlaceRef(home.id, home.kind, home.name, home.path)


def _parent(home_id: int, kind: HomeKind) -> Home:
    home = place_of(home_id)
    return home if home.kind == kind else refuse("not_found", "place")


def _present_division(home: Home, day: date) -> Division:
    row = Division.objects.filter(home=home, valid__contains=day).first()
    return row or refuse("not_found", "place")


def _divisions_of(code: str) -> QuerySet[Division]:
    return Division.objects.filter(code=code)


def _found_division(
    deed: Deed, parent: Home, kind: HomeKind, *, code: str, name: str, level: str, above: Division | None, since: date
) -> PlaceRef:
    """A division with a home; a code already known as reference data (without a home) gets one."""
    known = _divisions_of(code).filter(valid__contains=clock.today()).first()
    if known is not None and known.home_id is not None:
        raise Refusal([Reason("place_code_taken", "code", {"code": code})])
    home = _found_home(deed, parent, kind, name)
    before = row_digest(known) if known else None
    division = known or Division(code=code, level=level, parent=above, valid=DateRange(since, None))
    division.name, division.home = name.strip(), home
    division.save()
    deed.touched(division, before)
    return _ref(home)


@act("registry.found_city")
def found_city(deed: Deed, *, estate_id: int, code: str, name: str, since: date) -> PlaceRef:
    """A city (prefecture) of the platform; `estate_id` is the platform's home (1), `since` the code's first day."""
    platform = _parent(estate_id, HomeKind.PLATFORM)
    deed.permit(permissions.may_found_city, Place(platform.path))
    refuse_if_any([*rules.problems_of_name(name), *rules.problems_of_city(code)])
    province = _divisions_of(code[:2] + "0000").filter(valid__contains=clock.today()).first()
    return _found_division(
        deed, platform, HomeKind.CITY, code=code, name=name, level="city", above=province, since=since
    )


@act("registry.found_district")
def found_district(deed: Deed, *, estate_id: int, code: str, name: str, since: date) -> PlaceRef:
    """A district or county of a city; `estate_id` is the city's home."""
    city = _parent(estate_id, HomeKind.CITY)
    deed.permit(permissions.may_found_district, Place(city.path))
    above = _present_division(city, clock.today())
    refuse_if_any([*rules.problems_of_name(name), *rules.problems_of_district(code, above.code)])
    return _found_division(
        deed, city, HomeKind.DISTRICT, code=code, name=name, level="county", above=above, since=since
    )


@act("registry.found_subdistrict")
def found_subdistrict(deed: Deed, *, estate_id: int, code9: str, name: str) -> PlaceRef:
    """A subdistrict or town; `estate_id` is the district's home."""
    district = _parent(estate_id, HomeKind.DISTRICT)
    deed.permit(permissions.may_found_subdistrict, Place(district.path))
    division = _present_division(district, clock.today())
    refuse_if_any([*rules.problems_of_name(name), *rules.problems_of_subdistrict(code9, division.code)])
    home = _found_home(deed, district, HomeKind.SUBDISTRICT, name)
    row = Subdistrict(home=home, code9=code9, name=name.strip(), division=division)
    row.save(force_insert=True)
    deed.touched(row)
    return _ref(home)


@act("registry.found_neighbourhood")
def found_neighbourhood(deed: Deed, *, estate_id: int, code12: str, name: str) -> PlaceRef:
    """A neighbourhood; `estate_id` is the subdistrict's home."""
    above = _parent(estate_id, HomeKind.SUBDISTRICT)
    deed.permit(permissions.may_found_neighbourhood, Place(above.path))
    subdistrict = Subdistrict.objects.get(pk=above.pk)
    refuse_if_any([*rules.problems_of_name(name), *rules.problems_of_neighbourhood(code12, subdistrict.code9)])
    home = _found_home(deed, above, HomeKind.NEIGHBOURHOOD, name)
    row = Neighbourhood(home=home, code12=code12, name=name.strip(), subdistrict=subdistrict)
    row.save(force_insert=True)
    deed.touched(row)
    return _ref(home)


@act("registry.found_grid")
def found_grid(deed: Deed, *, estate_id: int, code: str, name: str) -> Done:
    """A grid of a neighbourhood; `estate_id` is the neighbourhood's home."""
    above = _parent(estate_id, HomeKind.NEIGHBOURHOOD)
    deed.permit(permissions.may_found_grid, Place(above.path))
    reasons = rules.problems_of_name(name)
    if not (code.isascii() and code.isalnum() and len(code) <= 20):
        reasons.append(Reason("place_code_wrong", "code", {"code": code[:20]}))
    refuse_if_any(reasons)
    row = Grid(neighbourhood_id=above.pk, code=code, name=name.strip())
    row.save(force_insert=True)
    deed.touched(row)
    return Done(row.id, estate_id)


def _grid_of(neighbourhood_id: int, grid_id: int | None) -> Grid | None:
    if grid_id is None:
        return None
    row = Grid.objects.filter(pk=grid_id, neighbourhood_id=neighbourhood_id).first()
    return row or refuse("grid_elsewhere", "grid")


@act("registry.found_estate")
def found_estate(
    deed: Deed,
    *,
    estate_id: int,
    name: str,
    address: str = "",
    grid_id: int | None = None,
    aliases: str = "",
    completed_on: date | None = None,
) -> PlaceRef:
    """An estate; `estate_id` is the neighbourhood's home. Other names go one a line into `aliases`."""
    above = _parent(estate_id, HomeKind.NEIGHBOURHOOD)
    deed.permit(permissions.may_found_estate, Place(above.path))
    refuse_if_any(rules.problems_of_name(name))
    grid = _grid_of(above.pk, grid_id)
    home = _found_home(deed, above, HomeKind.ESTATE, name)
    row = Estate(
        home=home, name=name.strip(), pinyin=names.sort_key(name.strip()), neighbourhood_id=above.pk, grid=grid,
        address=address.strip(), aliases=aliases.strip(), completed_on=completed_on,
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
    return _ref(home)


def _rename_row(deed: Deed, row: Any, name: str) -> None:
    before = row_digest(row)
    if isinstance(row, Estate):
        row.aliases = "\n".join(dict.fromkeys([*row.aliases.split("\n"), row.name])).strip()
        row.pinyin = names.sort_key(name)
    row.name = name
    row.save()
    deed.touched(row, before)


def _rename_division(deed: Deed, home: Home, name: str, day: date) -> None:
    """The old name keeps its days: the row ends, a new one with the same code begins."""
    old = _present_division(home, day)
    if old.valid.lower == day:
        _rename_row(deed, old, name)
        return
    before = row_digest(old)
    new = Division(code=old.code, name=name, level=old.level, parent=old.parent, home=home)
    new.valid = DateRange(day, old.valid.upper)
    old.valid = DateRange(old.valid.lower, day)
    old.save()
    deed.touched(old, before)
    new.save(force_insert=True)
    deed.touched(new)
    for child in Subdistrict.objects.filter(division=old):
        was = row_digest(child)
        child.division = new
        child.save(update_fields=["division"])
        deed.touched(child, was)


@act("registry.rename_place")
def rename_place(deed: Deed, *, estate_id: int, name: str, reason: str = "") -> PlaceRef:
    """A place gets another name from today on; `estate_id` is its home. An estate is still found by its old name."""
    home = place_of(estate_id)
    deed.permit(permissions.may_rename, Place(home.path))
    deed.because(reason)
    name = name.strip()
    reasons = rules.problems_of_name(name)
    if name == home.name:
        reasons.append(Reason("facts_unchanged", "name"))
    refuse_if_any(reasons)
    before = row_digest(home)
    home.name = name
    home.save(update_fields=["name"])
    deed.touched(home, before)
    tables: dict[str, Any] = {
        HomeKind.SUBDISTRICT: Subdistrict, HomeKind.NEIGHBOURHOOD: Neighbourhood, HomeKind.ESTATE: Estate,
    }  # fmt: skip
    if home.kind in tables:
        _rename_row(deed, tables[home.kind].objects.get(pk=home.pk), name)
    elif home.kind in (HomeKind.CITY, HomeKind.DISTRICT):
        _rename_division(deed, home, name, clock.today())
    return _ref(home)


@act("registry.move_estate")
def move_estate(
    deed: Deed, *, estate_id: int, neighbourhood_id: int, reason: str, grid_id: int | None = None
) -> PlaceRef:
    """An estate comes under another neighbourhood: its path, and with it who is responsible, changes at once.

    Asked at the old and at the new place. Rows of the estate stay where they are: their estate does not change.
    """
    home = _parent(estate_id, HomeKind.ESTATE)
    goal = _parent(neighbourhood_id, HomeKind.NEIGHBOURHOOD)
    deed.permit(permissions.may_move_estate, Place(home.path))
    deed.permit(permissions.may_move_estate, Place(goal.path))
    deed.because(reason)
    reasons = [] if reason.strip() else [Reason("reason_not_given", "reason")]
    if home.parent_id == goal.id:
        reasons.append(Reason("facts_unchanged", "neighbourhood"))
    refuse_if_any(reasons)
    grid = _grid_of(goal.id, grid_id)
    before = row_digest(home)
    home.parent, home.path = goal, f"{goal.path}{home.id}/"
    home.save(update_fields=["parent", "path"])
    deed.touched(home, before)
    row = Estate.objects.get(pk=estate_id)
    was = row_digest(row)
    row.neighbourhood_id, row.grid = goal.id, grid
    row.save(update_fields=["neighbourhood", "grid"])
    deed.touched(row, was)
    return _ref(home)
