"""Another depository bank: everything that lies in the old control account moves to the new one, in one entry."""

from __future__ import annotations

import datetime as dt

from sanguanjia.funds import papers
from sanguanjia.funds.models import FundAccount, FundBalance, FundDraft
from sanguanjia.funds.permissions import may_keep_books
from sanguanjia.funds.queries import account, book
from sanguanjia.funds.rules.entries import booking_reasons
from sanguanjia.funds.store import keep_draft
from sanguanjia.funds.types import DraftKind, Kind, PaperKind, PaperRef
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import Reason, refuse_if_any

from .open_books import bank_of


@act("funds.prepare_bank_change")
def prepare_bank_change(
    deed: Deed, *, estate_id: int, bank_account_id: int, bank_id: int, business_date: dt.date, document: str
) -> PaperRef:
    """`bank_account_id`: the old bank's control account; `bank_id`: the new bank. Both sides are reconciled with
    their own
    statements afterwards. Booked only if the old account still holds what it held here: an estate is never half moved.

    Refuses not_permitted, not_found, fund_no_bank, and all at once: missing, fund_not_a_bank, bank_same, bank_empty,
    fund_day_ahead, fund_period_closed; fund_fact_known, fund_fact_waiting.
    """
    deed.permit(may_keep_books, home_of("estate_id")(estate_id=estate_id))
    old, bank = account(estate_id, bank_account_id), bank_of(bank_id)
    found = booking_reasons(business_date, clock.today(), book(estate_id).closed_until, "更换专户银行")
    found += papers.missing(document=("批准文号", document))
    if old.kind is not Kind.BANK:
        found.append(Reason("fund_not_a_bank", "bank", {}))
    elif old.organisation_id == bank.id:
        found.append(Reason("bank_same", "to", {}))
    elif not old.fen:
        found.append(Reason("bank_empty", "bank", {}))
    refuse_if_any(found)
    draft = keep_draft(deed, FundDraft(
        estate_id=estate_id, kind=DraftKind.BANK_CHANGE.value, fact=f"bank_change:{old.id}:{document.strip()[:60]}",
        business_date=business_date, reason=f"专户银行由{old.name}更换为{bank.name}，{document.strip()}"[:200],
        lines=[[_control(deed, estate_id, bank.id, bank.name), old.id, old.fen]],
    ))  # fmt: skip
    return papers.write(
        deed, estate_id, PaperKind.BANK_CHANGE, business_date, document=document, account_id=old.id, draft_id=draft.id,
        facts={"from": old.name, "to": bank.name, "fen": old.fen},
    )  # fmt: skip


def _control(deed: Deed, estate_id: int, bank_id: int, name: str) -> int:
    """The new bank's control account, opened where there is none."""
    row = FundAccount.objects.filter(estate_id=estate_id, kind=Kind.BANK.value, organisation_id=bank_id).first()
    if row is None:
        row = FundAccount(
            estate_id=estate_id, kind=Kind.BANK.value, name=name[:80], organisation_id=bank_id, opened_on=clock.today()
        )
        row.save(force_insert=True)
        FundBalance.objects.create(estate_id=estate_id, account_id=row.pk, side=-1)
        deed.touched(row)
    return int(row.pk)
