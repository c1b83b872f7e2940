"""The waiting job of a batch is queued once more (a worker may have been ended); two jobs do no harm."""

from __future__ import annotations

from sanguanjia.intake import store
from sanguanjia.intake.permissions import may_take_in
from sanguanjia.intake.types import AT_WORK, BatchRef, BatchState
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest


@act("intake.nudge_sheets")
def nudge_sheets(deed: Deed, *, estate_id: int, batch_id: int) -> BatchRef:
    """Refuses not_permitted, not_found, sheets_not_now."""
    from sanguanjia.intake import jobs

    deed.permit(may_take_in, store.desk(estate_id))
    batch = store.lock_batch(estate_id, batch_id, *(state.value for state in AT_WORK))
    deed.touched(batch, row_digest(batch))
    work = jobs.read_sheets if batch.state == BatchState.READING.value else jobs.file_sheets
    work.defer(estate_id=estate_id, batch_id=batch_id)
    return BatchRef(batch.pk, estate_id, state=batch.state)
