"""Issue a receipt for a payment that was booked, and void one that was wrong. No money moves."""

from __future__ import annotations

from sanguanjia.banking.models import Receipt
from sanguanjia.banking.permissions import may_reconcile
from sanguanjia.banking.queries import receipts as queries
from sanguanjia.banking.types import ReceiptRef
from sanguanjia.funds.models import FundBook
from sanguanjia.funds.store import account_of
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.counters import next_number
from sanguanjia.kernel.digest import digest, row_digest
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import refuse


@act("banking.issue_receipt")
def issue_receipt(deed: Deed, *, estate_id: int, entry_id: int, account_id: int) -> ReceiptRef:
    """For a booked deposit or top-up of a door that was not reversed and has no valid receipt.

    Refuses not_permitted, receipt_not_due.
    """
    deed.permit(may_reconcile, home_of("estate_id")(estate_id=estate_id))
    FundBook.objects.select_for_update().filter(estate_id=estate_id).first()  # no reversal while it is written
    due = (p for p in queries.unreceipted(estate_id, 100_000) if (p.entry_id, p.account_id) == (entry_id, account_id))
    paid = next(due, None) or refuse("receipt_not_due", "entry")
    row = Receipt(
        estate_id=estate_id, account_id=account_id, entry_id=entry_id, number=next_number(estate_id, "fund_receipt"),
        fen=paid.fen, paid_on=paid.day, issued_by=account_of(deed), issued_at=deed.at,
    )  # fmt: skip
    row.seal = digest([estate_id, row.number, paid.number, paid.door, paid.fen, paid.day])
    row.save(force_insert=True)
    deed.touched(row)
    return ReceiptRef(row.pk, estate_id, row.number)


@act("banking.void_receipt")
def void_receipt(deed: Deed, *, estate_id: int, receipt_id: int, reason: str) -> ReceiptRef:
    """A receipt that was spoilt, lost or wrong no longer counts; another may be issued.

    Refuses not_permitted, not_found, missing, receipt_voided.
    """
    deed.permit(may_reconcile, home_of("estate_id")(estate_id=estate_id))
    rows = Receipt.objects.select_for_update().filter(estate_id=estate_id, id=receipt_id)
    row = rows.first() or refuse("not_found", "receipt")
    if row.voided_at is not None:
        refuse("receipt_voided", "receipt")
    if not reason.strip():
        refuse("missing", "reason", label="理由")
    before = row_digest(row)
    row.voided_by, row.voided_at, row.voided_because = account_of(deed), deed.at, reason.strip()[:200]
    row.save(update_fields=["voided_by", "voided_at", "voided_because"])
    deed.touched(row, before=before)
    return ReceiptRef(row.pk, estate_id, row.number)
