"""Prepare the closing of a period: afterwards it accepts nothing; what comes late goes to the open one."""

from __future__ import annotations

import datetime as dt

from sanguanjia.funds import queries
from sanguanjia.funds.models import FundDraft
from sanguanjia.funds.permissions import may_keep_books
from sanguanjia.funds.rules.entries import booking_reasons
from sanguanjia.funds.store import keep_draft
from sanguanjia.funds.types import DraftKind, DraftRef, Period
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import refuse_if_any


@act("funds.prepare_close")
def prepare_close(deed: Deed, *, estate_id: int, period: Period, until: dt.date) -> DraftRef:
    """`until`: the last day of the period, today at the latest. Refuses not_permitted, fund_no_books, fund_day_ahead,
    fund_period_closed."""
    deed.permit(may_keep_books, home_of("estate_id")(estate_id=estate_id))
    refuse_if_any(booking_reasons(until, clock.today(), queries.book(estate_id).closed_until, "结账"))
    return keep_draft(
        deed,
        FundDraft(
            estate_id=estate_id,
            kind=DraftKind.CLOSE.value,
            fact=f"close:{until.isoformat()}",
            business_date=until,
            period=period.value,
            reason=f"结账至 {until.isoformat()}",
        ),
    )
