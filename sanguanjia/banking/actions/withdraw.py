"""Withdraw a part of a deposit before its day: prepared with its document, confirmed by another."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from sanguanjia.banking.models import EarlyWithdrawal
from sanguanjia.banking.permissions import may_reconcile
from sanguanjia.banking.queries import portfolio as queries
from sanguanjia.banking.rules.portfolio import Withdrawn, withdrawn_early
from sanguanjia.banking.types import WithdrawalRef
from sanguanjia.funds import settlements as funds
from sanguanjia.funds.models import Deposit
from sanguanjia.funds.rules.day_counts import Basis
from sanguanjia.funds.store import account_of
from sanguanjia.funds.types import DraftState
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.policy import queries as policy


@act("banking.prepare_withdrawal")
def prepare_withdrawal(
    deed: Deed, *, estate_id: int, deposit_id: int, day: dt.date, fen: int, reason: str, document: str
) -> WithdrawalRef:
    """What the part earns at the current rate of the day (`fund.interest.rates`), and what it costs, is kept with it.

    Refuses not_permitted, not_found, and all at once: missing, withdrawal_outside, withdrawal_too_much,
    withdrawal_no_rate; withdrawal_waiting.
    """
    place = home_of("estate_id")(estate_id=estate_id)
    deed.permit(may_reconcile, place)
    deposit = funds.deposit(estate_id, deposit_id)
    found = [
        Reason("missing", field, {"label": label})
        for field, label, said in (("reason", "理由", reason), ("document", "文件编号", document))
        if not said.strip()
    ]
    since = funds.next_first(deposit)  # interest up to there has been settled
    if not since <= day < deposit.matures_on or day > clock.today():
        found.append(_outside(since, deposit))
    left = next(t.fen for t in queries.tranches(estate_id, dt.date.max) if t.id == deposit_id)
    if not 0 < fen <= left:
        found.append(Reason("withdrawal_too_much", "fen", {"left_fen": left}))
    rule = policy.rule_for("fund.interest.rates", place.place, day)
    if rule is None:
        found.append(Reason("withdrawal_no_rate", "day", {"day": day.isoformat()}))
    refuse_if_any(found)
    if rule is None:  # said above; for the checker of types
        refuse("withdrawal_no_rate", "day", day=day.isoformat())
    deed.under(rule.winner.version)
    current = Fraction(rule.value["current"])
    reckoned = _reckoned(deposit, fen, since, day, current)
    row = EarlyWithdrawal(
        estate_id=estate_id, deposit_id=deposit_id, since=since, day=day, principal_fen=fen,
        current_rate=rule.value["current"],
        policy_version=rule.winner.version, interest_fen=reckoned.fen, contract_fen=reckoned.contract_fen,
        reason=reason.strip()[:200], document=document.strip()[:120], prepared_by=account_of(deed),
        prepared_at=deed.at,
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
    return WithdrawalRef(row.pk, estate_id, row.state)


def _outside(since: dt.date, deposit: Deposit) -> Reason:
    return Reason("withdrawal_outside", "day", {"first": since.isoformat(), "last": deposit.matures_on.isoformat()})


def _reckoned(deposit: Deposit, fen: int, since: dt.date, day: dt.date, current: Fraction) -> Withdrawn:
    return withdrawn_early(fen, since, day, current, Fraction(deposit.contract_rate), Basis(deposit.basis))


@act("banking.decide_withdrawal")
def decide_withdrawal(deed: Deed, *, estate_id: int, withdrawal_id: int, confirm: bool) -> WithdrawalRef:
    """Confirm what another prepared, or put it aside. Refuses not_permitted, not_found, withdrawal_decided, and when
    confirming: withdrawal_own, withdrawal_too_much, withdrawal_outside (its period was settled meanwhile)."""
    deed.permit(may_reconcile, home_of("estate_id")(estate_id=estate_id))
    rows = EarlyWithdrawal.objects.select_for_update().filter(estate_id=estate_id, id=withdrawal_id)
    row = rows.first() or refuse("not_found", "withdrawal")
    if row.state != DraftState.WAITING.value:
        refuse("withdrawal_decided", "withdrawal")
    before = row_digest(row)
    found = []
    if confirm:
        left = next(t.fen for t in queries.tranches(estate_id, dt.date.max) if t.id == row.deposit_id)
        if account_of(deed) == row.prepared_by:
            found.append(Reason("withdrawal_own", "withdrawal", {}))
        if row.principal_fen > left:
            found.append(Reason("withdrawal_too_much", "fen", {"left_fen": left}))
        deposit = funds.deposit(estate_id, row.deposit_id)
        since = funds.next_first(deposit)
        if since != (row.since or deposit.starts_on):
            found.append(_outside(since, deposit))
    refuse_if_any(found)
    row.state = (DraftState.DONE if confirm else DraftState.DROPPED).value
    row.decided_by, row.decided_at = account_of(deed), deed.at
    row.save(update_fields=["state", "decided_by", "decided_at"])
    deed.touched(row, before=before)
    return WithdrawalRef(row.pk, estate_id, row.state)
