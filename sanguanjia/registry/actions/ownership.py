"""Who owns a unit from when on: sale and other transfers (过户), delivery, entry in the register."""

from __future__ import annotations

from datetime import date

from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.registry import permissions
from sanguanjia.registry.consequences import owners_changed
from sanguanjia.registry.models import Unit
from sanguanjia.registry.rules import ownership as rules
from sanguanjia.registry.rules.ownership import Holding, Opened, Transfer
from sanguanjia.registry.store import (
    Owners,
    close_ownerships,
    decide,
    has_later_owner,
    holdings_on,
    lock_unit,
    open_ownerships,
    thing_of,
)
from sanguanjia.registry.types import Basis, OwnerWish, TransferDone


def _basis(text: str) -> Basis:
    return Basis(text) if text in set(Basis) else refuse("basis_unknown", "basis")


def _hand_over(
    deed: Deed,
    unit: Unit,
    holdings: tuple[Holding, ...],
    day: date,
    outgoing: tuple[int, ...],
    owners: tuple[OwnerWish, ...],
    basis: Basis,
    document: str,
    reasons: list[Reason],
) -> TransferDone:
    people = Owners(unit.estate_id, owners)
    wish = Transfer(
        day=day, today=clock.today(), unit_from=unit.valid_from, unit_to=unit.valid_to, holdings=holdings,
        later=has_later_owner(unit, day), outgoing=frozenset(outgoing), incoming=people.shares, basis=basis,
    )  # fmt: skip
    decided = decide(lambda: rules.transfer(wish), [*reasons, *people.reasons])
    close_ownerships(deed, unit.estate_id, decided.closed, day)
    stored = people.store(deed, decided.opened)
    opened = open_ownerships(deed, unit, stored, day=day, basis=basis, document=document.strip())
    deed.for_whom(f"unit:{unit.id}")
    owners_changed(unit.estate_id, [unit.id], day)
    return TransferDone(unit.estate_id, unit.id, decided.closed, opened)


@act("registry.transfer_unit")
def transfer_unit(
    deed: Deed,
    *,
    estate_id: int,
    unit_id: int,
    outgoing: tuple[int, ...],
    owners: tuple[OwnerWish, ...],
    day: date,
    basis: str = Basis.REGISTERED,
    document: str = "",
) -> TransferDone:
    """过户: the ownerships in `outgoing` (as the person saw them) end, the owners take exactly their place.

    Of two who transfer the same unit at the same time the second is refused (`stale`): what it saw has changed.
    """
    deed.permit(permissions.may_keep_units, thing_of(estate_id, clock.today()))
    unit = lock_unit(estate_id, unit_id)
    return _hand_over(deed, unit, holdings_on(unit, day), day, outgoing, owners, _basis(basis), document, [])


@act("registry.deliver_unit")
def deliver_unit(
    deed: Deed,
    *,
    estate_id: int,
    unit_id: int,
    owners: tuple[OwnerWish, ...],
    day: date,
    basis: str = Basis.CONTRACT_POSSESSION,
    document: str = "",
) -> TransferDone:
    """The developer hands a sold unit over: from now on the buyer is owner, registered or not (OWN-011, OWN-015)."""
    deed.permit(permissions.may_keep_units, thing_of(estate_id, clock.today()))
    unit = lock_unit(estate_id, unit_id)
    holdings = holdings_on(unit, day)
    wanted = _basis(basis)
    outgoing = tuple(holding.id for holding in holdings)
    return _hand_over(deed, unit, holdings, day, outgoing, owners, wanted, document, rules.delivery(holdings, wanted))


@act("registry.change_basis")
def change_basis(
    deed: Deed, *, estate_id: int, unit_id: int, ownership_id: int, basis: str, day: date, document: str = ""
) -> TransferDone:
    """The same owner on another ground from a day on: sold but not delivered, or entered in the register at last."""
    deed.permit(permissions.may_keep_units, thing_of(estate_id, clock.today()))
    unit = lock_unit(estate_id, unit_id)
    wanted = _basis(basis)
    holding = next((h for h in holdings_on(unit, day) if h.id == ownership_id), None) or refuse("stale", "ownership")
    reasons = [
        *rules.problems_of_day(day, clock.today(), unit.valid_from, unit.valid_to),
        *rules.change_of_basis(holding.basis, wanted),
    ]
    if holding.since is not None and holding.since >= day:
        reasons.append(Reason("day_before_owner", "day", {"day": day.isoformat()}))
    if has_later_owner(unit, day):
        reasons.append(Reason("later_owner_known", "day"))
    refuse_if_any(reasons)
    close_ownerships(deed, estate_id, [holding.id], day)
    again = Opened(0, holding.slice, tuple(sorted(holding.parties)))
    opened = open_ownerships(deed, unit, [again], day=day, basis=wanted, document=document.strip())
    owners_changed(estate_id, [unit.id], day)
    return TransferDone(estate_id, unit.id, (holding.id,), opened)
