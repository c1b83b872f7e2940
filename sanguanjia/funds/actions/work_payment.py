"""Prepare a payment to the contractor by progress: from what is reserved, door by door, booked by another person."""

from __future__ import annotations

import datetime as dt

from sanguanjia.funds import queries, works
from sanguanjia.funds.models import FundDraft
from sanguanjia.funds.permissions import may_keep_books
from sanguanjia.funds.rules.entries import booking_reasons
from sanguanjia.funds.rules.works import instalment
from sanguanjia.funds.store import keep_draft
from sanguanjia.funds.types import DraftKind, DraftRef, Kind, WorkState
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any


@act("funds.prepare_work_payment")
def prepare_work_payment(
    deed: Deed, *, estate_id: int, work_id: int, bank_account_id: int, fen: int, business_date: dt.date, invoice: str
) -> DraftRef:  # fmt: skip
    """`invoice`: its number, the outside fact: the same one is never paid twice.

    Refuses not_found, not_permitted, wrong_phase, and at once: missing, fund_bad_amount, fund_day_ahead,
    fund_period_closed, fund_not_a_bank; work_more_than_held, work_not_posted, work_not_settled (the last payment
    waits for the final account), fund_fact_known.
    """
    deed.permit(may_keep_books, home_of("estate_id")(estate_id=estate_id))
    row = works.locked(estate_id, work_id, WorkState.CONTRACTED, WorkState.ACCEPTED, WorkState.SETTLED)
    bank = queries.account(estate_id, bank_account_id)
    found = booking_reasons(business_date, clock.today(), queries.book(estate_id).closed_until, row.title)
    if not invoice.strip():
        found.append(Reason("missing", "invoice", {"label": "发票号"}))
    if fen <= 0:
        found.append(Reason("fund_bad_amount", "amount"))
    if bank.kind != Kind.BANK:
        found.append(Reason("fund_not_a_bank", "bank"))
    refuse_if_any(found)
    standing = works.notice_of(row)
    if row.emergency.get("post_days") and (standing is None or not standing.is_settled):
        refuse("work_not_posted", "work", days=row.emergency["post_days"])
    held = works.held(row)
    if row.state != WorkState.SETTLED and fen >= sum(held.values()):
        refuse("work_not_settled", "amount")
    parts = instalment(fen, held)
    return keep_draft(
        deed,
        FundDraft(
            estate_id=estate_id,
            kind=DraftKind.WORK_PAYMENT.value,
            fact=f"work:{row.pk}:{invoice.strip()[:64]}",
            business_date=business_date,
            reason=f"第 {row.number} 号维修 {row.title}，付 {row.contractor}，发票 {invoice.strip()[:64]}"[:200],
            lines=[[account, bank.id, part] for account, part in parts.items()],
        ),
    )
