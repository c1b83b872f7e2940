"""Who bears what of a cost (FUND-040 … FUND-046).

Stages as the measure writes them: first by area to every unit; what falls on sold public housing is then split between
its owners and the seller in proportion to what each deposited, and the owners' part by area among them. Every stage is
shared out by largest remainder, so the parts of every stage are its whole, and all of it is the cost.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sanguanjia.funds.types import Payer, Step
from sanguanjia.policy.types import Json

from .shares import in_door_order, shared_by_door, shared_out


@dataclass(frozen=True, slots=True)
class Allocation:
    """Fen by door, the seller's fen, who pays how, and the steps. All parts add up to the cost."""

    fen: Mapping[str, int]
    seller_fen: int
    payer: Mapping[str, Payer]
    explain: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class AllocationRule:
    """What a place says of apportionment: unsold units pay in cash, or like the others."""

    unsold_pays: Payer

    @classmethod
    def parse(cls, value: Json) -> AllocationRule | None:
        """The value of `fund.allocation`; None when it says something this platform does not know."""
        known = {"by": "area", "rounding": "largest_remainder", "ties": "door_code"}
        if not isinstance(value, dict) or any(value.get(name) != said for name, said in known.items()):
            return None
        pays = value.get("unsold_pays")
        return cls(Payer(pays)) if pays in list(Payer) else None


def allocate(
    cost_fen: int,
    areas: Mapping[str, int],
    rule: AllocationRule,
    unsold: Collection[str] = (),
    public: Collection[str] = (),
    deposits: tuple[int, int] = (0, 0),
) -> Allocation:
    """Apportion `cost_fen` over doors with `areas` in hundredths of m2 (sum > 0).

    `public`: doors of sold public housing; `deposits` (owners, seller) in fen, not both nothing when there are any.
    A public door that is still unsold pays its area share in cash as the seller's (FUND-043) and is in no split.
    """
    by_area = shared_by_door(cost_fen, areas)
    unsold, shared = set(unsold), set(public) - set(unsold)
    fen = dict(by_area)
    seller = 0
    steps = [Step("by_area", {"cost": cost_fen, "doors": len(areas), "area": sum(areas.values())}, "FUND-040")]
    if shared:
        whole = sum(by_area[door] for door in shared)
        owners, seller = shared_out(whole, deposits)
        fen |= shared_by_door(owners, {door: areas[door] for door in shared}) if owners else dict.fromkeys(shared, 0)
        steps.append(Step("public_split", {
            "whole": whole, "owners": owners, "seller": seller,
            "owners_deposit": deposits[0], "seller_deposit": deposits[1],
        }, "FUND-041" if len(shared) == len(areas) else "FUND-042"))  # fmt: skip
    if unsold:
        code = "unsold_pay_cash" if rule.unsold_pays is Payer.CASH else "unsold_pay_alike"
        steps.append(Step(code, {"doors": len(unsold), "fen": sum(by_area[door] for door in unsold)}, "FUND-043"))
    steps.append(Step("all_of_it", {"cost": cost_fen}, "FUND-046"))
    payer = {door: rule.unsold_pays if door in unsold else Payer.ACCOUNT for door in areas}
    return Allocation({door: fen[door] for door in in_door_order(areas)}, seller, payer, tuple(steps))
