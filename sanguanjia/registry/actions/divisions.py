"""Divisions whose codes die and are born: 140403 exists since 2018, out of 140402 and 140411 (COD-001)."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.models import Home, HomeKind
from sanguanjia.kernel.refusal import Reason, refuse_if_any
from sanguanjia.registry import permissions
from sanguanjia.registry.models import Division, DivisionSuccession, Subdistrict
from sanguanjia.registry.permissions import Place
from sanguanjia.registry.rules import places as rules
from sanguanjia.registry.store import next_home_id, place_of
from sanguanjia.registry.types import Done

# Every home below `old` gets the path below `new`; ids stay, so nothing that belongs to them moves.
_REPATH = """
    UPDATE kernel_home SET path = %s || substr(path, %s) WHERE path LIKE %s AND path <> %s
"""


def _facts(row: Division) -> rules.DivisionFacts:
    return rules.DivisionFacts(row.code, row.valid.lower, row.valid.upper)


def _end(deed: Deed, row: Division, day: date) -> None:
    before = row_digest(row)
    row.valid = DateRange(row.valid.lower, day)
    row.save(update_fields=["valid"])
    deed.touched(row, before)


def _new_home(deed: Deed, city: Home, name: str) -> Home:
    number = next_home_id()
    home = Home(id=number, kind=HomeKind.DISTRICT, name=name, path=f"{city.path}{number}/", parent=city)
    home.save(force_insert=True)
    deed.touched(home)
    return home


def _adopt(deed: Deed, old: Home, new: Home) -> None:
    """The children of a home come under another one, with everything below them."""
    for child in Home.objects.filter(parent=old).order_by("id"):
        before = row_digest(child)
        child.parent = new
        child.save(update_fields=["parent"])
        deed.touched(child, before)
    below = Home.objects.filter(path__startswith=old.path).exclude(path=old.path)
    with deed.changing(Home, list(below.values_list("id", flat=True))), connection.cursor() as cursor:
        cursor.execute(_REPATH, [new.path, len(old.path) + 1, f"{old.path}%", old.path])


def _move_subdistricts(deed: Deed, olds: list[Division], new: Division) -> None:
    for row in Subdistrict.objects.filter(division__in=olds):
        before = row_digest(row)
        row.division = new
        row.save(update_fields=["division"])
        deed.touched(row, before)


def _home_for(deed: Deed, city: Home, name: str, olds: list[Division]) -> Home | None:
    """One predecessor: its home goes on under the new name. Several: a new home that adopts their children."""
    homes = [row.home for row in olds if row.home is not None]
    if not homes:
        return None
    if len(homes) == 1:
        home = homes[0]
        before = row_digest(home)
        home.name = name
        home.save(update_fields=["name"])
        deed.touched(home, before)
        return home
    fresh = _new_home(deed, city, name)
    for old in homes:
        _adopt(deed, old, fresh)
    return fresh


@act("registry.change_division")
def change_division(
    deed: Deed, *, estate_id: int, code: str, name: str, since: date, predecessors: tuple[str, ...], document: str
) -> Done:
    """A county-level code takes the place of one or more others from a day on; `estate_id` is the city's home.

    With one predecessor the home goes on (only code and name change); with several a new home adopts the subdistricts
    of all. Mandates held at a home that was left stay there and must be granted anew: nobody gets a wider place by a
    merger.
    """
    city = place_of(estate_id)
    deed.permit(permissions.may_change_divisions, Place(city.path))
    deed.because(document)
    olds = list(Division.objects.select_related("home").filter(code__in=predecessors, valid__contains=since))
    reasons = rules.problems_of_name(name)
    if not document.strip():
        reasons.append(Reason("paper_not_named", "document"))
    reasons += [
        Reason("predecessor_not_valid", "predecessors", {"code": missing})
        for missing in sorted(set(predecessors) - {row.code for row in olds})
    ]
    same = [_facts(row) for row in Division.objects.filter(code=code)]
    refuse_if_any([*reasons, *rules.succession(code, since, [_facts(row) for row in olds], same)])
    for old in olds:
        _end(deed, old, since)
    home = _home_for(deed, city, name.strip(), olds)
    new = Division(
        code=code,
        name=name.strip(),
        level=olds[0].level,
        parent=olds[0].parent,
        valid=DateRange(since, None),
        home=home,
    )
    new.save(force_insert=True)
    deed.touched(new)
    for old in olds:
        link = DivisionSuccession(predecessor=old, successor=new, day=since)
        link.save(force_insert=True)
        deed.touched(link)
    _move_subdistricts(deed, olds, new)
    return Done(new.id, estate_id)
