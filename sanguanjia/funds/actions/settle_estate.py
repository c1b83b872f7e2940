"""What one estate gets of a settlement, shared out to its doors and pools and booked: all of it in one act."""

from __future__ import annotations

import datetime as dt

from sanguanjia.funds import queries, settlements, weights
from sanguanjia.funds.models import InterestProof, Settlement, SettlementShare
from sanguanjia.funds.rules.settlement import Part, among_doors, among_pools
from sanguanjia.funds.store import Posting, post
from sanguanjia.funds.types import EntryKind, EntryRef, Line, SettlementState
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.predicates import is_system
from sanguanjia.kernel.refusal import refuse


@act("funds.settle_estate")
def settle_estate(deed: Deed, *, estate_id: int, home_id: int, settlement_id: int) -> EntryRef:
    """By the platform, for a settlement that two people answered for; they are author and approver of the entry.

    Refuses not_permitted, not_found, fund_settlement_not_now, fund_settled_already, fund_period_closed (a period that
    is closed up to today), fund_short.
    """
    deed.permit(is_system, None)
    row = settlements.settlement(home_id, settlement_id)
    if row.state != SettlementState.RUNNING.value or row.decided_by is None:
        refuse("fund_settlement_not_now", "settlement")
    if InterestProof.objects.filter(estate_id=estate_id, settlement_id=settlement_id).exists():
        refuse("fund_settled_already", "settlement")
    share = settlements.share(row, estate_id)
    deed.under(row.policy_version)
    doors, pools = _parts(row, share)
    lines = tuple(Line(share.bank_account_id, part.key, part.fen) for part in (*doors, *pools) if part.fen)
    entry = post(
        deed,
        Posting(
            estate_id=estate_id,
            kind=EntryKind.INTEREST,
            business_date=booking_day(row.business_date, queries.book(estate_id).closed_until),
            reason=f"存单 {row.deposit.number} {row.first} 至 {row.last} 利息",
            author_id=row.prepared_by,
            approver_id=row.decided_by,
            key=f"interest:{settlement_id}",
            lines=lines,
            voucher_hash=row.voucher_hash,
            policy_version=row.policy_version,
        ),
    )
    proof = InterestProof(
        estate_id=estate_id, home_id=home_id, settlement_id=settlement_id, entry_id=entry.id,
        doors_fen=share.doors_fen, pool_fen=share.pool_fen, doors=_plain(doors), pools=_plain(pools),
    )  # fmt: skip
    proof.save(force_insert=True)
    deed.touched(proof)
    return entry


def _parts(row: Settlement, share: SettlementShare) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """The second stage; its parts are the estate's share, or nothing is booked."""
    weighed = weights.doors(weights.Question(share.place_id, row.first, row.last, share.known_number))
    doors = among_doors(share.doors_fen, weighed)
    pools = among_pools(share.pool_fen, weighed, weights.pools(share.place_id)) if share.pool_fen else ()
    if sum(part.fen for part in (*doors, *pools)) != share.doors_fen + share.pool_fen:
        raise ValueError("the parts of an estate are not its share")
    return doors, pools


def _plain(parts: tuple[Part, ...]) -> list[list[int]]:
    return [[part.key, part.weight, part.fen, part.extra] for part in parts]


def booking_day(wanted: dt.date, closed_until: dt.date | None) -> dt.date:
    """The day itself, or the first open one where an estate closed its period meanwhile; that one must have come."""
    if closed_until is None or wanted > closed_until:
        return wanted
    first_open = closed_until + dt.timedelta(days=1)
    if first_open > clock.today():
        refuse("fund_period_closed", "business_date", until=f"{closed_until}")
    return first_open
