"""Give balances back when a home or a whole building is gone (拆除、灭失): FUND-013."""

from __future__ import annotations

import datetime as dt

from sanguanjia.funds import papers
from sanguanjia.funds.models import FundDraft
from sanguanjia.funds.permissions import may_keep_books
from sanguanjia.funds.queries import Account, account, accounts, book
from sanguanjia.funds.rules.deposits import on_loss
from sanguanjia.funds.rules.entries import booking_reasons
from sanguanjia.funds.rules.papers import out_of
from sanguanjia.funds.store import keep_draft
from sanguanjia.funds.types import DOORS, DraftKind, Kind, PaperKind, PaperRef
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import Reason, refuse_if_any


@act("funds.prepare_refund")
def prepare_refund(
    deed: Deed,
    *,
    estate_id: int,
    account_id: int,
    bank_account_id: int,
    business_date: dt.date,
    document: str,
    office: str,
    seller_gone: bool = False,
) -> PaperRef:
    """The whole balance of a door, or of every door of a building, back to the owners; with a building also what the
    sellers of public housing gave for it, back to them, or to the treasury where the seller is no more
    (`seller_gone`). The building's pooled account stays: it is the owners' in common, and what becomes of it is theirs
    to decide.

    Refuses not_permitted, not_found, and all at once: missing, refund_not_of_this, refund_nothing, fund_frozen,
    refund_reserved, fund_not_a_bank, fund_day_ahead, fund_period_closed; fund_fact_known, fund_fact_waiting.
    """
    deed.permit(may_keep_books, home_of("estate_id")(estate_id=estate_id))
    gone, bank = account(estate_id, account_id), account(estate_id, bank_account_id)
    found = booking_reasons(business_date, clock.today(), book(estate_id).closed_until, "返还")
    found += papers.missing(document=("灭失证明文号", document), office=("出具单位", office))
    doors, sellers = _emptied(gone)
    if not doors:
        found.append(Reason("refund_not_of_this", "account", {}))
    elif not any(one.fen for one in (*doors, *sellers)):
        found.append(Reason("refund_nothing", "account", {}))
    frozen = papers.no_freeze(estate_id, [door.id for door in doors])
    if any(one.held for one in (*doors, *sellers)) and not frozen:
        found.append(Reason("refund_reserved", "account", {}))
    if bank.kind is not Kind.BANK:
        found.append(Reason("fund_not_a_bank", "bank", {}))
    refuse_if_any(found + frozen)
    value = papers.value_of(deed, "fund.loss.refund", estate_id, business_date)
    given = sum(one.fen for one in sellers)
    back = on_loss({door.name: door.fen for door in doors}, given, seller_exists=not seller_gone, value=value)
    lines = out_of({one.id: one.fen for one in (*doors, *sellers)}, bank.id)
    draft = keep_draft(deed, FundDraft(
        estate_id=estate_id, kind=DraftKind.REFUND.value, fact=f"refund:{document.strip()[:60]}:{gone.name}"[:120],
        business_date=business_date, reason=f"{gone.name} 灭失，余额返还{_whom(back)}，{document.strip()}"[:200],
        lines=[[line.debit_id, line.credit_id, line.fen] for line in lines],
    ))  # fmt: skip
    return papers.write(
        deed, estate_id, PaperKind.REFUND, business_date, document=document, office=office, account_id=gone.id,
        draft_id=draft.id,
        facts={"doors": sum(1 for _, door, _ in back if door), "fen": draft.fen}
        | {f"{to}_fen": fen for to, door, fen in back if not door},
    )  # fmt: skip


def _emptied(gone: Account) -> tuple[list[Account], list[Account]]:
    """(doors, sellers' accounts) that a lost home or building empties; of a node what is its own alone."""
    if gone.kind in DOORS:
        return [gone], []
    if gone.kind is not Kind.BUILDING:
        return [], []
    here = [one for one in accounts(gone.estate_id) if one.building_id == gone.building_id]
    own = [account(gone.estate_id, one.id) for one in here if one.kind is Kind.SELLER_BUILDING]
    return [one for one in here if one.kind in DOORS], own


def _whom(back: tuple[tuple[str, str, int], ...]) -> str:
    """To whom, in words."""
    words = {"owner": "业主", "seller_unit": "售房单位", "treasury": "同级财政"}
    return "、".join(words[to] for to in dict.fromkeys(to for to, _, _ in back))
