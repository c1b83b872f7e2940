"""Splitting a unit and merging units: the old ones end, the new ones begin, owners and areas go over exactly."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.refusal import Reason, refuse_if_any
from sanguanjia.registry import permissions
from sanguanjia.registry.consequences import owners_changed
from sanguanjia.registry.models import Unit, UnitLineage
from sanguanjia.registry.rules import units
from sanguanjia.registry.rules.ownership import Holding, Opened, problems_of_day, structure
from sanguanjia.registry.rules.units import Areas, Part
from sanguanjia.registry.store import (
    close_ownerships,
    has_later_owner,
    holdings_on,
    lock_unit,
    lock_units,
    open_ownerships,
    thing_of,
)
from sanguanjia.registry.types import LineageKind, UnitsDone, UnitWish
from sanguanjia.registry.wishes import read_part


def _areas(row: Unit) -> Areas:
    return Areas(row.built_area, row.built_area_source, row.exclusive_area, row.exclusive_area_source)


def _prefix(row: Unit) -> str:
    """The part of the code before the room."""
    return units.compose_code(row.building.code if row.building else "", row.entrance.code if row.entrance else "", "")


def _taken(row: Unit, rooms: Sequence[str], day: date, but: frozenset[int]) -> frozenset[str]:
    codes = {units.compose_code(_prefix(row), "", room): room for room in rooms}
    others = Unit.objects.filter(estate_id=row.estate_id, code__in=list(codes)).exclude(valid_to__lte=day)
    found = others.exclude(pk__in=but).values_list("code", flat=True)
    return frozenset(codes[code] for code in found)


def _problems_of_days(rows: Sequence[Unit], day: date, held: Sequence[tuple[Holding, ...]]) -> list[Reason]:
    reasons: dict[str, Reason] = {}
    for row, holdings in zip(rows, held, strict=True):
        found = problems_of_day(day, clock.today(), row.valid_from, row.valid_to)
        if day == row.valid_from:
            found.append(Reason("unit_not_there_on_day", "day", {"day": day.isoformat()}))
        if row.valid_to is not None:
            found.append(Reason("unit_has_ended", "unit", {"code": row.code}))
        if has_later_owner(row, day) or any(h.since is not None and h.since >= day for h in holdings):
            found.append(Reason("later_owner_known", "day"))
        reasons.update({reason.code: reason for reason in found})
    return list(reasons.values())


def _end(deed: Deed, row: Unit, holdings: Sequence[Holding], day: date) -> None:
    close_ownerships(deed, row.estate_id, [holding.id for holding in holdings], day)
    before = row_digest(row)
    row.valid_to = day
    row.save(update_fields=["valid_to"])
    deed.touched(row, before)


def _begin(deed: Deed, like: Unit, part: Part, document: str, holdings: Sequence[Holding], day: date) -> Unit:
    """A new unit beside `like`, owned as the old one was."""
    row = Unit(
        estate_id=like.estate_id, building_id=like.building_id, entrance_id=like.entrance_id, room=part.room,
        code=units.compose_code(_prefix(like), "", part.room), use=part.use, built_area=part.areas.built,
        built_area_source=part.areas.built_source, exclusive_area=part.areas.exclusive,
        exclusive_area_source=part.areas.exclusive_source, area_document=document, valid_from=day,
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
    for holding in holdings:
        opened = Opened(0, holding.slice, tuple(sorted(holding.parties)))
        open_ownerships(deed, row, [opened], day=day, basis=holding.basis.value)
    return row


def _lineage(deed: Deed, before: Unit, after: Unit, kind: LineageKind, day: date, explanation: str) -> None:
    row = UnitLineage(
        estate_id=before.estate_id, before_id=before.id, after_id=after.id, kind=kind, day=day,
        explanation=explanation.strip(),
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)


@act("registry.split_unit")
def split_unit(
    deed: Deed, *, estate_id: int, unit_id: int, parts: tuple[UnitWish, ...], day: date, explanation: str = ""
) -> UnitsDone:
    """One unit becomes several from a day on. Areas are kept to the hundredth, or the explanation says why not."""
    deed.permit(permissions.may_keep_units, thing_of(estate_id, clock.today()))
    row = lock_unit(estate_id, unit_id)
    deed.because(explanation)
    read = [read_part(wish) for wish in parts]
    new = [part for part, _ in read]
    holdings = holdings_on(row, day)
    taken = _taken(row, [part.room for part in new], day, frozenset({row.id}))
    refuse_if_any(
        [
            *(reason for _, wrong in read for reason in wrong),
            *_problems_of_days([row], day, [holdings]),
            *units.split(_areas(row), new, taken, explanation),
        ]
    )
    _end(deed, row, holdings, day)
    begun = []
    for part, wish in zip(new, parts, strict=True):
        made = _begin(deed, row, part, wish.area_document.strip(), holdings, day)
        _lineage(deed, row, made, LineageKind.SPLIT, day, explanation)
        begun.append(made.id)
    owners_changed(estate_id, [row.id], day)
    return UnitsDone(estate_id, (row.id,), tuple(begun))


@act("registry.merge_units")
def merge_units(
    deed: Deed, *, estate_id: int, unit_ids: tuple[int, ...], unit: UnitWish, day: date, explanation: str = ""
) -> UnitsDone:
    """Several units of the same owners, in the same shares, become one from a day on, where the first stood."""
    deed.permit(permissions.may_keep_units, thing_of(estate_id, clock.today()))
    rows = lock_units(estate_id, unit_ids)
    deed.because(explanation)
    rows.sort(key=lambda row: unit_ids.index(row.id))
    part, wrong = read_part(unit)
    held = [holdings_on(row, day) for row in rows]
    reasons = [
        *wrong, *_problems_of_days(rows, day, held),
        *units.merge(
            [(row.use, _areas(row)) for row in rows], {structure(holdings) for holdings in held}, part, explanation
        ),
    ]  # fmt: skip
    if rows and _taken(rows[0], [part.room], day, frozenset(row.id for row in rows)):
        reasons.append(Reason("unit_code_taken", "room", {"code": part.room}))
    refuse_if_any(reasons)
    for row, holdings in zip(rows, held, strict=True):
        _end(deed, row, holdings, day)
    made = _begin(deed, rows[0], part, unit.area_document.strip(), held[0], day)
    for row in rows:
        _lineage(deed, row, made, LineageKind.MERGE, day, explanation)
    owners_changed(estate_id, [row.id for row in rows], day)
    return UnitsDone(estate_id, tuple(row.id for row in rows), (made.id,))
