"""The word of the desk that a batch goes in; no sheet number a second time.

A small one is filed here, all or nothing. A large one is handed to a job that files it part by part in this person's
name (`file_sheets`): each part whole or not at all, and once only.
"""

from __future__ import annotations

from sanguanjia.intake import filing, store
from sanguanjia.intake.models import HotlineBatch
from sanguanjia.intake.permissions import may_take_in
from sanguanjia.intake.types import IN_REQUEST, BatchRef, BatchState
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.refusal import refuse


@act("intake.commit_sheets")
def commit_sheets(deed: Deed, *, estate_id: int, batch_id: int) -> BatchRef:
    """Open a matter for every row that is loaded, join repeats to the running one, keep the rest with its answer.

    Said again of a batch that was stopped, it goes on with what is left, in the name of whoever says it.
    Refuses not_permitted, not_found, sheets_not_now, sheets_nothing, sheet_known, and what `cases.report` refuses.
    """
    deed.permit(may_take_in, store.desk(estate_id))
    batch = store.lock_batch(estate_id, batch_id, BatchState.READY.value, BatchState.STOPPED.value)
    sheets = store.to_file(batch, IN_REQUEST + 1)
    if not sheets and batch.state == BatchState.READY.value:
        refuse("sheets_nothing", "batch")
    before = row_digest(batch)
    batch.committed_by, batch.verdict = deed.actor.account_id, ""
    opened = joined = 0
    if len(sheets) > IN_REQUEST or batch.state == BatchState.STOPPED.value:
        batch.state = BatchState.COMMITTING.value
        _queue(batch)
    else:
        opened, joined = filing.file_sheets(deed, batch, sheets)
        batch.state, batch.committed_at = BatchState.DONE.value, deed.at
    batch.save(update_fields=["state", "committed_at", "committed_by", "verdict"])
    deed.touched(batch, before)
    return BatchRef(batch.pk, estate_id, opened, joined, batch.state)


def _queue(batch: HotlineBatch) -> None:
    from sanguanjia.intake import jobs

    jobs.file_sheets.defer(estate_id=batch.estate_id, batch_id=batch.pk)
