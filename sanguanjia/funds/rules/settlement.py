"""Interest of a deposit settled over estates and doors: every share proved, every stage its whole (FUND-046, 070, 078).

Weights are balance x days: a fen that lay in an account at the end of a day counts one for every such day of the
period; the first day counts, the last does not. Two stages, each by largest remainder: the estates among themselves
(ties: the lower number of the estate first), then the doors of an estate (ties: door code as people count). What lies
above the benchmark goes by the same weights to the pools of the buildings (ties: the building's name).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .day_counts import Basis, Term, of_days, of_years
from .interest import Destination, Split
from .shares import door_order, shared_out


@dataclass(frozen=True, slots=True)
class Part:
    """One share: whose, by which weight, how many fen; `extra`: the fen of the remainder in it, 0 or 1."""

    key: int
    weight: int
    fen: int
    extra: int


@dataclass(frozen=True, slots=True)
class DoorWeight:
    """A door's account with its weight; `building`: of its pool, None where it lies in none or it has no pool."""

    account: int
    name: str
    building: int | None
    weight: int


def weight_of(legs: Iterable[tuple[dt.date, int]], first: dt.date, last: dt.date) -> int:
    """Balance x days of an account over [first, last): legs are (business date, fen in or, negative, out)."""
    return max(0, sum(fen * (last - max(day, first)).days for day, fen in legs if day < last))


def days_held(
    legs: Iterable[tuple[dt.date, int]], first: dt.date, last: dt.date
) -> tuple[tuple[dt.date, dt.date, int], ...]:
    """The same as people can add it up: (from, until, balance) for every stretch of days with one balance."""
    moved: dict[dt.date, int] = {first: 0}
    for day, fen in legs:
        if day < last:
            at = max(day, first)
            moved[at] = moved.get(at, 0) + fen
    held, found = 0, []
    days = sorted(moved)
    for day, after in zip(days, [*days[1:], last], strict=True):
        held += moved[day]
        found.append((day, after, held))
    return tuple(found)


def proved(whole: int, weights: Sequence[tuple[int, int]]) -> tuple[Part, ...]:
    """Share `whole` out by (key, weight) in the order of the ties; the parts add up to it."""
    total = sum(weight for _, weight in weights)
    parts = shared_out(whole, [weight for _, weight in weights])
    return tuple(
        Part(key, weight, fen, fen - whole * weight // total if total else 0)
        for (key, weight), fen in zip(weights, parts, strict=True)
    )


def among_estates(whole: int, weights: Mapping[int, int]) -> tuple[Part, ...]:
    """First stage, ties by the estate's number."""
    return proved(whole, sorted(weights.items()))


def among_doors(whole: int, doors: Iterable[DoorWeight]) -> tuple[Part, ...]:
    """Second stage: the doors of one estate."""
    ordered = sorted(doors, key=lambda door: (door_order(door.name), door.account))
    return proved(whole, [(door.account, door.weight) for door in ordered])


def among_pools(whole: int, doors: Iterable[DoorWeight], pools: Mapping[int, tuple[int, str]]) -> tuple[Part, ...]:
    """Second stage above the benchmark: each building's pool by the weight of its doors. `pools`: building →
    (account, name)."""
    weights = dict.fromkeys(pools, 0)
    for door in doors:
        if door.building in weights:
            weights[door.building] += door.weight
    ordered = sorted(pools, key=lambda building: (door_order(pools[building][1]), pools[building][0]))
    return proved(whole, [(pools[building][0], weights[building]) for building in ordered])


def period_term(
    first: dt.date, last: dt.date, basis: Basis, starts: dt.date, matures: dt.date, years: int | None
) -> Term | None:
    """The term of a period of a deposit: the years agreed when it is all of it, else its days. None: the basis is
    years and it is no whole number of them."""
    if years is not None and (first, last) == (starts, matures) and basis is Basis.YEARS:
        return of_years(years)
    return of_days(first, last, basis)


def of_the_bank(bank_fen: int, split: Split, destination: Destination) -> tuple[int, int]:
    """(doors, pools) of what the bank really paid: they add up to it. What it paid more or less than the contract says
    is the pools'; where that is not enough, or there are none, the doors'."""
    doors = min(split.doors, bank_fen) if destination.pooled else bank_fen
    return doors, bank_fen - doors
