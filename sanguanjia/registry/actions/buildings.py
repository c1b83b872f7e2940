"""Buildings, entrances and lifts of an estate."""

from __future__ import annotations

import re
from datetime import date

from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.registry import permissions
from sanguanjia.registry.models import Building, Entrance, Lift
from sanguanjia.registry.store import thing_of
from sanguanjia.registry.types import Done

_CODE = re.compile(r"[0-9A-Za-z\u3400-\u9fff]{1,20}")


def _problems_of_code(code: str) -> list[Reason]:
    return [] if _CODE.fullmatch(code) else [Reason("building_code_wrong", "code", {"code": code[:20]})]


def _building(estate_id: int, building_id: int) -> Building:
    row = Building.objects.filter(estate_id=estate_id, pk=building_id).first()
    return row or refuse("not_found", "building")


@act("registry.add_building")
def add_building(deed: Deed, *, estate_id: int, code: str, name: str = "", storeys: int | None = None) -> Done:
    """A building; without a name it is called by its number ("3栋" is typed by people, "3" is the code)."""
    deed.permit(permissions.may_keep_units, thing_of(estate_id, clock.today()))
    reasons = _problems_of_code(code)
    if storeys is not None and not 0 < storeys < 300:
        reasons.append(Reason("storeys_wrong", "storeys"))
    if Building.objects.filter(estate_id=estate_id, code=code).exists():
        reasons.append(Reason("building_code_taken", "code", {"code": code[:20]}))
    refuse_if_any(reasons)
    row = Building(estate_id=estate_id, code=code, name=name.strip() or code, storeys=storeys)
    row.save(force_insert=True)
    deed.touched(row)
    return Done(row.id, estate_id)


@act("registry.add_entrance")
def add_entrance(deed: Deed, *, estate_id: int, building_id: int, code: str) -> Done:
    """An entrance (单元) of a building."""
    deed.permit(permissions.may_keep_units, thing_of(estate_id, clock.today()))
    building = _building(estate_id, building_id)
    reasons = _problems_of_code(code)
    if Entrance.objects.filter(estate_id=estate_id, building_id=building.id, code=code).exists():
        reasons.append(Reason("entrance_code_taken", "code", {"code": code[:20]}))
    refuse_if_any(reasons)
    row = Entrance(estate_id=estate_id, building_id=building.id, code=code)
    row.save(force_insert=True)
    deed.touched(row)
    return Done(row.id, estate_id)


@act("registry.add_lift")
def add_lift(
    deed: Deed, *, estate_id: int, building_id: int, name: str, in_service_since: date, entrance_id: int | None = None
) -> Done:
    """That a lift exists, in which building and entrance, and since which day it serves."""
    deed.permit(permissions.may_keep_units, thing_of(estate_id, clock.today()))
    building = _building(estate_id, building_id)
    reasons: list[Reason] = []
    if not name.strip():
        reasons.append(Reason("lift_name_missing", "name"))
    if in_service_since > clock.today():
        reasons.append(Reason("day_not_yet_come", "in_service_since", {"day": in_service_since.isoformat()}))
    if entrance_id is not None:
        here = Entrance.objects.filter(estate_id=estate_id, building_id=building.id, pk=entrance_id)
        if not here.exists():
            reasons.append(Reason("entrance_elsewhere", "entrance"))
    if Lift.objects.filter(estate_id=estate_id, building_id=building.id, name=name.strip()).exists():
        reasons.append(Reason("lift_name_taken", "name", {"name": name.strip()[:60]}))
    refuse_if_any(reasons)
    row = Lift(
        estate_id=estate_id, building_id=building.id, entrance_id=entrance_id, name=name.strip(),
        in_service_since=in_service_since,
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
    return Done(row.id, estate_id)


@act("registry.end_lift")
def end_lift(deed: Deed, *, estate_id: int, lift_id: int, day: date, reason: str) -> Done:
    """A lift serves no more from the day on (taken out, replaced)."""
    deed.permit(permissions.may_keep_units, thing_of(estate_id, clock.today()))
    row = Lift.objects.select_for_update().filter(estate_id=estate_id, pk=lift_id).first() or refuse("not_found")
    deed.because(reason)
    reasons = [] if reason.strip() else [Reason("reason_not_given", "reason")]
    if row.out_of_service_since is not None:
        reasons.append(Reason("period_ended_before", "day"))
    if day <= row.in_service_since:
        reasons.append(Reason("end_not_after_begin", "day", {"day": day.isoformat()}))
    if day > clock.today():
        reasons.append(Reason("day_not_yet_come", "day", {"day": day.isoformat()}))
    refuse_if_any(reasons)
    before = row_digest(row)
    row.out_of_service_since = day
    row.save(update_fields=["out_of_service_since"])
    deed.touched(row, before)
    return Done(row.id, estate_id)
