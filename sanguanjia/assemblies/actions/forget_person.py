"""The platform empties the name of an erased person in the history of procedures."""

from __future__ import annotations

from sanguanjia.assemblies.models import ProcedureEvent
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.predicates import is_system
from sanguanjia.registry.people import ERASED_NAME


@act("assemblies.forget_person")
def forget_person(deed: Deed, *, estate_id: int, account_id: int) -> int:
    """Names go, what was done stays; how many rows. Refuses everybody but the platform (not_permitted)."""
    deed.permit(is_system, None)
    count = 0
    said = ProcedureEvent.objects.filter(estate_id=estate_id, account_id=account_id).exclude(by_name="")
    for event in said.exclude(by_name=ERASED_NAME).order_by("pk"):
        before = row_digest(event)
        event.by_name = ERASED_NAME
        event.save(update_fields=["by_name"])
        deed.erased(event, before)
        count += 1
    return count
