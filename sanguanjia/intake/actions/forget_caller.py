"""The platform empties the caller of sheets when that person is erased by law."""

from __future__ import annotations

from sanguanjia.intake.models import HotlineSheet
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.predicates import is_system


@act("intake.forget_caller")
def forget_caller(deed: Deed, *, estate_id: int, sheet_ids: list[int]) -> int:
    """Name and number go, what was said stays; how many sheets. Refuses everybody but the platform (not_permitted)."""
    deed.permit(is_system, None)
    rows = HotlineSheet.objects.select_for_update().filter(estate_id=estate_id, pk__in=sheet_ids)
    count = 0
    for row in rows.order_by("pk"):
        before = row_digest(row)
        row.caller = row.phone = ""
        row.save(update_fields=["caller", "phone", "phone_index"])
        deed.erased(row, before)
        count += 1
    return count
