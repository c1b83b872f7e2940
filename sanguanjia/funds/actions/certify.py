"""Certificates we hand out: a home changed hands and its balance with it (过户证明), and what was paid in before a
registration (办证前交存证明). Each with a number and a check code that anybody can look up."""

from __future__ import annotations

import datetime as dt

from sanguanjia.funds import dues, papers
from sanguanjia.funds.permissions import may_keep_books
from sanguanjia.funds.queries import account, balance_on, book
from sanguanjia.funds.rules.deposits import deposit_gate
from sanguanjia.funds.types import DOORS, PaperKind, PaperRef
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.registry import queries as registry

PURPOSES = ("transfer", "mortgage", "handover")


@act("funds.follow_sale")
def follow_sale(deed: Deed, *, estate_id: int, account_id: int, day: dt.date, document: str) -> PaperRef:
    """After the registry changed the owner on `day`: the account stays with the home, nothing is paid out (FUND-012);
    the
    certificate says what stood in it, for buyer, seller and the bank's renaming. `document`: of the registration.

    Refuses not_permitted, not_found, and all at once: missing, fund_not_a_door, fund_day_ahead, sale_no_new_owner,
    fund_frozen, sale_known.
    """
    deed.permit(may_keep_books, home_of("estate_id")(estate_id=estate_id))
    book(estate_id)
    door = account(estate_id, account_id)
    found = papers.missing(document=("登记文号", document))
    if door.kind not in DOORS:
        found.append(Reason("fund_not_a_door", "account", {}))
    if day > clock.today():
        found.append(Reason("fund_day_ahead", "day", {"day": day.isoformat()}))
    before = registry.owners_on(estate_id, door.unit_id or 0, day - dt.timedelta(days=1))
    after = registry.owners_on(estate_id, door.unit_id or 0, day)
    if before == after or not after:
        found.append(Reason("sale_no_new_owner", "day", {"day": day.isoformat()}))
    if any(p.kind == PaperKind.SALE.value and p.day == day for p in papers.papers(estate_id, account_id=account_id)):
        found.append(Reason("sale_known", "day", {}))
    refuse_if_any(found + papers.no_freeze(estate_id, [account_id]))
    papers.value_of(deed, "fund.transfer.balance", estate_id, day)
    facts = {
        "door": door.name, "fen": balance_on(estate_id, account_id, day), "owners_before": len(before),
        "owners_after": len(after),
    }  # fmt: skip
    return papers.write(deed, estate_id, PaperKind.SALE, day, document=document, account_id=account_id, facts=facts)


@act("funds.certify_deposit")
def certify_deposit(deed: Deed, *, estate_id: int, account_id: int, purpose: str, evidence: str = "") -> PaperRef:
    """Proof of the full first deposit before a registration (FUND-011) or the keys (FUND-004). `evidence`: of the old
    receipt, for a door whose books began with a balance brought over, where the platform has not seen the deposit
    itself.

    Refuses not_permitted, not_found, area_not_assessed, and all at once: missing, fund_not_a_door; deposit_not_paid.
    """
    deed.permit(may_keep_books, home_of("estate_id")(estate_id=estate_id))
    book(estate_id)
    door, today = account(estate_id, account_id), clock.today()
    found = []
    if purpose not in PURPOSES:
        found.append(Reason("missing", "purpose", {"label": "用途"}))
    if door.kind not in DOORS:
        found.append(Reason("fund_not_a_door", "account", {}))
    refuse_if_any(found)
    due = papers.due_of(estate_id, account_id) or refuse("area_not_assessed", "account", door=door.name)
    paid, brought_over = dues.paid(estate_id, account_id)
    if brought_over and evidence.strip():
        paid = max(paid, int(due.fen))
    key = "fund.deposit.before" if purpose == "handover" else "fund.registration.gate"
    step = deposit_gate(due.fen, paid, purpose, papers.value_of(deed, key, estate_id, today))
    if paid < due.fen:  # where no rule asks for it, nothing is proved that is not so
        refuse("deposit_not_paid", "account", short_fen=due.fen - paid, purpose=purpose)
    facts = {
        "door": door.name, "purpose": purpose, "due_fen": int(due.fen), "paid_fen": paid, "fen": door.fen,
        "rule": step.code, "evidence": evidence.strip()[:80],
    }  # fmt: skip
    return papers.write(deed, estate_id, PaperKind.GATE, today, account_id=account_id, facts=facts)
