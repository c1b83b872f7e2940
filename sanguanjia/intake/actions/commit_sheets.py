"""The word of the desk that a batch goes in: one act, all or nothing, and no sheet number a second time."""

from __future__ import annotations

from sanguanjia.intake import filing, store
from sanguanjia.intake.models import HotlineBatch, HotlineSheet
from sanguanjia.intake.permissions import may_take_in
from sanguanjia.intake.types import BAD, BatchRef, BatchState, Outcome
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.refusal import refuse

LEFT = frozenset({*(outcome.value for outcome in BAD), Outcome.DUPLICATE_ROW.value})
"""What stays out: rows that cannot be read, and numbers that are known."""


@act("intake.commit_sheets")
def commit_sheets(deed: Deed, *, estate_id: int, batch_id: int) -> BatchRef:
    """Open a matter for every row that is loaded, join repeats to the running one, keep the rest with its answer.

    Refuses not_permitted, not_found, sheets_not_now, sheets_nothing, sheet_known, and what `cases.report` refuses.
    """
    deed.permit(may_take_in, store.desk(estate_id))
    batch = store.lock_batch(estate_id, batch_id, BatchState.READY.value)
    rows = HotlineSheet.objects.filter(estate_id=estate_id, batch_id=batch_id).exclude(outcome__in=LEFT)
    sheets = list(rows.order_by("row"))
    if not sheets:
        refuse("sheets_nothing", "batch")
    opened, joined = _file(deed, batch, sheets)
    before = row_digest(batch)
    batch.state, batch.committed_at = BatchState.DONE.value, deed.at
    batch.save(update_fields=["state", "committed_at"])
    deed.touched(batch, before)
    return BatchRef(batch.pk, estate_id, opened, joined)


def _file(deed: Deed, batch: HotlineBatch, sheets: list[HotlineSheet]) -> tuple[int, int]:
    opened = joined = 0
    here = HotlineSheet.objects.filter(estate_id=batch.estate_id)
    placed: dict[str, tuple[int, int]] = {}
    earlier = {sheet.of_number for sheet in sheets if sheet.of_number} - {sheet.sheet_no for sheet in sheets}
    known = here.filter(filed=True, sheet_no__in=earlier)
    for number, place, case_id in known.values_list("sheet_no", "at_estate_id", "case_id"):
        if place is not None and case_id is not None:
            placed[number] = (place, case_id)
    with deed.changing(HotlineSheet, [sheet.pk for sheet in sheets]):
        for sheet in sheets:
            if sheet.outcome == Outcome.LOAD.value and sheet.at_estate_id:
                ref = filing.open_matter(deed, sheet, sheet.at_estate_id)
                placed[sheet.sheet_no] = (ref.estate_id, ref.case_id)
                opened += 1
            elif sheet.outcome == Outcome.REPEAT_OF.value:
                filing.join_matter(deed, sheet, batch.door, *placed[sheet.of_number])
                joined += 1
            sheet.filed = True
            number = sheet.of_number or sheet.sheet_no
            sheet.at_estate_id, sheet.case_id = placed.get(number, (sheet.at_estate_id, None))
        here.bulk_update(sheets, ["filed", "at_estate_id", "case_id"], batch_size=500)
    return opened, joined
