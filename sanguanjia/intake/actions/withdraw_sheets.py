"""A batch does not go in: its rows are erased, that there was one stays."""

from __future__ import annotations

from sanguanjia.intake import staging, store
from sanguanjia.intake.permissions import may_take_in
from sanguanjia.intake.types import BatchRef, BatchState
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest


@act("intake.withdraw_sheets")
def withdraw_sheets(deed: Deed, *, estate_id: int, batch_id: int) -> BatchRef:
    """Refuses not_permitted, not_found, sheets_not_now."""
    deed.permit(may_take_in, store.desk(estate_id))
    batch = store.lock_batch(estate_id, batch_id, BatchState.READY.value)
    before = row_digest(batch)
    batch.state = BatchState.WITHDRAWN.value
    batch.save(update_fields=["state"])
    deed.touched(batch, before)
    staging.erase_rows(deed, estate_id, batch_id)
    return BatchRef(batch.pk, estate_id, state=batch.state)
