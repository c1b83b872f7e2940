"""A large export turned out to be unfit while it was read: the file and what was read of it go."""

from __future__ import annotations

from sanguanjia.intake import staging, store
from sanguanjia.intake.models import HotlineFile
from sanguanjia.intake.permissions import may_carry_out
from sanguanjia.intake.types import BatchRef, BatchState
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest


@act("intake.refuse_sheets")
def refuse_sheets(deed: Deed, *, estate_id: int, batch_id: int, verdict: str) -> BatchRef:
    """`verdict`: code of what is wrong with it. Refuses not_permitted, not_found, sheets_not_now."""
    deed.permit(may_carry_out, None)
    batch = store.lock_batch(estate_id, batch_id, BatchState.READING.value)
    before = row_digest(batch)
    batch.state, batch.verdict = BatchState.REFUSED.value, verdict[:40]
    batch.save(update_fields=["state", "verdict"])
    deed.touched(batch, before)
    HotlineFile.objects.filter(estate_id=estate_id, batch_id=batch_id)._raw_delete("default")
    staging.erase_rows(deed, estate_id, batch_id)
    return BatchRef(batch.pk, estate_id, state=batch.state)
