"""A work paid from the fund: who bears what, how much of it the accounts can pay, what a saving sets free. Pure.

The whole is shared out by area (FUND-040). What an account does not hold stays that owner's debt and is never taken
from a neighbour's (FUND-044); an unsold home's part is paid in cash by the developer (FUND-043); of what falls on sold
public housing the seller bears its part, by what both deposited (FUND-041, 042).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sanguanjia.funds.types import Payer, Step
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any

from .allocation import AllocationRule, allocate
from .shares import shared_by_door, shared_out


@dataclass(frozen=True, slots=True)
class DoorFacts:
    """A door in the scope: area in hundredths of m2 (0: not known), what its account has free, whether it is unsold;
    of sold public housing (`public`) also what its owners deposited."""

    door: str
    area: int
    account_id: int
    available: int
    unsold: bool = False
    public: bool = False
    deposited: int = 0


@dataclass(frozen=True, slots=True)
class SellerFacts:
    """An account of who sold public housing here: what it has free, and what was deposited into it."""

    name: str
    account_id: int
    available: int
    deposited: int


@dataclass(frozen=True, slots=True)
class DoorShare:
    """A door's part: fen = from its account + its debt + cash of the developer. A seller's part has no area."""

    door: str
    account_id: int
    area: int
    fen: int
    from_account: int
    debt: int
    cash: int


@dataclass(frozen=True, slots=True)
class Apportionment:
    """All parts of a cost, and the steps that led to them."""

    shares: tuple[DoorShare, ...]
    explain: tuple[Step, ...]

    @property
    def from_accounts(self) -> int:
        """What the accounts pay together."""
        return sum(share.from_account for share in self.shares)


def apportion(
    cost_fen: int, doors: Sequence[DoorFacts], rule: AllocationRule, sellers: Sequence[SellerFacts] = ()
) -> Apportionment:
    """Share a cost out over the doors of its scope; the parts are the cost. Refuses work_no_doors, work_no_area,
    work_no_deposits (public housing into whose fund nobody paid)."""
    reasons = [Reason("work_no_area", "doors", {"door": d.door}) for d in doors if d.area <= 0]
    public = [d for d in doors if d.public and not d.unsold]
    deposits = (sum(d.deposited for d in public), sum(s.deposited for s in sellers))
    if public and not any(deposits):
        reasons.append(Reason("work_no_deposits", "doors"))
    refuse_if_any(reasons if doors else [Reason("work_no_doors", "reach")])
    found = allocate(
        cost_fen, {d.door: d.area for d in doors}, rule, unsold=[d.door for d in doors if d.unsold],
        public=[d.door for d in public], deposits=deposits,
    )  # fmt: skip
    by_door = {d.door: d for d in doors}
    shares = [_share(by_door[door], fen, found.payer[door]) for door, fen in found.fen.items()]
    if found.seller_fen:
        parts = shared_out(found.seller_fen, [s.deposited for s in sellers])
        shares += [_of_seller(s, part) for s, part in zip(sellers, parts, strict=True) if part]
    return Apportionment(tuple(shares), found.explain)


def _share(door: DoorFacts, fen: int, payer: Payer) -> DoorShare:
    if payer is Payer.CASH:
        return DoorShare(door.door, door.account_id, door.area, fen, 0, 0, fen)
    paid = min(fen, max(0, door.available))
    return DoorShare(door.door, door.account_id, door.area, fen, paid, fen - paid, 0)


def _of_seller(seller: SellerFacts, fen: int) -> DoorShare:
    paid = min(fen, max(0, seller.available))
    return DoorShare(seller.name, seller.account_id, 0, fen, paid, fen - paid, 0)


def instalment(fen: int, held: Mapping[int, int]) -> dict[int, int]:
    """Which account pays how much of an instalment: in proportion to what it still has reserved, never more than that.

    `held`: account → fen reserved. Refuses work_more_than_held.
    """
    whole = sum(held.values())
    if not 0 < fen <= whole:
        refuse("work_more_than_held", "amount", held_fen=whole)
    accounts = sorted(held)
    parts = shared_out(fen, [held[account] for account in accounts])
    return {account: part for account, part in zip(accounts, parts, strict=True) if part}


@dataclass(frozen=True, slots=True)
class Saving:
    """What each door is spared: first of its debt or cash, then of its reservation."""

    debts: Mapping[str, int]
    cash: Mapping[str, int]
    accounts: Mapping[int, int]


def saving(fen: int, shares: Sequence[DoorShare], held: Mapping[int, int]) -> Saving:
    """A final account below the contract spares every door in proportion to its part, which went by area; so nobody is
    spared more than he bore. Refuses work_overpaid where that much was paid out already."""
    spared = shared_by_door(fen, {share.door: share.fen for share in shares})
    debts, cash, accounts = {}, {}, {}
    for share in shares:
        left = spared[share.door]
        cash[share.door] = min(left, share.cash)
        debts[share.door] = min(left - cash[share.door], share.debt)
        rest = left - cash[share.door] - debts[share.door]
        if rest > held.get(share.account_id, 0):
            refuse("work_overpaid", "final")
        if rest:
            accounts[share.account_id] = rest
    return Saving(debts, cash, accounts)
