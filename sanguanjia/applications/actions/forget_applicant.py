"""The platform empties what an erased person wrote in applications that have ended."""

from __future__ import annotations

from sanguanjia.applications.models import Application, ApplicationEvent
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.predicates import is_system
from sanguanjia.registry.people import ERASED_NAME


@act("applications.forget_applicant")
def forget_applicant(deed: Deed, *, estate_id: int, account_id: int) -> int:
    """Answers and the name in the history go, the decision stays; how many rows. Refuses everybody but the platform
    (not_permitted)."""
    deed.permit(is_system, None)
    count = 0
    mine = Application.objects.select_for_update().filter(estate_id=estate_id, account_id=account_id)
    for row in mine.order_by("pk"):
        before = row_digest(row)
        row.answers = {}
        row.save(update_fields=["answers"])
        deed.erased(row, before)
        count += 1
    said = ApplicationEvent.objects.filter(estate_id=estate_id, account_id=account_id).exclude(by_name="")
    for event in said.order_by("pk"):
        before = row_digest(event)
        event.by_name = ERASED_NAME
        event.save(update_fields=["by_name"])
        deed.erased(event, before)
        count += 1
    return count
