"""Prepare a deposit: a door's first one (FUND-002), what the seller of public housing gives (FUND-003), a top-up."""

from __future__ import annotations

import datetime as dt

from sanguanjia.funds.models import FundDraft
from sanguanjia.funds.permissions import may_keep_books
from sanguanjia.funds.queries import account, book
from sanguanjia.funds.rules.entries import MOST_FEN, booking_reasons, late_words
from sanguanjia.funds.store import keep_draft
from sanguanjia.funds.types import DraftKind, DraftRef, Kind
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import Reason, refuse_if_any


@act("funds.prepare_deposit")
def prepare_deposit(
    deed: Deed,
    *,
    estate_id: int,
    account_id: int,
    bank_account_id: int,
    fen: int,
    business_date: dt.date,
    receipt: str,
    kind: DraftKind = DraftKind.FIRST_DEPOSIT,
    late_from: dt.date | None = None,
) -> DraftRef:
    """`receipt`: the bank's receipt number, the outside fact: the same one is never booked twice. `late_from`: the
    day on which it really happened, when that day is closed already; the entry then stands in the open period and says
    so.

    Refuses not_permitted, not_found, fund_no_books, and all at once: missing, fund_bad_amount, fund_day_ahead,
    fund_period_closed, fund_not_a_door, fund_not_late; fund_fact_known.
    """
    deed.permit(may_keep_books, home_of("estate_id")(estate_id=estate_id))
    door, bank = account(estate_id, account_id), account(estate_id, bank_account_id)
    words = {DraftKind.FIRST_DEPOSIT: "交存首期维修资金", DraftKind.TOP_UP: "续交维修资金"}
    closed = book(estate_id).closed_until
    found = booking_reasons(business_date, clock.today(), closed, words.get(kind, ""))
    if late_from is not None and (closed is None or late_from > closed):
        found.append(Reason("fund_not_late", "late_from", {}))
    if not receipt.strip():
        found.append(Reason("missing", "receipt", {"label": "票据号"}))
    if not 0 < fen <= MOST_FEN:
        found.append(Reason("fund_bad_amount", "fen", {}))
    if door.kind not in (Kind.UNIT, Kind.PUBLIC_UNIT, Kind.SELLER_BUILDING) or bank.kind != Kind.BANK:
        found.append(Reason("fund_not_a_door", "account", {}))
    refuse_if_any(found)
    return keep_draft(
        deed,
        FundDraft(
            estate_id=estate_id,
            kind=kind.value,
            fact=f"receipt:{bank.organisation_id}:{receipt.strip()[:64]}",
            business_date=business_date,
            reason=f"{door.name} {words[kind]}，票据 {receipt.strip()[:64]}{late_words(late_from)}"[:200],
            lines=[[bank.id, door.id, fen]],
        ),
    )
