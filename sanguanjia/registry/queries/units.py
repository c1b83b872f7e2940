"""Buildings, entrances, lifts and units, in the order people count."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Func, Q, QuerySet, TextField

from sanguanjia.kernel.refusal import refuse
from sanguanjia.registry.models import (
    Building,
    Entrance,
    Guardianship,
    Lift,
    OwnershipMember,
    Party,
    Unit,
    UnitLineage,
)
from sanguanjia.registry.rules.names import natural_key
from sanguanjia.registry.types import Basis, BuildingRef, UnitRef


def _unit_ref(row: Unit) -> UnitRef:
    return UnitRef(
        row.id, row.estate_id, row.code, row.use, row.building_id, row.built_area, row.exclusive_area,
        row.exclusive_area_source, row.valid_from, row.valid_to,
    )  # fmt: skip


def buildings(estate_id: int) -> tuple[BuildingRef, ...]:
    """The buildings of an estate in the order of their numbers ("2" before "10")."""
    rows = Building.objects.filter(estate_id=estate_id)
    ordered = sorted(rows, key=lambda b: (not b.code.isdecimal(), int(b.code) if b.code.isdecimal() else 0, b.code))
    return tuple(BuildingRef(row.id, row.estate_id, row.code, row.name) for row in ordered)


def buildings_counted(estate_id: int, day: date) -> tuple[tuple[BuildingRef, int], ...]:
    """The buildings with the number of their units on the day."""
    counts = dict(units_on(estate_id, day).order_by().values_list("building_id").annotate(number=Count("id")))
    return tuple((building, counts.get(building.id, 0)) for building in buildings(estate_id))


def entrances(estate_id: int) -> tuple[Entrance, ...]:
    """The entrances of an estate with their buildings."""
    rows = Entrance.objects.select_related("building").filter(estate_id=estate_id, building__estate_id=estate_id)
    return tuple(sorted(rows, key=lambda row: (natural_key(row.building.code), natural_key(row.code))))


def lifts(estate_id: int) -> tuple[Lift, ...]:
    """The lifts of an estate, by building and name."""
    rows = Lift.objects.select_related("building", "entrance").filter(
        estate_id=estate_id, building__estate_id=estate_id
    )
    return tuple(sorted(rows, key=lambda lift: (natural_key(lift.building.code), natural_key(lift.name))))


def unit(estate_id: int, unit_id: int) -> UnitRef:
    """One unit, also one that has ended. Refuses `not_found`."""
    row = Unit.objects.filter(estate_id=estate_id, pk=unit_id).first()
    return _unit_ref(row) if row else refuse("not_found", "unit")


def units_on(estate_id: int, day: date) -> QuerySet[Unit]:
    """Rows of the units that exist in the estate on that day, by code."""
    living = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    return Unit.objects.filter(living, estate_id=estate_id, valid_from__lte=day).order_by("code", "id")


def count_units(estate_id: int, day: date) -> int:
    """How many units exist on the day."""
    return units_on(estate_id, day).count()


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


def _units_of_owners_named(estate_id: int, text: str, day: date) -> list[int]:
    members = OwnershipMember.objects.filter(
        estate_id=estate_id, party__name__icontains=text, ownership__period__contains=day
    )
    return list(members.values_list("ownership__unit_id", flat=True)[:5000])


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


def units_before(estate_id: int, unit_id: int) -> tuple[tuple[int, str], ...]:
    """Id and code of the units this one came out of."""
    rows = UnitLineage.objects.filter(estate_id=estate_id, after_id=unit_id)
    return tuple(rows.order_by("before__code").values_list("before_id", "before__code"))


def units_after(estate_id: int, unit_id: int) -> tuple[tuple[int, str], ...]:
    """Id and code of the units that came out of this one."""
    rows = UnitLineage.objects.filter(estate_id=estate_id, before_id=unit_id)
    return tuple(rows.order_by("after__code").values_list("after_id", "after__code"))


def owners_on(estate_id: int, unit_id: int, day: date) -> frozenset[int]:
    """Ids of the parties who own the unit, or a part of it, on the day."""
    rows = OwnershipMember.objects.filter(
        estate_id=estate_id, ownership__unit_id=unit_id, ownership__period__contains=day
    )
    return frozenset(rows.values_list("party_id", flat=True))


def owned_units(estate_id: int, day: date) -> frozenset[int]:
    """Ids of the units that a buyer owns on the day; all others are unsold, also those the developer is named on."""
    rows = OwnershipMember.objects.filter(estate_id=estate_id, ownership__period__contains=day)
    rows = rows.exclude(ownership__basis=Basis.DEVELOPER_UNSOLD.value)
    return frozenset(rows.values_list("ownership__unit_id", flat=True))


def still_owns(estate_id: int, unit_id: int, account_id: int | None, since: date, today: date) -> bool:
    """Whether somebody who was an owner of the unit on `since` is one today, by the roster.

    The account's own party decides where it is known; else at least one of the owners of that day must still be one.
    """
    present = owners_on(estate_id, unit_id, today)
    mine = Party.objects.filter(estate_id=estate_id, account_id=account_id) if account_id is not None else None
    known = set(mine.values_list("id", flat=True)) if mine is not None else set()
    if known:
        return bool(known & present)
    return bool(owners_on(estate_id, unit_id, since) & present)


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


def unit_row(estate_id: int, unit_id: int) -> Unit:
    """The unit's row with building and entrance, for the pages of this room. Refuses `not_found`."""
    rows = Unit.objects.select_related("building", "entrance").filter(estate_id=estate_id, pk=unit_id)
    return rows.first() or refuse("not_found", "unit")
