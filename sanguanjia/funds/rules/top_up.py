"""Whether an account must be topped up, and by how much where nobody decided (FUND-009, FUND-010)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sanguanjia.funds.types import Step
from sanguanjia.policy.types import Json

from .deposits import fraction


@dataclass(frozen=True, slots=True)
class TopUp:
    """`due`: the balance lies under the trigger. `fen`: what the place's fallback asks, None where it has none."""

    due: bool
    fen: int | None
    explain: tuple[Step, ...]


def top_up(first_fen: int, balance_fen: int, trigger: Json, fallback: Json = None) -> TopUp:
    """`trigger`: `fund.topup.trigger` (strictly below); `fallback`: `fund.topup.fallback`, None where there is none.

    The fallback brings the account to its share of the first deposit; half a fen short is still short, so it rounds up.
    """
    share = fraction(trigger)
    due = balance_fen < first_fen * share if trigger["test"] == "lt" else balance_fen <= first_fen * share
    facts = {"first_fen": first_fen, "balance_fen": balance_fen, "share": share}
    steps = [Step("top_up_due" if due else "no_top_up", facts, "FUND-009")]
    if not due or fallback is None:
        return TopUp(due, None, tuple(steps))
    goal = first_fen * fraction(fallback["to"])
    fen = -int(-goal // 1) - balance_fen
    steps.append(Step("top_up_fallback", {"share": fraction(fallback["to"]), "fen": fen}, "FUND-010"))
    return TopUp(due, fen, tuple(steps))


def fallback_days(notice: dt.date, fallback: Json) -> tuple[dt.date, dt.date]:
    """Shanghai's two clocks: until when the owners may decide, and until when each pays after that."""
    decide_by = notice + dt.timedelta(days=fallback["decide"]["amount"])
    return decide_by, decide_by + dt.timedelta(days=fallback["pay"]["amount"])
