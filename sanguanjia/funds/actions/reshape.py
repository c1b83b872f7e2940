"""Homes that were split or merged: their accounts follow in exact fen, and what was due of them with it."""

from __future__ import annotations

import datetime as dt

from sanguanjia.funds import papers
from sanguanjia.funds.models import FundAccount, FundBalance, FundDraft, FundDue
from sanguanjia.funds.permissions import may_keep_books
from sanguanjia.funds.queries import Account, account, account_of_unit, book
from sanguanjia.funds.rules.entries import booking_reasons
from sanguanjia.funds.rules.papers import Old, reshaped
from sanguanjia.funds.store import keep_draft
from sanguanjia.funds.types import DOORS, DraftKind, PaperKind, PaperRef
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.area import hundredths
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.registry import queries as registry
from sanguanjia.registry.types import UnitRef


@act("funds.prepare_reshape")
def prepare_reshape(deed: Deed, *, estate_id: int, account_id: int, business_date: dt.date, document: str) -> PaperRef:
    """`account_id`: of a home that the registry ended by a split or a merger. Its balance, and those of the homes
    merged
    with it, go to the homes that came out: by area, largest remainder, ties by door code. Old accounts keep their
    history.

    Refuses not_permitted, not_found, reshape_no_successor, and all at once: missing, reshape_nothing, reshape_no_area,
    fund_frozen, refund_reserved, fund_day_ahead, fund_period_closed; fund_fact_known, fund_fact_waiting.
    """
    deed.permit(may_keep_books, home_of("estate_id")(estate_id=estate_id))
    found = booking_reasons(business_date, clock.today(), book(estate_id).closed_until, "分并")
    found += papers.missing(document=("登记文号", document))
    olds, news = _lineage(estate_id, account(estate_id, account_id))
    areas = _areas(news)
    frozen = papers.no_freeze(estate_id, [old.id for old in olds])
    if any(old.held for old in olds) and not frozen:
        found.append(Reason("refund_reserved", "account", {}))
    if not any(old.fen for old in olds):
        found.append(Reason("reshape_nothing", "account", {}))
    if not all(areas.values()):
        found.append(Reason("reshape_no_area", "account", {}))
    refuse_if_any(found + frozen)
    dues = dict(FundDue.objects.filter(estate_id=estate_id).values_list("account_id", "fen"))
    accounts = {unit.code: _account(deed, olds[0], unit) for unit in news}
    lines, due = reshaped([Old(o.id, o.fen, o.held, dues.get(o.id, 0)) for o in olds], areas, accounts)
    words = "、".join(old.name for old in olds) + " 变为 " + "、".join(areas)
    draft = keep_draft(deed, FundDraft(
        estate_id=estate_id, kind=DraftKind.RESHAPE.value,
        fact=f"reshape:{min(old.id for old in olds)}:{document.strip()[:60]}",
        business_date=business_date, reason=f"{words}，余额随房，{document.strip()}"[:200],
        lines=[[line.debit_id, line.credit_id, line.fen] for line in lines],
    ))  # fmt: skip
    facts = {
        "fen": draft.fen, "from": [old.name for old in olds], "to": list(areas), "olds": [old.id for old in olds],
        "due": {str(accounts[door]): [fen, areas[door]] for door, fen in due.items() if fen},
    }  # fmt: skip
    return papers.write(
        deed, estate_id, PaperKind.RESHAPE, business_date, document=document, account_id=account_id, draft_id=draft.id,
        facts=facts,
    )  # fmt: skip


def _areas(news: list[UnitRef]) -> dict[str, int]:
    """The floor area of each, by which deposits go; the exclusive ones where not all of them have it."""
    if all(unit.built_area for unit in news):
        return {unit.code: hundredths(unit.built_area or 0) for unit in news}
    return {unit.code: hundredths(unit.exclusive_area or 0) for unit in news}


def _lineage(estate_id: int, old: Account) -> tuple[list[Account], list[UnitRef]]:
    """Every account whose home went into the same homes, and those homes."""
    if old.kind not in DOORS or old.unit_id is None:
        refuse("reshape_no_successor", "account")
    after = [unit_id for unit_id, _ in registry.units_after(estate_id, old.unit_id)]
    if not after:
        refuse("reshape_no_successor", "account")
    before = {unit_id for one in after for unit_id, _ in registry.units_before(estate_id, one)}
    olds = [found for unit_id in sorted(before) if (found := account_of_unit(estate_id, unit_id)) is not None]
    return olds, [registry.unit(estate_id, unit_id) for unit_id in after]


def _account(deed: Deed, like: Account, unit: UnitRef) -> int:
    """The account of a new home, opened where its building's other doors are."""
    known = account_of_unit(like.estate_id, unit.id)
    if known is not None:
        return known.id
    row = FundAccount(
        estate_id=like.estate_id, kind=like.kind.value, name=unit.code, parent_id=like.parent_id,
        building_id=unit.building_id, unit_id=unit.id, opened_on=clock.today(),
    )  # fmt: skip
    row.save(force_insert=True)
    FundBalance.objects.create(estate_id=like.estate_id, account_id=row.pk, side=1)
    deed.touched(row)
    return int(row.pk)
