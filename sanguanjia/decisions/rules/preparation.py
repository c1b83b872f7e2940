"""The first assembly: when a preparation group is due, and who sits in it (rules.md 1.5)."""

from __future__ import annotations

from dataclasses import dataclass

from sanguanjia.decisions.types import NOTHING, Finding, Weight
from sanguanjia.policy.types import Json

from .inquiry import Inquiry
from .law import Law, threshold


@dataclass(frozen=True, slots=True)
class EstateState:
    """What is known of an estate without an assembly. Years are full years since the first unit was handed over."""

    total: Weight
    delivered: Weight
    years_since_first: int = 0
    applicants: Weight = NOTHING
    developer_applies: bool = False
    moved_in: int = 0
    contract_ended: bool = False


def group_due(law: Law, state: EstateState) -> Finding:
    """Any one way the place names is enough; the finding names each way that was looked at."""
    looked = Inquiry(law)
    ways = looked.need("own.preparation.trigger")["any"]
    met = [all(_met(name, value, state) for name, value in way.items()) for way in ways]
    looked.check("no_group_yet", any(met), None, ways=len(ways))
    return looked.finding()


def _met(name: str, value: Json, state: EstateState) -> bool:
    shares = {
        "delivered_area": (state.delivered.area, state.total.area),
        "delivered_n": (state.delivered.n, state.total.n),
        "moved_in": (state.moved_in, state.total.n),
    }
    if name in shares:
        return threshold(value).met(*shares[name])
    if name == "applicants":  # 5 % of owners or 5 % of the area
        bar = threshold(value)
        return bar.met(state.applicants.n, state.total.n) or bar.met(state.applicants.area, state.total.area)
    if name == "years_since_first":
        return state.years_since_first >= int(value)
    facts = {"developer_applies": state.developer_applies, "contract_ended": state.contract_ended}
    return facts[name] is value


def cost(law: Law, built: int) -> int | None:
    """What the developer pays for the first assembly, in fen, half up; None where the place sets no sum (杭州 23).

    `built`: the estate's built area in hundredths of a square metre.
    """
    held = law.held("own.preparation.cost")
    if held is None or "fen_per_m2" not in held.value:
        return None
    by_area = (built * int(held.value["fen_per_m2"]) + 50) // 100
    return max(by_area, int(held.value["least_fen"]))


def group(law: Law, members: int, owners: int) -> Finding:
    """Size, odd number and owners' share of a preparation group."""
    looked = Inquiry(law)
    body(looked, looked.need("own.preparation.group"), members, owners)
    return looked.finding()


def body(looked: Inquiry, rule: Json, members: int, owners: int) -> None:
    """What every interim body is asked: least, greatest, odd, enough owners."""
    if "min" in rule:
        looked.check("too_few_members", members >= rule["min"], "members", n=members, least=rule["min"])
    if "max" in rule:
        looked.check("too_many_members", members <= rule["max"], "members", n=members, most=rule["max"])
    if rule.get("odd"):
        looked.check("members_not_odd", members % 2 == 1, "members", n=members)
    if "owners" in rule:
        looked.share("too_few_owners_in_body", rule["owners"], owners, members, "owners")
