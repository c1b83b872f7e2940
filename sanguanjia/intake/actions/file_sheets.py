"""The next part of a large batch goes in, in the name of whoever committed it: whole or not at all."""

from __future__ import annotations

from sanguanjia.intake import filing, store
from sanguanjia.intake.permissions import may_take_in
from sanguanjia.intake.types import PART_FILED, BatchRef, BatchState
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest


@act("intake.file_sheets")
def file_sheets(deed: Deed, *, estate_id: int, batch_id: int) -> BatchRef:
    """Rows of a part, in the order of the sheet; rows whose number was filed since the preview stay out.

    Refuses not_permitted (also once the person lost the desk), not_found, sheets_not_now, sheet_known, and what
    `cases.report` refuses.
    """
    deed.permit(may_take_in, store.desk(estate_id))
    batch = store.lock_batch(estate_id, batch_id, BatchState.COMMITTING.value)
    before = row_digest(batch)
    parts = batch.done // PART_FILED
    if parts & (parts - 1) == 0:  # at the beginning, and whenever as much again has gone in
        store.plan_anew()
    sheets = store.to_file(batch, PART_FILED)
    opened = joined = 0
    if sheets:
        known = store.known_numbers(estate_id, [sheet.sheet_no for sheet in sheets])
        opened, joined = filing.file_sheets(deed, batch, sheets, frozenset(known))
        batch.done, batch.reached = batch.done + len(sheets), sheets[-1].row
    if len(sheets) < PART_FILED:
        batch.state, batch.committed_at = BatchState.DONE.value, deed.at
    batch.save(update_fields=["state", "committed_at", "done", "reached"])
    deed.touched(batch, before)
    return BatchRef(batch.pk, estate_id, opened, joined, batch.state)
