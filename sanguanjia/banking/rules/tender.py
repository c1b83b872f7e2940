"""Which bank offers most: rates by term and services, weighed by the policy that was published. Exact fractions. Pure.

Rates: a bid's rate of a term against the best of all bids for that term, weighed by the share of the term. Services:
the points of the items a bank promises, of all there are. The total is of 100; equal totals share a rank.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sanguanjia.kernel.refusal import Reason
from sanguanjia.policy.types import Json

_PLACES = 7


@dataclass(frozen=True, slots=True)
class Weights:
    """`rate` and `service` make 100; `terms`: years → weight; `services`: code → (words, points)."""

    rate: int
    service: int
    terms: Mapping[int, int]
    services: Mapping[str, tuple[str, int]]

    @classmethod
    def parse(cls, value: Json) -> Weights | None:
        """The policy's value; None when it says what this rule does not know."""
        try:
            found = cls(
                value["rate"], value["service"], {int(years): weight for years, weight in value["terms"].items()},
                {item["code"]: (item["words"], item["points"]) for item in value["services"]},
            )  # fmt: skip
        except (KeyError, TypeError, ValueError):
            return None
        numbers = [found.rate, found.service, *found.terms.values(), *(points for _, points in found.services.values())]
        sound = all(type(number) is int and number >= 0 for number in numbers) and all(y > 0 for y in found.terms)
        return found if sound and found.rate + found.service == 100 and sum(found.terms.values()) > 0 else None


@dataclass(frozen=True, slots=True)
class Bid:
    """What a bank offered: rate per year by term, and the services it promises."""

    bank_id: int
    rates: Mapping[int, Fraction]
    services: tuple[str, ...]
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class RatePart:
    """One term of a score: the bid's rate, its float over the benchmark, the best of all, and the points it makes."""

    years: int
    rate: Fraction
    over_benchmark: Fraction | None
    best: Fraction
    points: Fraction


@dataclass(frozen=True, slots=True)
class Score:
    """A bid's points of 100 with every part of them, and its rank from 1."""

    bid: Bid
    parts: tuple[RatePart, ...]
    rate_points: Fraction
    service_told: int
    service_all: int
    service_points: Fraction
    rank: int = 0

    @property
    def total(self) -> Fraction:
        """Rate and service together."""
        return self.rate_points + self.service_points


def scored(bids: Sequence[Bid], weights: Weights, benchmarks: Mapping[int, Fraction]) -> tuple[Score, ...]:
    """Every bid with its points, the best first; banks of one rank by their ids. The order of `bids` never matters."""
    best = {years: max((bid.rates[years] for bid in bids), default=Fraction(0)) for years in weights.terms}
    scores = [_score(bid, weights, best, benchmarks) for bid in bids]
    found = []
    for score in sorted(scores, key=lambda each: (-each.total, each.bid.bank_id)):
        rank = 1 + sum(other.total > score.total for other in scores)
        found.append(
            Score(score.bid, score.parts, score.rate_points, score.service_told, score.service_all,
                  score.service_points, rank)
        )  # fmt: skip
    return tuple(found)


def _score(bid: Bid, weights: Weights, best: Mapping[int, Fraction], benchmarks: Mapping[int, Fraction]) -> Score:
    shares = sum(weights.terms.values())
    parts = []
    for years, share in sorted(weights.terms.items(), reverse=True):
        rate, top = bid.rates[years], best[years]
        points = Fraction(weights.rate * share, shares) * (rate / top if top else 0)
        over = rate - benchmarks[years] if years in benchmarks else None
        parts.append(RatePart(years, rate, over, top, points))
    told = sum(points for code, (_, points) in weights.services.items() if code in bid.services)
    whole = sum(points for _, points in weights.services.values())
    service = Fraction(weights.service * told, whole) if whole else Fraction(0)
    return Score(bid, tuple(parts), sum((part.points for part in parts), Fraction(0)), told, whole, service)


def rate_of(text: str) -> Fraction | None:
    """A rate as people type it, in percent of a year: "3.25", "3.25%". None for all else, and for more than 100 %."""
    bare = "".join(text.split()).removesuffix("%").removesuffix("％")
    whole, _, places = bare.partition(".")
    digits = whole.isascii() and whole.isdecimal() and (not places or (places.isascii() and places.isdecimal()))
    if not digits or len(whole) > 3 or len(places) > _PLACES - 2:
        return None
    rate = Fraction(bare.removesuffix(".")) / 100
    return rate if rate <= 1 else None


def bid_reasons(rates: Mapping[int, Fraction | None], services: Sequence[str], weights: Weights) -> list[Reason]:
    """What is missing or unknown in a bid; empty when it can be sealed."""
    found = [
        Reason("tender_bad_rate", f"rate-{years}", {"years": years})
        for years in sorted(weights.terms, reverse=True)
        if rates.get(years) is None
    ]
    unknown = sorted(set(services) - weights.services.keys())
    return [*found, *(Reason("tender_unknown_service", "services", {"given": code[:40]}) for code in unknown)]
