"""Court freezes (冻结): an amount of a door that nobody can spend, extended, lifted, lapsed, or deducted (扣划)."""

from __future__ import annotations

import datetime as dt

from sanguanjia.funds import holds, papers
from sanguanjia.funds.models import FundDraft, FundFreeze
from sanguanjia.funds.permissions import may_keep_books
from sanguanjia.funds.queries import account, book
from sanguanjia.funds.rules.entries import booking_reasons
from sanguanjia.funds.rules.papers import freeze_reasons, until_reasons
from sanguanjia.funds.store import keep_draft
from sanguanjia.funds.types import DOORS, DraftKind, FreezeRef, FreezeState, Kind, PaperKind, PaperRef
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.counters import next_number
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.predicates import is_system
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any

_LONGEST = "fund.freeze.longest"


@act("funds.freeze_account")
def freeze_account(
    deed: Deed, *, estate_id: int, account_id: int, court: str, document: str, fen: int, since: dt.date, until: dt.date
) -> FreezeRef:
    """At once, by one officer: a court's order does not wait. Both days are included.

    Refuses not_permitted, not_found, and all at once: missing, fund_not_a_door, fund_bad_amount,
    freeze_more_than_there,
    fund_day_ahead, freeze_ends_early, freeze_too_long; freeze_known.
    """
    deed.permit(may_keep_books, home_of("estate_id")(estate_id=estate_id))
    holds.lock(estate_id)
    door, today = account(estate_id, account_id), clock.today()
    found = papers.missing(court=("法院", court), document=("文书号", document))
    if door.kind not in DOORS:
        found.append(Reason("fund_not_a_door", "account", {}))
    longest = papers.value_of(deed, _LONGEST, estate_id, today)
    refuse_if_any([*found, *freeze_reasons(fen, door.available, since, until, today, longest)])
    row = FundFreeze(
        estate_id=estate_id, account_id=account_id, number=next_number(estate_id, "fund_freeze"),
        court=court.strip()[:80], document=document.strip()[:80], fen=fen, since=since, until=until,
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
    holds.reserve(deed, estate_id, row.subject, f"法院冻结 {row.document}", {account_id: fen})
    _paper(deed, row, PaperKind.FREEZE, since, document, until=until.isoformat(), fen=fen)
    return FreezeRef(estate_id, row.pk, row.state)


@act("funds.extend_freeze")
def extend_freeze(deed: Deed, *, estate_id: int, freeze_id: int, document: str, until: dt.date) -> FreezeRef:
    """Before it runs out (续冻). Refuses not_permitted, not_found, freeze_over, and all at once: missing,
    freeze_ends_early, freeze_too_long."""
    deed.permit(may_keep_books, home_of("estate_id")(estate_id=estate_id))
    row, today = _active(estate_id, freeze_id), clock.today()
    found = papers.missing(document=("续冻文书号", document))
    longest = papers.value_of(deed, _LONGEST, estate_id, today)
    found += until_reasons(today, until, today, longest)
    if until <= row.until and not found:
        found.append(Reason("freeze_ends_early", "until", {}))
    refuse_if_any(found)
    before, row.until = row_digest(row), until
    row.save(update_fields=["until"])
    deed.touched(row, before)
    _paper(deed, row, PaperKind.EXTEND, today, document, until=until.isoformat())
    return FreezeRef(estate_id, row.pk, row.state)


@act("funds.lift_freeze")
def lift_freeze(deed: Deed, *, estate_id: int, freeze_id: int, document: str) -> FreezeRef:
    """What is still frozen is free again (解除冻结). Refuses not_permitted, not_found, freeze_over, missing."""
    deed.permit(may_keep_books, home_of("estate_id")(estate_id=estate_id))
    row = _active(estate_id, freeze_id)
    refuse_if_any(papers.missing(document=("解除文书号", document)))
    freed = holds.release(deed, estate_id, row.subject)
    _end(deed, row, FreezeState.LIFTED)
    _paper(deed, row, PaperKind.LIFT, clock.today(), document, fen=freed)
    return FreezeRef(estate_id, row.pk, row.state)


@act("funds.lapse_freeze")
def lapse_freeze(deed: Deed, *, estate_id: int, freeze_id: int) -> FreezeRef:
    """The platform itself, once the last day is over and nobody extended it. Refuses not_permitted, not_found,
    freeze_over, freeze_runs."""
    deed.permit(is_system, None)
    row = _active(estate_id, freeze_id)
    if row.until >= clock.today():
        refuse("freeze_runs", "freeze", until=f"{row.until}")
    freed = holds.release(deed, estate_id, row.subject)
    _end(deed, row, FreezeState.LAPSED)
    _paper(deed, row, PaperKind.LAPSE, clock.today(), "", fen=freed)
    return FreezeRef(estate_id, row.pk, row.state)


@act("funds.prepare_deduction")
def prepare_deduction(
    deed: Deed, *, estate_id: int, freeze_id: int, bank_account_id: int, fen: int, business_date: dt.date, document: str
) -> PaperRef:
    """Out of the frozen amount, to the court (扣划); booked when another officer has looked.

    Refuses not_permitted, not_found, freeze_over, and all at once: missing, fund_bad_amount, fund_not_held,
    fund_not_a_bank,
    fund_day_ahead, fund_period_closed; fund_fact_known, fund_fact_waiting.
    """
    deed.permit(may_keep_books, home_of("estate_id")(estate_id=estate_id))
    row, bank = _active(estate_id, freeze_id), account(estate_id, bank_account_id)
    held = sum(hold.open_fen for hold in holds.open_holds(estate_id, row.subject))
    found = booking_reasons(business_date, clock.today(), book(estate_id).closed_until, "扣划")
    found += papers.missing(document=("扣划文书号", document))
    if fen <= 0:
        found.append(Reason("fund_bad_amount", "fen", {}))
    if fen > held:
        found.append(Reason("fund_not_held", "fen", {}))
    if bank.kind != Kind.BANK:
        found.append(Reason("fund_not_a_bank", "bank", {}))
    refuse_if_any(found)
    door = account(estate_id, row.account_id)
    draft = keep_draft(deed, FundDraft(
        estate_id=estate_id, kind=DraftKind.DEDUCTION.value, fact=f"deduction:{row.number}:{document.strip()[:60]}",
        business_date=business_date, reason=f"{door.name} 按{row.court} {document.strip()} 扣划"[:200],
        lines=[[door.id, bank.id, fen]],
    ))  # fmt: skip
    return _paper(deed, row, PaperKind.DEDUCTION, business_date, document, draft_id=draft.id, fen=fen)


def _active(estate_id: int, freeze_id: int) -> FundFreeze:
    """A freeze that holds, its book locked first as everywhere."""
    holds.lock(estate_id)
    row = papers.freeze(estate_id, freeze_id, lock=True)
    if row.state != FreezeState.ACTIVE.value:
        refuse("freeze_over", "freeze")
    return row


def _end(deed: Deed, row: FundFreeze, state: FreezeState) -> None:
    """It holds nothing any more."""
    before = row_digest(row)
    row.state, row.ended_on = state.value, clock.today()
    row.save(update_fields=["state", "ended_on"])
    deed.touched(row, before)


def _paper(
    deed: Deed,
    row: FundFreeze,
    kind: PaperKind,
    day: dt.date,
    document: str,
    draft_id: int | None = None,
    **facts: object,
) -> PaperRef:
    return papers.write(
        deed, row.estate_id, kind, day, document=document, office=row.court, account_id=row.account_id, freeze=row,
        draft_id=draft_id, facts=facts,
    )  # fmt: skip
