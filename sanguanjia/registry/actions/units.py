"""Adding a unit by hand, and correcting one. Every corrected fact leaves a line that says what stood there before."""

from __future__ import annotations

from datetime import date

from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.refusal import Reason, Refusal, refuse, refuse_if_any
from sanguanjia.registry import permissions
from sanguanjia.registry.models import Building, Entrance, Unit, UnitCorrection
from sanguanjia.registry.rules import ownership, units
from sanguanjia.registry.rules.ownership import Opened
from sanguanjia.registry.store import Owners, decide, lock_unit, open_ownerships, thing_of
from sanguanjia.registry.types import Basis, Done, OwnerWish, UnitWish
from sanguanjia.registry.wishes import read_areas


def _where(estate_id: int, building_id: int | None, entrance_id: int | None) -> tuple[Building | None, Entrance | None]:
    if building_id is None:
        return None, None
    building = Building.objects.filter(estate_id=estate_id, pk=building_id).first() or refuse("not_found", "building")
    if entrance_id is None:
        return building, None
    entrance = Entrance.objects.filter(estate_id=estate_id, building_id=building.id, pk=entrance_id).first()
    return building, entrance or refuse("entrance_elsewhere", "entrance")


def _code(building: Building | None, entrance: Entrance | None, room: str) -> str:
    return units.compose_code(building.code if building else "", entrance.code if entrance else "", room)


def _problems_of_code(estate_id: int, code: str, day: date, but: int | None = None) -> list[Reason]:
    """Somebody else has the code on the day or later."""
    others = Unit.objects.filter(estate_id=estate_id, code=code).exclude(valid_to__lte=day)
    if but is not None:
        others = others.exclude(pk=but)
    return [Reason("unit_code_taken", "room", {"code": code})] if others.exists() else []


@act("registry.add_unit")
def add_unit(
    deed: Deed,
    *,
    estate_id: int,
    building_id: int | None,
    unit: UnitWish,
    since: date,
    entrance_id: int | None = None,
    owners: tuple[OwnerWish, ...] = (),
    basis: str = Basis.REGISTERED,
    document: str = "",
) -> Done:
    """A new unit from a day on, with its owners if they are known (then they hold the whole of it)."""
    deed.permit(permissions.may_keep_units, thing_of(estate_id, clock.today()))
    building, entrance = _where(estate_id, building_id, entrance_id)
    room = unit.room.strip()
    areas, reasons = read_areas(unit)
    code = _code(building, entrance, room)
    reasons = [
        *units.problems_of_place(unit.use, building is not None, room), *reasons,
        *units.problems_of_first_day(since, clock.today()), *_problems_of_code(estate_id, code, since),
    ]  # fmt: skip
    people = Owners(estate_id, owners)
    opened: tuple[Opened, ...] = ()
    if owners:
        wish = ownership.Transfer(
            day=since, today=clock.today(), unit_from=since, unit_to=None, holdings=(), later=False,
            outgoing=frozenset(), incoming=people.shares, basis=_basis(basis),
        )  # fmt: skip
        opened = decide(lambda: ownership.transfer(wish), [*reasons, *people.reasons]).opened
    refuse_if_any(reasons)
    row = Unit(
        estate_id=estate_id, building=building, entrance=entrance, room=room, code=code, use=unit.use,
        built_area=areas.built, built_area_source=areas.built_source, exclusive_area=areas.exclusive,
        exclusive_area_source=areas.exclusive_source, area_document=unit.area_document.strip(), valid_from=since,
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
    open_ownerships(deed, row, people.store(deed, opened), day=since, basis=basis, document=document.strip())
    return Done(row.id, estate_id)


def _basis(text: str) -> Basis:
    return Basis(text) if text in set(Basis) else refuse("basis_unknown", "basis")


_FACTS = ("room", "code", "use", "built_area", "built_area_source", "exclusive_area", "exclusive_area_source",
          "area_document")  # fmt: skip


@act("registry.correct_unit")
def correct_unit(deed: Deed, *, estate_id: int, unit_id: int, unit: UnitWish, evidence: str) -> Done:
    """Correct room, use, areas or their sources; the evidence names the paper (no personal data).

    Nothing is overwritten in silence: each changed fact leaves a `UnitCorrection`.
    """
    deed.permit(permissions.may_keep_units, thing_of(estate_id, clock.today()))
    row = lock_unit(estate_id, unit_id)
    deed.because(evidence)
    if row.valid_to is not None and row.valid_to <= clock.today():
        raise Refusal([Reason("unit_has_ended", "unit", {"code": row.code})])
    room = unit.room.strip()
    areas, reasons = read_areas(unit)
    code = _code(row.building, row.entrance, room)
    reasons = [*units.problems_of_place(unit.use, row.building_id is not None, room), *reasons]
    if code != row.code:
        reasons += _problems_of_code(estate_id, code, row.valid_from, but=row.id)
    if not evidence.strip():
        reasons.append(Reason("evidence_not_given", "evidence"))
    new = {
        "room": room, "code": code, "use": str(unit.use), "built_area": areas.built,
        "built_area_source": areas.built_source, "exclusive_area": areas.exclusive,
        "exclusive_area_source": areas.exclusive_source, "area_document": unit.area_document.strip(),
    }  # fmt: skip
    changed = [fact for fact in _FACTS if getattr(row, fact) != new[fact]]
    if not changed and not reasons:
        reasons.append(Reason("facts_unchanged", "unit"))
    refuse_if_any(reasons)
    before = row_digest(row)
    old = {fact: getattr(row, fact) for fact in changed}
    for fact in changed:
        setattr(row, fact, new[fact])
    row.save(update_fields=changed)
    deed.touched(row, before)
    for fact in changed:
        line = UnitCorrection(
            estate_id=estate_id, unit_id=row.id, at=deed.at, fact=fact, old=_words(old[fact]), new=_words(new[fact]),
            evidence=evidence.strip()[:200],
        )  # fmt: skip
        line.save(force_insert=True)
        deed.touched(line)
    return Done(row.id, estate_id)


def _words(value: object) -> str:
    return "" if value is None else str(value)
