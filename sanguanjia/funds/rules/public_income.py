"""Income from common parts: the least that goes to the fund, and how often it is published (FUND-014 … 017, 062)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sanguanjia.funds.types import Step
from sanguanjia.policy.rules.calendar import WorkCalendar
from sanguanjia.policy.rules.deadlines import Period, Unit, deadline
from sanguanjia.policy.types import Json

from .deposits import fraction


@dataclass(frozen=True, slots=True)
class LeastToFund:
    """The least fen of an income that must go to the fund."""

    fen: int
    explain: tuple[Step, ...]


def least_to_fund(
    income_fen: int,
    first_fen: int,
    balance_fen: int,
    value: Json,
    *,
    decided: bool = False,
    mainly_for_fund: bool = False,
) -> LeastToFund:
    """`value`: `fund.public_income.share`.

    `while_below`: only while the fund lies under this share of the first deposits (strictly). `unless_decided`: the
    owners may decide otherwise. `when_mainly_for_fund`: only where they decided that it is mainly for the fund.
    """
    below = value.get("while_below")
    if below is not None and balance_fen >= first_fen * fraction(below):
        free = "income_fund_full_enough"
    elif value.get("unless_decided") and decided:
        free = "income_owners_decided"
    elif value.get("when_mainly_for_fund") and not mainly_for_fund:
        free = "income_not_mainly_for_fund"
    else:
        exact = income_fen * fraction(value)
        fen = -int(-exact // 1) if value["test"] == "ge" else int(exact // 1) + 1
        fen = min(fen, income_fen)
        facts = {"income_fen": income_fen, "share": fraction(value), "fen": fen}
        return LeastToFund(fen, (Step("income_to_fund", facts, "FUND-062"),))
    return LeastToFund(0, (Step(free, {"income_fen": income_fen}, "FUND-062"),))


def next_publication(last: dt.date, times_a_year: int, calendar: WorkCalendar) -> dt.date:
    """FUND-014, FUND-016: until when the next publication is due, counted in months from the last one."""
    return deadline(last, Period(12 // times_a_year, Unit.MONTH), calendar).due
