"""A part of a large batch was refused: what was filed before it stays, and the desk is asked what to do."""

from __future__ import annotations

from sanguanjia.intake import store
from sanguanjia.intake.permissions import may_carry_out
from sanguanjia.intake.types import BatchRef, BatchState
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest


@act("intake.stop_sheets")
def stop_sheets(deed: Deed, *, estate_id: int, batch_id: int, verdict: str) -> BatchRef:
    """`verdict`: code of the refusal. Refuses not_permitted, not_found, sheets_not_now."""
    deed.permit(may_carry_out, None)
    batch = store.lock_batch(estate_id, batch_id, BatchState.COMMITTING.value)
    before = row_digest(batch)
    batch.state, batch.verdict = BatchState.STOPPED.value, verdict[:40]
    batch.save(update_fields=["state", "verdict"])
    deed.touched(batch, before)
    return BatchRef(batch.pk, estate_id, state=batch.state)
