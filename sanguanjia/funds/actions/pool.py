"""The pooled account as an application (FUND-072 … FUND-077): asked, signed, handed in, posted, decided, reserved."""

from __future__ import annotations

from sanguanjia.applications import actions as applications
from sanguanjia.applications.types import ApplicationRef, State
from sanguanjia.funds import holds, pooling
from sanguanjia.funds.models import PoolLift, PoolSigner, PoolUse
from sanguanjia.funds.permissions import may_ask_for_pool, may_keep_books
from sanguanjia.funds.pooling import ITEM, LiftLine
from sanguanjia.funds.rules.pool import may_apply
from sanguanjia.funds.store import account_of
from sanguanjia.funds.types import PoolRef
from sanguanjia.funds.wording import pool_notice
from sanguanjia.kernel import clock, counters
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.notices import public
from sanguanjia.notices.files import StoredFile
from sanguanjia.registry import queries as registry

_here = home_of("estate_id")
MOST_FEN = 10**9
"""Ten million yuan for a lift: a slip of the hand."""


@act("funds.ask_for_pool")
def ask_for_pool(
    deed: Deed,
    *,
    estate_id: int,
    lift_ids: tuple[int, ...],
    per_lift_fen: int,
    reason: str,
    files: tuple[tuple[str, StoredFile], ...] = (),
) -> PoolRef:
    """A draft: the premium of these lifts, each from its own building's pool; by the committee, or by owners of one
    building, of whom this is the first.

    Refuses not_permitted, pool_not_here, and at once: missing, fund_bad_amount, pool_unknown_lift,
    pool_owners_one_building, pool_not_in_building.
    """
    place = _here(estate_id=estate_id).place
    deed.permit(may_ask_for_pool, _here(estate_id=estate_id))
    today = clock.today()
    rule, versions = pooling.policy_at(estate_id, today)
    refuse_if_any(rule.reasons)
    committee = deed.actor.mandate_at(("committee_member",), place) is not None
    known = {line.id: line for line in pooling.lifts_at(estate_id, today, rule)}
    lines = [known[lift] for lift in dict.fromkeys(lift_ids) if lift in known]
    found = []
    if not lift_ids:
        found.append(Reason("missing", "lifts", {"label": "电梯"}))
    if any(lift not in known for lift in lift_ids):
        found.append(Reason("pool_unknown_lift", "lifts"))
    if not 0 < per_lift_fen <= MOST_FEN:
        found.append(Reason("fund_bad_amount", "amount"))
    if not reason.strip():
        found.append(Reason("missing", "reason", {"label": "为什么要用"}))
    homes = () if committee else _homes_in(deed.actor, estate_id, lines)
    if not committee and lines:
        found += _owners_may(lines, homes)
    refuse_if_any(found)
    ref = applications.save(deed.actor, estate_id=estate_id, item=ITEM, answers={}, files=files, room="funds")
    row = PoolUse(
        estate_id=estate_id, application_id=ref.id, by_committee=committee, per_lift_fen=per_lift_fen,
        reason=reason.strip()[:400],
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
    made = [PoolLift(estate_id=estate_id, use_id=row.pk, building_id=x.building_id, lift_id=x.id) for x in lines]
    PoolLift.objects.bulk_create(made)
    deed.stored(made)
    if homes:
        _sign(deed, row, homes[0])
    deed.under(*versions)
    return PoolRef(estate_id, row.pk, ref.id)


def _homes_in(actor: Actor, estate_id: int, lines: list[LiftLine]) -> tuple[int, ...]:
    """Homes of the actor in the buildings of these lifts."""
    buildings = {line.building_id for line in lines}
    units = [m.unit_id for m in actor.mandates if m.role == "owner" and m.home_id == estate_id and m.unit_id]
    return tuple(unit for unit in units if registry.unit(estate_id, unit).building_id in buildings)


def _owners_may(lines: list[LiftLine], homes: tuple[int, ...]) -> list[Reason]:
    found = []
    if len({line.building_id for line in lines}) > 1:
        found.append(Reason("pool_owners_one_building", "lifts"))
    if not homes:
        found.append(Reason("pool_not_in_building", "lifts"))
    return found


def _sign(deed: Deed, row: PoolUse, unit_id: int) -> None:
    signer = PoolSigner(
        estate_id=row.estate_id, use_id=row.pk, account_id=account_of(deed), unit_id=unit_id, at=deed.at
    )
    signer.save(force_insert=True)
    deed.touched(signer)


@act("funds.sign_pool")
def sign_pool(deed: Deed, *, estate_id: int, use_id: int) -> PoolRef:
    """Another owner of the building asks with them. Refuses not_found, not_permitted, wrong_phase,
    pool_not_in_building, pool_signed_already."""
    deed.permit(may_ask_for_pool, _here(estate_id=estate_id))
    row = pooling.use(estate_id, use_id)
    if row.by_committee or pooling.application_of(row).state not in (State.DRAFT, State.CORRECTING):
        refuse("wrong_phase")
    rule, _ = pooling.policy_at(estate_id, clock.today())
    homes = _homes_in(deed.actor, estate_id, list(pooling.lifts_of(row, clock.today(), rule)))
    if not homes:
        refuse("pool_not_in_building")
    _sign(deed, row, homes[0])
    return PoolRef(estate_id, row.pk, row.application_id)


@act("funds.hand_in_pool")
def hand_in_pool(deed: Deed, *, estate_id: int, use_id: int) -> ApplicationRef:
    """Hand the application in, under the rules of this day. Refuses not_found, not_permitted, wrong_phase,
    pool_not_here, and at once: pool_too_few_owners, pool_document_missing, pool_lift_too_young."""
    deed.permit(may_ask_for_pool, _here(estate_id=estate_id))
    row = _locked(estate_id, use_id)
    rule, versions = pooling.policy_at(estate_id, clock.today())
    may_apply(pooling.asked(row, clock.today(), rule), clock.today(), rule)
    deed.under(*versions)
    deed.touched(row, row_digest(row))
    return applications.submit(deed.actor, estate_id=estate_id, application_id=row.application_id, room="funds")


@act("funds.post_pool_notice")
def post_pool_notice(deed: Deed, *, estate_id: int, use_id: int, contact: str = "") -> public.PublicRef:
    """The fund centre tells the estate for seven days; the clock of the rest stands meanwhile.

    Refuses not_found, not_permitted, wrong_phase, pool_noticed_already, application_paused.
    """
    deed.permit(may_keep_books, _here(estate_id=estate_id))
    row = _locked(estate_id, use_id)
    if row.notice_id is not None:
        refuse("pool_noticed_already")
    if pooling.application_of(row).state != State.REVIEWING:
        refuse("wrong_phase")
    before = row_digest(row)
    number = pooling.application_of(row).number
    title, text = pool_notice(registry.estate(estate_id).name, number, row, pooling.shares(row))
    ref = public.post(
        deed.actor, estate_id=estate_id, kind="fund_use", title=title, text=text, contact=contact,
        subject=f"funds.{pooling.subject_of(row)}",
    )  # fmt: skip
    row.notice_id = ref.id
    row.save(update_fields=["notice_id"])
    deed.touched(row, before)
    applications.pause(
        deed.actor, estate_id=estate_id, application_id=row.application_id, words=f"公示第 {ref.number} 号"
    )
    return ref


@act("funds.end_pool_notice")
def end_pool_notice(deed: Deed, *, estate_id: int, use_id: int) -> PoolRef:
    """The notice has run its days on page and paper and every objection is answered: the clock runs on.

    Refuses not_found, not_permitted, wrong_phase, and at once: pool_notice_missing, pool_notice_running,
    pool_objection_open, pool_paper_missing.
    """
    deed.permit(may_keep_books, _here(estate_id=estate_id))
    row = _locked(estate_id, use_id)
    if row.noticed_at is not None:
        refuse("wrong_phase")
    rule, versions = pooling.policy_at(estate_id, clock.today())
    refuse_if_any(r for r in pooling.payable(row, clock.today(), rule) if r.code != "pool_short")
    before = row_digest(row)
    row.noticed_at = deed.at
    row.save(update_fields=["noticed_at"])
    deed.touched(row, before)
    deed.under(*versions)
    applications.resume(
        deed.actor, estate_id=estate_id, application_id=row.application_id, words="公示期满，没有未处理的异议"
    )
    return PoolRef(estate_id, row.pk, row.application_id)


@act("funds.decide_pool")
def decide_pool(deed: Deed, *, estate_id: int, use_id: int, granted: bool, clear: bool, words: str = "") -> PoolRef:
    """Grant: every building's premium is reserved in its own pool, and the order to buy is numbered; or refuse.

    Refuses not_found, not_permitted, what `applications.decide` refuses, and at once: pool_notice_missing,
    pool_notice_running, pool_objection_open, pool_paper_missing, pool_short for each building that is.
    """
    deed.permit(may_keep_books, _here(estate_id=estate_id))
    row = _locked(estate_id, use_id)
    before = row_digest(row)
    rule, versions = pooling.policy_at(estate_id, clock.today())
    deed.under(*versions)
    if granted:
        refuse_if_any(pooling.payable(row, clock.today(), rule))
        if row.noticed_at is None:
            refuse("application_paused")
    applications.decide(
        deed.actor, estate_id=estate_id, application_id=row.application_id, granted=granted, clear=clear, words=words,
        room="funds",
    )  # fmt: skip
    if granted:
        wanted = {share.account_id: share.fen for share in pooling.shares(row) if share.account_id is not None}
        holds.reserve(deed, estate_id, pooling.subject_of(row), f"统筹账户购买电梯保险：{row.reason}", wanted)
        row.order_number = counters.next_number(estate_id, "insurance_order")
        row.ordered_at = deed.at
        row.save(update_fields=["order_number", "ordered_at"])
    deed.touched(row, before)
    return PoolRef(estate_id, row.pk, row.application_id, row.order_number or 0)


def _locked(estate_id: int, use_id: int) -> PoolUse:
    rows = PoolUse.objects.select_for_update().filter(estate_id=estate_id, pk=use_id)
    return rows.first() or refuse("not_found")
