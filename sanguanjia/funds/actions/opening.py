"""Prepare the opening balances of an estate from a sheet: all of it or nothing, sealed with the file's hash."""

from __future__ import annotations

import datetime as dt

from sanguanjia.funds import queries
from sanguanjia.funds.models import FundDraft
from sanguanjia.funds.permissions import may_keep_books
from sanguanjia.funds.rules.entries import booking_reasons
from sanguanjia.funds.sheets.sandbox import read_opening
from sanguanjia.funds.store import keep_draft
from sanguanjia.funds.types import DraftKind, DraftRef, Kind
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import Reason, refuse_if_any
from sanguanjia.registry.actions.rosters import Upload


@act("funds.prepare_opening")
def prepare_opening(
    deed: Deed, *, estate_id: int, bank_account_id: int, business_date: dt.date, upload: Upload
) -> DraftRef:
    """The bank is debited and every door credited with its balance on `business_date`.

    Refuses not_permitted, not_found, fund_no_books, fund_day_ahead, fund_period_closed, fund_not_a_bank, what the sheet
    reader refuses (fund_sheet_unfit), and every wrong row (fund_row), all at once; fund_fact_known.
    """
    deed.permit(may_keep_books, home_of("estate_id")(estate_id=estate_id))
    bank = queries.account(estate_id, bank_account_id)
    found = booking_reasons(business_date, clock.today(), queries.book(estate_id).closed_until, "期初")
    if bank.kind != Kind.BANK:
        found.append(Reason("fund_not_a_bank", "bank", {}))
    lines, findings = queries.opening_of(estate_id, bank.id, read_opening(upload.path))
    found += [
        Reason("fund_row", "file", {"row": finding.row, "fault": finding.code, "given": finding.given})
        for finding in findings[:200]
    ]
    if not lines and not found:
        found.append(Reason("fund_sheet_empty", "file", {}))
    refuse_if_any(found)
    return keep_draft(
        deed,
        FundDraft(
            estate_id=estate_id,
            kind=DraftKind.OPENING.value,
            fact=f"opening:{upload.sha256}",
            business_date=business_date,
            reason=f"期初余额导入，共 {len(lines)} 户",
            voucher_hash=upload.sha256,
            voucher_name=upload.name[:120],
            lines=[[line.debit_id, line.credit_id, line.fen] for line in lines],
        ),
    )
