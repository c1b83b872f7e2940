"""A task that waited for its desk goes to the organisation that was named for it. Done by the platform."""

from __future__ import annotations

from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.predicates import is_system
from sanguanjia.kernel.refusal import refuse
from sanguanjia.whistle.models import Task, Whistle
from sanguanjia.whistle.store import facts_of, note
from sanguanjia.whistle.telling import tell
from sanguanjia.whistle.types import Decision, TaskRef
from sanguanjia.whistle.values import desks_at, world_at


@act("whistle.assign")
def assign(deed: Deed, *, estate_id: int, task_id: int) -> TaskRef:
    """Refuses not_found, not_permitted, no_such_desk (no desk is named yet)."""
    row = Task.objects.select_for_update().filter(
        estate_id=estate_id, pk=task_id, organisation_id=None, ended_at=None
    ).first() or refuse("not_found")  # fmt: skip
    whistle = Whistle.objects.get(estate_id=estate_id, pk=row.whistle_id)
    place, _world = world_at(estate_id, deed.at, whistle.duty_code)
    deed.permit(is_system, place)
    organisation_id = desks_at(place.path).get(row.department)
    if organisation_id is None:
        refuse("no_such_desk")
    before = row_digest(row)
    row.organisation_id = organisation_id
    row.version += 1
    row.save(update_fields=["organisation_id", "version"])
    deed.touched(row, before=before)
    decision = Decision(facts_of(row), (), {"organisation_id": organisation_id})
    note(deed, row, "assign", decision, "", (), row.state)
    tell(deed, "call", whistle, row, place, decision)
    return TaskRef(estate_id, row.pk, row.state, row.version, whistle.state)
