"""First deposits: how much, what waits for them, and what becomes of a balance when the home goes (FUND-002 … 013).

Money in fen, areas in hundredths of m2, rates as fractions of one. `value` is the policy value of the key named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sanguanjia.funds.types import Step
from sanguanjia.kernel.area import HUNDREDTHS_PER_SQUARE_METRE
from sanguanjia.kernel.money import round_half_up
from sanguanjia.kernel.refusal import Reason, Refusal, refuse_if_any
from sanguanjia.policy.types import Json


@dataclass(frozen=True, slots=True)
class Deposit:
    """What is to be paid in, and why."""

    fen: int
    explain: tuple[Step, ...]


class Height(StrEnum):
    """The two kinds of building of FUND-003."""

    MULTI_STOREY = "multi_storey"
    HIGH_RISE = "high_rise"


def fraction(value: Json) -> Fraction:
    """A policy's fraction: {num, den}, or a decimal string."""
    return Fraction(value["num"], value["den"]) if isinstance(value, dict) else Fraction(value)


def first_deposit(area: int, cost_fen_per_m2: int, rate: Fraction, value: Json) -> Deposit:
    """FUND-002: area × the city's building cost per m2 × the city's rate, which lies in the bounds of the measure.

    `value`: `fund.deposit.first.rate`. Both bounds are included (以上、以下, CAL-001).
    """
    low, high = Fraction(value["min"]), Fraction(value["max"])
    reasons = _not_positive(area=area, cost=cost_fen_per_m2)
    if not low <= rate <= high:
        reasons.append(Reason("deposit_rate_out_of_bounds", "rate", {"rate": rate, "low": low, "high": high}))
    refuse_if_any(reasons)
    exact = Fraction(area * cost_fen_per_m2, HUNDREDTHS_PER_SQUARE_METRE) * rate
    fen = round_half_up(exact)
    facts = {"area": area, "per_m2": cost_fen_per_m2, "rate": rate, "fen": fen}
    return Deposit(fen, (Step("first_deposit", facts, "FUND-002"),))


def public_housing_deposit(
    area: int, reform_cost_fen_per_m2: int, price_fen: int, height: Height, seller_rate: Fraction, value: Json
) -> tuple[Deposit, Deposit]:
    """FUND-003: (the owner's part, the seller's part) for sold public housing.

    `value`: `fund.deposit.public_housing`. The seller may give more than the least share, never less.
    """
    least = fraction(value["seller"][height.value])
    reasons = _not_positive(area=area, cost=reform_cost_fen_per_m2, price=price_fen)
    if not least <= seller_rate <= 1:
        reasons.append(Reason("seller_share_too_low", "seller_rate", {"rate": seller_rate, "least": least}))
    refuse_if_any(reasons)
    rate = fraction(value["owner"])
    owner = round_half_up(Fraction(area * reform_cost_fen_per_m2, HUNDREDTHS_PER_SQUARE_METRE) * rate)
    seller = round_half_up(price_fen * seller_rate)
    facts = {"area": area, "per_m2": reform_cost_fen_per_m2, "rate": rate, "fen": owner}
    return (
        Deposit(owner, (Step("public_owner_deposit", facts, "FUND-003"),)),
        Deposit(
            seller,
            (Step("public_seller_deposit", {"price": price_fen, "rate": seller_rate, "fen": seller}, "FUND-003"),),
        ),
    )


def deposit_gate(required_fen: int, paid_fen: int, purpose: str, value: Json) -> Step:
    """FUND-004, FUND-011: whether keys are handed over, or a transfer or mortgage is registered.

    `value`: {for: […]} of `fund.deposit.before` or `fund.registration.gate`, None where no such rule holds; purposes
    it does not name pass.
    """
    asked = value is not None and purpose in value["for"]
    if asked and paid_fen < required_fen:
        raise Refusal([Reason("deposit_not_paid", "paid", {"short_fen": required_fen - paid_fen, "purpose": purpose})])
    return Step("gate_open" if asked else "gate_not_asked", {"purpose": purpose}, "FUND-011")


def on_loss(
    doors: Mapping[str, int], seller_fen: int, *, seller_exists: bool, value: Json
) -> tuple[tuple[str, str, int], ...]:
    """FUND-013: where the balances go when a building is lost: (to whom, which door, fen), nothing left out.

    `value`: `fund.loss.refund`. Empty accounts give no line.
    """
    lines = [(value["door"], door, fen) for door, fen in doors.items() if fen]
    if seller_fen:
        lines.append((value["seller" if seller_exists else "seller_gone"], "", seller_fen))
    return tuple(lines)


def _not_positive(**given: int) -> list[Reason]:
    return [Reason("not_positive", name, {"name": name}) for name, size in given.items() if size <= 0]
