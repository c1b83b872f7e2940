"""Interest of one deposit, and whose it is (FUND-017, FUND-070, FUND-078).

Simple interest. The total at the contract rate and the doors' part at the lower of benchmark and contract are each
rounded once, half up; what the building's pool gets is the difference, so that no fen is lost and none is negative.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sanguanjia.funds.types import Step
from sanguanjia.kernel.money import round_half_up
from sanguanjia.policy.types import Json

from .day_counts import Term


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a place sends the interest above the benchmark, and how often doors get what is distributed."""

    pooled: bool
    """True: to the building's pooled account; False: to the doors like the rest."""
    times_a_year: int | None = None

    @classmethod
    def parse(cls, value: Json) -> Destination | None:
        """The value of `fund.interest.destination`; None when it says something this platform does not know."""
        if not isinstance(value, dict) or value.get("up_to_benchmark") != "door":
            return None
        above, often = value.get("above_benchmark"), value.get("distributed_times_a_year")
        if above not in ("door", "building_pool") or not (often is None or type(often) is int):
            return None
        return cls(above == "building_pool", often)


@dataclass(frozen=True, slots=True)
class Reduction:
    """A part of a deposit withdrawn early: on which day, how many fen, and what it earned at which rate."""

    day: dt.date
    fen: int
    interest_fen: int
    days: int
    rate: Fraction


@dataclass(frozen=True, slots=True)
class Split:
    """A deposit's interest in fen: the doors' part and the building's pool add up to the total."""

    total: int
    doors: int
    building_pool: int
    explain: tuple[Step, ...]


def split_interest(
    principal_fen: int, term: Term, benchmark: Fraction, contract: Fraction, destination: Destination
) -> Split:
    """Interest on `principal_fen` for `term`; rates are fractions of one per year, none of them negative."""
    exact = principal_fen * contract * term.years
    total = round_half_up(exact)
    lower = min(benchmark, contract)
    exact_low = principal_fen * lower * term.years
    doors = round_half_up(exact_low) if destination.pooled else total
    steps = [
        Step("term_years" if term.days is None else f"term_{term.basis.name.lower()}", {
            "days": term.days, "counted": term.counted, "year": term.year}),
        Step("interest_total", {
            "principal_fen": principal_fen, "rate": contract, "years": term.years, "exact": exact, "fen": total}),
    ]  # fmt: skip
    if destination.pooled:
        code = "interest_doors_at_benchmark" if benchmark < contract else "interest_doors_at_contract"
        steps += [
            Step(code, {
                "principal_fen": principal_fen, "rate": lower, "years": term.years, "exact": exact_low, "fen": doors
            }, "FUND-070"),
            Step("interest_pool", {"total": total, "doors": doors, "fen": total - doors}, "FUND-070"),
        ]  # fmt: skip
    elif destination.times_a_year:
        steps.append(Step("interest_distributed", {"fen": total, "times": destination.times_a_year}, "FUND-078"))
    else:
        steps.append(Step("interest_all_to_doors", {"fen": total}, "FUND-017"))
    return Split(total, doors, total - doors, tuple(steps))


def with_withdrawn(split: Split, reductions: Sequence[Reduction]) -> Split:
    """The same with what parts earned that were withdrawn early: at the current rate of their day, below every
    benchmark, so all of it the doors'."""
    steps = [
        Step("interest_withdrawn", {
            "day": part.day.isoformat(), "principal_fen": part.fen, "rate": part.rate, "days": part.days,
            "fen": part.interest_fen,
        })
        for part in reductions
    ]  # fmt: skip
    more = sum(part.interest_fen for part in reductions)
    return Split(split.total + more, split.doors + more, split.building_pool, (*split.explain, *steps))


def before_the_rule(since: dt.date) -> Step:
    """What is said beside a split of interest that fell due before the place's rule began (FUND-077)."""
    return Step("interest_before_the_rule", {"since": since.isoformat()}, "FUND-077")
