"""Works paid from the fund: plan, contract with its reservation, acceptance, final account, publication."""

from __future__ import annotations

from collections.abc import Sequence

from sanguanjia.funds import holds, queries, works
from sanguanjia.funds.models import FundWork, WorkShare
from sanguanjia.funds.permissions import may_keep_books, may_plan_work
from sanguanjia.funds.rules.entries import MOST_FEN
from sanguanjia.funds.rules.spending import Reach, overrun, payable
from sanguanjia.funds.rules.works import saving
from sanguanjia.funds.store import account_of
from sanguanjia.funds.types import WorkRef, WorkState
from sanguanjia.funds.wording import work_notice
from sanguanjia.kernel import clock, counters
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.notices import public
from sanguanjia.registry import queries as registry

_here = home_of("estate_id")


def ref_of(row: FundWork) -> WorkRef:
    """A work as its acts answer it."""
    return WorkRef(row.estate_id, row.pk, row.number, row.state)


def needed(**given: str) -> list[Reason]:
    """What was left empty."""
    labels = {"title": "维修项目", "plan": "使用方案", "contractor": "施工单位", "number": "合同编号", "words": "说明",
              "document": "书面材料"}  # fmt: skip
    return [Reason("missing", name, {"label": labels[name]}) for name, text in given.items() if not text.strip()]


def _amount(fen: int, field: str) -> list[Reason]:
    return [] if 0 < fen <= MOST_FEN else [Reason("fund_bad_amount", field)]


def kept(deed: Deed, row: FundWork, before: str) -> WorkRef:
    """Store what an act changed."""
    row.save()
    deed.touched(row, before)
    return ref_of(row)


@act("funds.plan_work")
def plan_work(
    deed: Deed, *, estate_id: int, title: str, plan: str, reach: Reach, budget_fen: int, cause: str = "ageing",
    building_id: int | None = None, entrance_id: int | None = None, emergency: str = "",
) -> WorkRef:  # fmt: skip
    """A plan: what, for which part of the estate, at what cost. It never changes afterwards: what owners vote on and
    offices look at is what is carried out. `emergency`: a category of the place's table, for a use without vote.

    Refuses not_permitted, fund_no_books, and at once: missing, fund_bad_amount, work_no_place, emergency_unknown;
    not_payable (FUND-035).
    """
    mandate = deed.permit(may_plan_work, _here(estate_id=estate_id))
    queries.book(estate_id)
    found = [*needed(title=title, plan=plan), *_amount(budget_fen, "budget")]
    known = {building.id for building in registry.buildings(estate_id)}
    inside = {e.pk: e.building_id for e in registry.entrances(estate_id)}
    fits = {
        Reach.ESTATE: building_id is None and entrance_id is None,
        Reach.BUILDING: building_id in known and entrance_id is None,
        Reach.ENTRANCE: entrance_id in inside and inside.get(entrance_id or 0) == building_id,
    }[reach]
    if not fits:
        found.append(Reason("work_no_place", "building"))
    if emergency and emergency not in works.emergencies(estate_id, clock.today()):
        found.append(Reason("emergency_unknown", "emergency", {"given": emergency}))
    refuse_if_any(found)
    value, version = works.rule(estate_id, "fund.not_payable", clock.today())
    payable(cause, value)
    deed.under(version)
    row = FundWork(
        estate_id=estate_id, number=counters.next_number(estate_id, "fund_work"), title=title.strip()[:80],
        plan=plan.strip()[:4000], reach=reach.value, building_id=building_id, entrance_id=entrance_id, cause=cause,
        budget_fen=budget_fen, state=WorkState.PLANNED.value, planned_by=account_of(deed), planned_at=deed.at,
        planned_role=mandate.role if mandate else "", emergency={"category": emergency} if emergency else {},
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
    return ref_of(row)


@act("funds.contract_work")
def contract_work(
    deed: Deed, *, estate_id: int, work_id: int, contractor: str, number: str, document_hash: str, contract_fen: int
) -> WorkRef:  # fmt: skip
    """The contract: its price is shared out over the doors of the scope, and what their accounts hold is reserved.

    Refuses not_found, not_permitted, wrong_phase, and at once: missing, fund_bad_amount, work_above_budget;
    work_no_doors, work_no_area, work_no_deposits; the database refuses what an account has not free (fund_short).
    """
    deed.permit(may_keep_books, _here(estate_id=estate_id))
    row = works.locked(estate_id, work_id, WorkState.AUTHORISED)
    before = row_digest(row)
    found = [*needed(contractor=contractor, number=number, document=document_hash), *_amount(contract_fen, "amount")]
    if contract_fen > row.budget_fen:
        found.append(Reason("work_above_budget", "amount", {"budget_fen": row.budget_fen}))
    refuse_if_any(found)
    holds.lock(estate_id)  # the balances that are read now are those that are reserved from
    rule, version = works.allocation_rule(estate_id, clock.today())
    parts, units = works.shared(row, contract_fen, rule, clock.today())
    made = [
        WorkShare(
            estate_id=estate_id, work_id=row.pk, unit_id=units.get(s.door), account_id=s.account_id, door=s.door[:40],
            area=s.area, fen=s.fen, from_account_fen=s.from_account, debt_fen=s.debt, cash_fen=s.cash,
        )
        for s in parts.shares
    ]  # fmt: skip
    WorkShare.objects.bulk_create(made)
    deed.stored(made)
    wanted = {share.account_id: share.from_account for share in parts.shares if share.from_account}
    if wanted:
        holds.reserve(deed, estate_id, works.subject_of(row), f"第 {row.number} 号维修：{row.title}", wanted)
    row.contractor, row.contract_number = contractor.strip()[:80], number.strip()[:60]
    row.contract_hash, row.contract_fen = document_hash, contract_fen
    row.explain = [[s.code, dict(s.data), s.rule] for s in parts.explain]
    row.state = WorkState.CONTRACTED.value
    deed.under(version)
    return kept(deed, row, before)


@act("funds.accept_work")
def accept_work(deed: Deed, *, estate_id: int, work_id: int, words: str) -> WorkRef:
    """The committee or the company has looked: it is done as agreed. Refuses not_found, not_permitted, wrong_phase,
    missing."""
    deed.permit(may_plan_work, _here(estate_id=estate_id))
    row = works.locked(estate_id, work_id, WorkState.CONTRACTED)
    before = row_digest(row)
    refuse_if_any(needed(words=words))
    row.accepted_on, row.accepted_words, row.state = clock.today(), words.strip()[:400], WorkState.ACCEPTED.value
    return kept(deed, row, before)


@act("funds.settle_work")
def settle_work(deed: Deed, *, estate_id: int, work_id: int, final_fen: int, document_hash: str) -> WorkRef:
    """The final account. Below the contract every door is spared by area; above it the excess is asked for again, by
    the place's rule on the authorised budget (FUND-034), or shared out and reserved as well.

    Refuses not_found, not_permitted, wrong_phase, and at once: missing, fund_bad_amount; work_overrun, work_overpaid,
    fund_short.
    """
    deed.permit(may_keep_books, _here(estate_id=estate_id))
    row = works.locked(estate_id, work_id, WorkState.ACCEPTED)
    before = row_digest(row)
    refuse_if_any([*needed(document=document_hash), *_amount(final_fen, "final")])
    value, version = works.rule(estate_id, "fund.overrun", clock.today())
    over = overrun(row.budget_fen, final_fen, value)
    if over.again:
        refuse("work_overrun", "final", excess_fen=over.excess_fen)
    deed.under(version)
    holds.lock(estate_id)
    shares = works.shares(row)
    contract = row.contract_fen or 0
    if final_fen < contract:
        _spare(deed, row, shares, contract - final_fen)
    elif final_fen > contract:
        _more(deed, row, shares, final_fen - contract)
    row.final_fen, row.final_hash, row.state = final_fen, document_hash, WorkState.SETTLED.value
    return kept(deed, row, before)


def _spare(deed: Deed, row: FundWork, shares: Sequence[WorkShare], fen: int) -> None:
    spared = saving(fen, [works.plain(share) for share in shares], works.held(row))
    with deed.changing(WorkShare, [share.pk for share in shares]):
        for share in shares:
            share.debt_fen -= spared.debts[share.door]
            share.cash_fen -= spared.cash[share.door]
            share.from_account_fen -= spared.accounts.get(share.account_id, 0)
            share.fen = share.debt_fen + share.cash_fen + share.from_account_fen
        _store(shares)
    if spared.accounts:
        holds.release(deed, row.estate_id, works.subject_of(row), spared.accounts)


def _more(deed: Deed, row: FundWork, shares: Sequence[WorkShare], fen: int) -> None:
    rule, version = works.allocation_rule(row.estate_id, clock.today())
    parts = works.shared_more(row, fen, rule, clock.today())
    by_account = {part.account_id: part for part in parts.shares}
    with deed.changing(WorkShare, [share.pk for share in shares]):
        for share in shares:
            part = by_account.pop(share.account_id, None)
            if part is None:
                continue
            share.from_account_fen += part.from_account
            share.debt_fen += part.debt
            share.cash_fen += part.cash
            share.fen += part.fen
        _store(shares)
    wanted = {part.account_id: part.from_account for part in parts.shares if part.from_account}
    if wanted:
        holds.add(deed, row.estate_id, works.subject_of(row), f"第 {row.number} 号维修结算：{row.title}", wanted)
    deed.under(version)


def _store(shares: Sequence[WorkShare]) -> None:
    WorkShare.objects.filter(estate_id=shares[0].estate_id).bulk_update(
        shares, ["fen", "from_account_fen", "debt_fen", "cash_fen"], batch_size=500
    )


@act("funds.post_work")
def post_work(deed: Deed, *, estate_id: int, work_id: int, contact: str = "") -> public.PublicRef:
    """Publish what it costs and how it is shared out. Refuses not_found, not_permitted, wrong_phase."""
    deed.permit(may_keep_books, _here(estate_id=estate_id))
    row = works.locked(estate_id, work_id, WorkState.CONTRACTED, WorkState.ACCEPTED, WorkState.SETTLED)
    title, text = work_notice(registry.estate(estate_id).name, row, works.shares(row))
    deed.touched(row, row_digest(row))
    return public.post(
        deed.actor, estate_id=estate_id, kind="fund_use", title=title, text=text, contact=contact,
        subject=f"funds.{works.subject_of(row)}",
    )  # fmt: skip
