"""What may be paid, from whose accounts, and when a settlement over its budget must be asked for again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sanguanjia.funds.types import Step
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.policy.types import Json

from .deposits import fraction
from .shares import door_order


class Reach(StrEnum):
    """How far a work reaches (FUND-036)."""

    ESTATE = "estate"
    BUILDING = "building"
    ENTRANCE = "entrance"


@dataclass(frozen=True, slots=True)
class DoorPlace:
    """A door and where it lies."""

    door: str
    building: str
    entrance: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which part of an estate a work serves."""

    reach: Reach
    building: str = ""
    entrance: str = ""

    def holds(self, place: DoorPlace) -> bool:
        """Whether the door bears the cost: a building's work is charged to that building's doors and no others."""
        if self.reach is Reach.ESTATE:
            return True
        same = place.building == self.building
        return same if self.reach is Reach.BUILDING else same and place.entrance == self.entrance


def doors_in_scope(scope: Scope, places: Iterable[DoorPlace]) -> tuple[str, ...]:
    """FUND-036: the doors that bear a cost, and so the electorate of the vote on it (FUND-V8)."""
    return tuple(sorted((place.door for place in places if scope.holds(place)), key=door_order))


def payable(cause: str, value: Json) -> Step:
    """FUND-035: refuses what somebody else owes. `value`: `fund.not_payable`."""
    if cause in value["causes"]:
        refuse("not_payable", "cause", cause=cause)
    return Step("payable", {"cause": cause}, "FUND-035")


def investable(kind: str, *, to_maturity: bool, consented: bool, value: Json) -> Step:
    """FUND-018: new treasury bonds, held to maturity, with the owners' consent. `value`: `fund.invest`."""
    reasons = []
    if kind not in value["allowed"]:
        reasons.append(Reason("not_investable", "kind", {"fault": kind}))
    if value["hold_to_maturity"] and not to_maturity:
        reasons.append(Reason("not_investable", "to_maturity", {"fault": "sold_early"}))
    if value["owners_consent"] and not consented:
        reasons.append(Reason("not_investable", "consented", {"fault": "no_consent"}))
    refuse_if_any(reasons)
    return Step("investable", {"kind": kind}, "FUND-018")


@dataclass(frozen=True, slots=True)
class Overrun:
    """`again`: the excess needs a new application. `audit_may_be_skipped`: the settlement is small enough for that."""

    again: bool
    excess_fen: int
    audit_may_be_skipped: bool
    explain: tuple[Step, ...]


def overrun(budget_fen: int, settled_fen: int, value: Json, *, committee_agrees: bool = False) -> Overrun:
    """FUND-034. `value`: `fund.overrun`; `all`: every test must hold for a new application.

    Tests are {what: ratio, test, num, den} on settlement / budget, and {what: excess, test, fen} on the difference.
    """
    if budget_fen <= 0:
        refuse("not_positive", "budget", name="budget")
    excess = max(0, settled_fen - budget_fen)
    again = excess > 0 and all(_exceeds(test, Fraction(settled_fen, budget_fen), excess) for test in value["all"])
    skip = value.get("audit_free")
    may_skip = skip is not None and settled_fen <= skip["fen"] and committee_agrees
    facts = {"budget_fen": budget_fen, "settled_fen": settled_fen, "excess_fen": excess}
    return Overrun(again, excess, may_skip, (Step("overrun" if again else "no_overrun", facts, "FUND-034"),))


def _exceeds(test: Json, ratio: Fraction, excess: int) -> bool:
    size, bound = (ratio, fraction(test)) if test["what"] == "ratio" else (Fraction(excess), Fraction(test["fen"]))
    return size >= bound if test["test"] == "ge" else size > bound


def usage_rate(used_fen: int, total_fen: int) -> Fraction:
    """FUND-080: what part of the fund was used in a year, exact; 27 million of 4.5 bn is 3/500, 0.6 %."""
    if total_fen <= 0:
        refuse("not_positive", "total", name="total")
    return Fraction(used_fen, total_fen)
