"""The platform keeps the next part of a large export that it reads for the desk; nothing shows before the last."""

from __future__ import annotations

from sanguanjia.intake import staging, store
from sanguanjia.intake.models import HotlineFile
from sanguanjia.intake.permissions import may_carry_out
from sanguanjia.intake.types import BatchRef, BatchState, Judged
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.refusal import refuse


@act("intake.stage_sheets")
def stage_sheets(
    deed: Deed, *, estate_id: int, batch_id: int, found: list[Judged], run: int, done: int, last: bool,
    expected: int = 0,
) -> BatchRef:
    """`run`: which reading this is; `done`: its rows that are kept already, 0 begins anew. `last`: it is whole.
    `expected`: how many rows the file has, 0 when nobody knows.

    Refuses not_permitted, not_found, sheets_not_now (also when another reading began since: that one goes on).
    """
    deed.permit(may_carry_out, None)
    batch = store.lock_batch(estate_id, batch_id, BatchState.READING.value)
    if done and (run, done) != (batch.reached, batch.done):
        refuse("sheets_not_now", "batch")
    before = row_digest(batch)
    if not done:
        staging.erase_rows(deed, estate_id, batch_id)  # of a reading that broke off
        batch.counts, batch.done, batch.reached = {}, 0, run
        HotlineFile.objects.filter(estate_id=estate_id, batch_id=batch_id).update(rows=expected)
    estates = store.estates_of(store.desk(estate_id).place)
    if found:
        staging.stage(deed, batch, staging.known_before(estate_id, found, estates), estates)
    batch.done += len(found)
    if last:
        HotlineFile.objects.filter(estate_id=estate_id, batch_id=batch_id)._raw_delete("default")
        batch.state, batch.done, batch.reached = BatchState.READY.value, 0, 0
    batch.save(update_fields=["counts", "done", "reached", "state"])
    deed.touched(batch, before)
    return BatchRef(batch.pk, estate_id, state=batch.state)
