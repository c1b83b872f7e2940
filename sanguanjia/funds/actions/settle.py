"""Settle the interest of a deposit for a period: prepared by one person, weighed, looked at by another, then booked
estate by estate, each whole or not at all."""

from __future__ import annotations

import datetime as dt

from sanguanjia.funds import settlements, weights
from sanguanjia.funds.models import Deposit, Settlement, SettlementShare
from sanguanjia.funds.permissions import may_keep_books
from sanguanjia.funds.reckoning import demand_end, is_settled, reckon
from sanguanjia.funds.rules.day_counts import Basis
from sanguanjia.funds.rules.entries import MOST_FEN
from sanguanjia.funds.rules.settlement import among_estates, period_term
from sanguanjia.funds.store import account_of
from sanguanjia.funds.types import SettlementRef, SettlementState
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.money import yuan
from sanguanjia.kernel.predicates import is_system
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any


@act("funds.prepare_settlement")
def prepare_settlement(
    deed: Deed,
    *,
    estate_id: int,
    deposit_id: int,
    last: dt.date,
    bank_fen: int,
    business_date: dt.date,
    voucher: str,
    difference_reason: str = "",
) -> SettlementRef:
    """`last`: the day until which the bank paid (not counted); from where is known. `bank_fen`: what it paid.

    Refuses not_permitted, not_found, fund_settlement_open, fund_deposit_settled, and all at once: missing,
    fund_bad_amount, fund_day_ahead, fund_interest_period, fund_interest_day, not_whole_years, fund_interest_differs.
    """
    deed.permit(may_keep_books, home_of("estate_id")(estate_id=estate_id))
    deposit = settlements.deposit(estate_id, deposit_id)
    first = _first(deposit)
    refuse_if_any(_reasons(deposit, first, last, bank_fen, business_date, voucher))
    found = reckon(deposit, first, last, bank_fen)
    split = found.split
    if bank_fen != split.total and not difference_reason.strip():
        refuse("fund_interest_differs", "bank_fen", reckoned=yuan(split.total), paid=yuan(bank_fen))
    deed.under(*found.versions)
    row = Settlement(
        estate_id=estate_id, deposit_id=deposit_id, first=first, last=last, business_date=business_date,
        bank_fen=bank_fen, reckoned_fen=split.total, difference_reason=difference_reason.strip()[:120],
        doors_fen=found.doors, pool_fen=found.pools, days=(last - first).days,
        steps=settlements.plain_steps(split.explain), policy_version=found.version, voucher=voucher.strip()[:64],
        prepared_by=account_of(deed), prepared_at=deed.at,
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
    _queue(estate_id, row.pk)
    return SettlementRef(row.pk, estate_id, row.state)


def _first(deposit: Deposit) -> dt.date:
    rows = Settlement.objects.filter(estate_id=deposit.estate_id, deposit_id=deposit.pk)
    if rows.filter(state__in=settlements.OPEN).exists():
        refuse("fund_settlement_open", "deposit")
    return refuse("fund_deposit_settled", "deposit") if is_settled(deposit) else settlements.next_first(deposit)


def _reasons(
    deposit: Deposit, first: dt.date, last: dt.date, bank_fen: int, business_date: dt.date, voucher: str
) -> list[Reason]:
    found = []
    if not voucher.strip():
        found.append(Reason("missing", "voucher", {"label": "银行回单号"}))
    if not 0 < bank_fen <= MOST_FEN:
        found.append(Reason("fund_bad_amount", "bank_fen", {}))
    for field, day in (("business_date", business_date), ("last", last)):
        if day > clock.today():
            found.append(Reason("fund_day_ahead", field, {"day": day.isoformat()}))
    if not first < last <= deposit.matures_on:
        period = {"first": first.isoformat(), "matures": deposit.matures_on.isoformat()}
        return [*found, Reason("fund_interest_period", "last", period)]
    ends = demand_end(deposit, first)
    if ends is not None and last != ends:
        found.append(Reason("fund_interest_day", "last", {"day": ends.isoformat()}))
    basis = Basis(deposit.basis)
    if period_term(first, last, basis, deposit.starts_on, deposit.matures_on, deposit.term_years) is None:
        found.append(Reason("not_whole_years", "last", {}))
    return found


@act("funds.weigh_settlement")
def weigh_settlement(deed: Deed, *, estate_id: int, settlement_id: int) -> SettlementRef:
    """First stage, by the platform: every estate of the scope by its balance x days. Afterwards it waits to be looked
    at, or says why it cannot be shared out. Refuses not_permitted, not_found, fund_settlement_not_now."""
    deed.permit(is_system, None)
    row = lock(estate_id, settlement_id, SettlementState.WEIGHING)
    before = row_digest(row)
    scope = settlements.scope(row.deposit)
    totals = {e.id: weights.total(weights.Question(e.id, row.first, row.last, e.known_number)) for e in scope}
    weighed = {estate: doors for estate, (doors, _) in totals.items()}
    pooled = {estate: pool for estate, (_, pool) in totals.items()}
    row.weight, row.pool_weight = sum(weighed.values()), sum(pooled.values())
    if not row.weight:
        row.fault = "fund_nothing_weighs"
    elif row.pool_fen and not row.pool_weight:
        row.fault = "fund_no_pools"
    else:
        made = _shares(row, scope, weighed, pooled)
        SettlementShare.objects.bulk_create(made, batch_size=1000)
        deed.stored(made)
        row.estates = sum(1 for share in made if share.doors_fen or share.pool_fen)
        row.state, row.seal = SettlementState.WAITING.value, settlements.seal_of(row)
    row.save(update_fields=["weight", "pool_weight", "fault", "estates", "state", "seal"])
    deed.touched(row, before)
    return SettlementRef(row.pk, estate_id, row.state)


def _shares(
    row: Settlement, scope: list[settlements.ScopeEstate], weighed: dict[int, int], pooled: dict[int, int]
) -> list[SettlementShare]:
    doors = {part.key: part for part in among_estates(row.doors_fen, weighed)}
    pools = {part.key: part for part in among_estates(row.pool_fen, pooled)}
    return [
        SettlementShare(
            estate_id=row.estate_id, settlement_id=row.pk, place_id=estate.id, bank_account_id=estate.bank_account_id,
            known_number=estate.known_number, weight=weighed[estate.id], pool_weight=pooled[estate.id],
            doors_fen=doors[estate.id].fen, pool_fen=pools[estate.id].fen, doors_extra=doors[estate.id].extra,
            pool_extra=pools[estate.id].extra,
        )
        for estate in scope
    ]  # fmt: skip


@act("funds.approve_settlement")
def approve_settlement(deed: Deed, *, estate_id: int, settlement_id: int, seal: str) -> SettlementRef:
    """The second pair of eyes; the platform then books it estate by estate. `seal`: of what was shown.

    Refuses not_permitted, not_found, fund_settlement_not_now, fund_own_draft, fund_seal_broken.
    """
    deed.permit(may_keep_books, home_of("estate_id")(estate_id=estate_id))
    row = lock(estate_id, settlement_id, SettlementState.WAITING)
    before, approver = row_digest(row), account_of(deed)
    found = []
    if approver == row.prepared_by:
        found.append(Reason("fund_own_draft", "settlement", {}))
    if not row.seal == seal == settlements.seal_of(row):
        found.append(Reason("fund_seal_broken", "settlement", {}))
    refuse_if_any(found)
    row.state, row.decided_by, row.decided_at = SettlementState.RUNNING.value, approver, deed.at
    row.save(update_fields=["state", "decided_by", "decided_at"])
    deed.touched(row, before)
    _queue(estate_id, row.pk)
    return SettlementRef(row.pk, estate_id, row.state)


@act("funds.drop_settlement")
def drop_settlement(deed: Deed, *, estate_id: int, settlement_id: int, reason: str) -> SettlementRef:
    """Put it aside before anything was booked. Refuses not_permitted, not_found, fund_settlement_not_now, missing."""
    deed.permit(may_keep_books, home_of("estate_id")(estate_id=estate_id))
    row = lock(estate_id, settlement_id, SettlementState.WEIGHING, SettlementState.WAITING)
    if not reason.strip():
        refuse("missing", "reason", label="理由")
    before = row_digest(row)
    row.state, row.decided_by, row.decided_at = SettlementState.DROPPED.value, account_of(deed), deed.at
    row.decided_because = reason.strip()[:200]
    row.save(update_fields=["state", "decided_by", "decided_at", "decided_because"])
    deed.touched(row, before)
    return SettlementRef(row.pk, estate_id, row.state)


@act("funds.finish_settlement")
def finish_settlement(deed: Deed, *, estate_id: int, settlement_id: int) -> SettlementRef:
    """Every estate has its share: it is done, by the platform. Refuses not_permitted, fund_settlement_not_now (also
    while an estate is missing)."""
    deed.permit(is_system, None)
    row = lock(estate_id, settlement_id, SettlementState.RUNNING)
    if settlements.progress(row).done < row.estates:
        refuse("fund_settlement_not_now", "settlement")
    before = row_digest(row)
    row.state = SettlementState.DONE.value
    row.save(update_fields=["state"])
    deed.touched(row, before)
    return SettlementRef(row.pk, estate_id, row.state)


def lock(home_id: int, settlement_id: int, *states: SettlementState) -> Settlement:
    """A settlement in one of the states, locked. Refuses not_found, fund_settlement_not_now."""
    row = Settlement.objects.select_for_update().filter(estate_id=home_id, id=settlement_id).first()
    if row is None:
        refuse("not_found", "settlement")
    return row if row.state in states else refuse("fund_settlement_not_now", "settlement")


def _queue(home_id: int, settlement_id: int) -> None:
    from sanguanjia.funds.jobs import settle

    settle.defer(home_id=home_id, settlement_id=settlement_id)
