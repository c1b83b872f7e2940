"""A floor area was corrected: the first deposit is reckoned again, the difference is paid in or paid back."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

from sanguanjia.funds import papers
from sanguanjia.funds.models import FundDraft
from sanguanjia.funds.permissions import may_keep_books
from sanguanjia.funds.queries import Account, account, book
from sanguanjia.funds.rules.deposits import first_deposit
from sanguanjia.funds.rules.entries import booking_reasons
from sanguanjia.funds.rules.papers import difference
from sanguanjia.funds.store import keep_draft
from sanguanjia.funds.types import DraftKind, Kind, PaperKind, PaperRef
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.area import hundredths
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.registry import queries as registry


@act("funds.prepare_area")
def prepare_area(
    deed: Deed, *, estate_id: int, account_id: int, bank_account_id: int, business_date: dt.date, document: str
) -> PaperRef:
    """The registry's corrected area under the standard that the door's first deposit followed. What is due changes when
    another officer has booked the difference; interest follows the balances by their days, costs the registry's area.

    `document`: of the survey or the corrected certificate, and of the receipt where money is paid in.
    Refuses not_permitted, not_found, area_not_assessed, area_same, and all at once: missing, fund_not_a_bank,
    fund_short
    (less there than to be paid back), fund_day_ahead, fund_period_closed; fund_fact_known, fund_fact_waiting.
    """
    deed.permit(may_keep_books, home_of("estate_id")(estate_id=estate_id))
    door, bank = account(estate_id, account_id), account(estate_id, bank_account_id)
    found = booking_reasons(business_date, clock.today(), book(estate_id).closed_until, "更正")
    found += papers.missing(document=("更正依据文号", document))
    if bank.kind is not Kind.BANK:
        found.append(Reason("fund_not_a_bank", "bank", {}))
    refuse_if_any(found)
    facts = _reckoned(door)
    lines = difference(door.id, bank.id, facts["before_fen"], facts["fen"])
    if any(line.debit_id == door.id and line.fen > door.available for line in lines):
        refuse("fund_short", "account")
    words = f"面积 {facts['before_area']} 更正为 {facts['area']} 平方米"
    draft = keep_draft(deed, FundDraft(
        estate_id=estate_id, kind=DraftKind.AREA.value, fact=f"area:{door.id}:{document.strip()[:60]}",
        business_date=business_date, reason=f"{door.name} {words}，{document.strip()}"[:200],
        lines=[[line.debit_id, line.credit_id, line.fen] for line in lines],
    ))  # fmt: skip
    return papers.write(
        deed, estate_id, PaperKind.AREA, business_date, document=document, account_id=door.id, draft_id=draft.id,
        facts=facts,
    )  # fmt: skip


def _reckoned(door: Account) -> dict[str, Any]:
    """What was due and what is due now, by the same standard."""
    due = papers.due_of(door.estate_id, door.id) or refuse("area_not_assessed", "account", door=door.name)
    unit = registry.unit(door.estate_id, door.unit_id or 0)
    area = unit.built_area or unit.exclusive_area or refuse("area_not_assessed", "account", door=door.name)
    rate = Fraction(due.rate)
    now = first_deposit(hundredths(area), due.cost_fen_per_m2, rate, {"min": rate, "max": rate}).fen
    if now == due.fen:
        refuse("area_same", "account", area=f"{area}")
    return {"before_area": f"{due.area}", "area": f"{area}", "before_fen": int(due.fen), "fen": now}
