"""Prepare the reversal of an entry that was wrong: the same money back, pointing to it. Nothing is ever overwritten."""

from __future__ import annotations

import datetime as dt

from sanguanjia.funds import queries
from sanguanjia.funds.models import FundDraft
from sanguanjia.funds.permissions import may_keep_books
from sanguanjia.funds.rules.entries import booking_reasons, reversal
from sanguanjia.funds.store import keep_draft
from sanguanjia.funds.types import DraftKind, DraftRef, EntryKind
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import Reason, refuse_if_any

_BY_PAPER = (EntryKind.AREA, EntryKind.RESHAPE, EntryKind.DEDUCTION)
"""What changed more than balances: put right by another paper, not by the money alone."""


@act("funds.prepare_reversal")
def prepare_reversal(deed: Deed, *, estate_id: int, entry_id: int, business_date: dt.date, reason: str) -> DraftRef:
    """Refuses not_permitted, not_found, and all at once: missing, fund_day_ahead, fund_period_closed,
    fund_reversed_already, fund_reversal_by_paper, fund_reversal_reversed."""
    deed.permit(may_keep_books, home_of("estate_id")(estate_id=estate_id))
    wrong = queries.entry(estate_id, entry_id)
    found = booking_reasons(business_date, clock.today(), queries.book(estate_id).closed_until, reason)
    if wrong.reversed_by is not None:
        found.append(Reason("fund_reversed_already", "entry", {"number": wrong.reversed_by}))
    if wrong.kind in _BY_PAPER:
        found.append(Reason("fund_reversal_by_paper", "entry", {}))
    if wrong.kind == EntryKind.REVERSAL:
        found.append(Reason("fund_reversal_reversed", "entry", {}))
    refuse_if_any(found)
    return keep_draft(
        deed,
        FundDraft(
            estate_id=estate_id,
            kind=DraftKind.REVERSAL.value,
            fact=f"reversal:{wrong.id}",
            business_date=business_date,
            reason=f"冲销第 {wrong.number} 号：{reason.strip()}"[:200],
            lines=[[line.debit_id, line.credit_id, line.fen] for line in reversal(wrong.lines)],
            reverses_id=wrong.id,
        ),
    )
