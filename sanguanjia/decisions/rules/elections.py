"""From votes to seats: consent per candidate, order, ties, alternates, partial success (OWN-060, OWN-061).

A tie for the last seat is settled as the place says (own.election.seats): `lot` by an order drawn from what nobody
could know before the close (`drawn`), `older` by age, `runoff` by voting again among the tied, who stay out till then.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from sanguanjia.decisions.types import Finding, Weight

from .committee import least_seats
from .count import PARTICIPATION_KEY, consent_key
from .inquiry import Inquiry
from .law import Law, threshold

COMMITTEE, MANAGER = 3, 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate (or a company to choose), with the weight of those who said yes. `before`: where this one stands in
    the order that breaks ties, 1 first; None where there is no such order, and ties stay."""

    id: str
    yes: Weight
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Seats:
    """Who is in, who is next, who is tied for what is left, who did not get enough; and whether the election holds."""

    elected: tuple[str, ...]
    alternates: tuple[str, ...]
    tied: tuple[str, ...]
    left_for_tied: int
    without_consent: tuple[str, ...]
    finding: Finding


def drawn(seed: str, ids: Collection[str]) -> dict[str, int]:
    """The lot: everybody's place in an order that follows from the published seed, 1 first. Anyone can draw it anew."""
    order = sorted(ids, key=lambda one: sha256(f"{seed}/{one}".encode()).hexdigest())
    return {one: place for place, one in enumerate(order, start=1)}


def with_tie_order(candidates: Sequence[Candidate], tie: str, seed: str, ages: Sequence[int | None]) -> list[Candidate]:
    """The candidates with the order of the place's tie rule. `ages`: each one's place by age, 1 the oldest; unless all
    are known, ties stay."""
    if tie == "lot" and seed:
        places = drawn(seed, [one.id for one in candidates])
        return [replace(one, before=places[one.id]) for one in candidates]
    if tie == "older" and None not in ages and len(set(ages)) == len(ages):
        return [replace(one, before=age) for one, age in zip(candidates, ages, strict=True)]
    return list(candidates)


def elect(
    law: Law,
    seats: int,
    candidates: Sequence[Candidate],
    total: Weight,
    participants: Weight,
    *,
    households: int = 10**9,
    area: int = 10**12,
) -> Seats:
    """Seats of a committee. Each candidate needs the consent of article 278 on both counts; then more heads come first,
    then more area, then the order of the tie rule. Equal in all of it at the last seat: nobody of them is in.
    """
    looked = Inquiry(law)
    ranked, tied, room, out = _rank(looked, COMMITTEE, seats, candidates, total, participants)
    elected, next_ones = ranked[: seats - room], ranked[seats - room :]
    most = seats if looked.need("own.committee.alternates")["up_to"] == "seats" else 0
    _holds(looked, seats, len(elected), len(tied), households, area)
    return Seats(elected, () if tied else next_ones[:most], tied, room if tied else 0, out, looked.finding())


def choose(law: Law, offers: Sequence[Candidate], total: Weight, participants: Weight) -> Seats:
    """One of several companies (matter four): the first with consent on both counts; equals are voted on again."""
    looked = Inquiry(law)
    ranked, tied, room, out = _rank(looked, MANAGER, 1, offers, total, participants)
    elected = ranked[: 1 - room]
    looked.check("nobody_has_consent", bool(elected) or bool(tied), None)
    if tied:
        looked.check("tie_for_last_seat", False, None, count=len(tied), left=room)
    return Seats(elected, (), tied, room if tied else 0, out, looked.finding())


def _rank(
    looked: Inquiry, matter: int, seats: int, candidates: Sequence[Candidate], total: Weight, part: Weight
) -> tuple[tuple[str, ...], tuple[str, ...], int, tuple[str, ...]]:
    """(in order, tied at the last seat, seats left for the tied or unfilled, without consent)."""
    gate, bar = threshold(looked.need(PARTICIPATION_KEY)), threshold(looked.need(consent_key(matter, None)))
    rule = looked.need("own.election.seats")
    ready = looked.check("participation_area", gate.met(part.area, total.area), "area")
    ready &= looked.check("participation_n", gate.met(part.n, total.n), "n")
    base = part if bar.base.value == "participants" else total
    passed = [c for c in candidates if ready and bar.met(c.yes.area, base.area) and bar.met(c.yes.n, base.n)]
    out = tuple(sorted(c.id for c in candidates if c not in passed))

    def weight(candidate: Candidate) -> tuple[int, ...]:
        return (*(getattr(candidate.yes, axis) for axis in rule["rank"]), -(candidate.before or 0))

    order = sorted(passed, key=lambda c: (*(-size for size in weight(c)), c.id))
    if len(order) <= seats:
        return tuple(c.id for c in order), (), seats - len(order), out
    last = weight(order[seats - 1])
    if weight(order[seats]) != last:
        return tuple(c.id for c in order), (), 0, out
    tied = tuple(c.id for c in order if weight(c) == last)
    above = [c.id for c in order if weight(c) > last]
    return (*above, *(c.id for c in order if weight(c) < last)), tied, seats - len(above), out


def _holds(looked: Inquiry, seats: int, elected: int, tied: int, households: int, area: int) -> None:
    """All seats filled; or, where the place says so, enough of them (OWN-061: legal minimum and more than half)."""
    if tied:
        looked.check("tie_for_last_seat", False, None, count=tied, left=seats - elected)
        return
    if elected == seats:
        return
    rule = looked.need("own.committee.partial")
    least = least_seats(looked.need("own.committee.size"), households, area)
    if not looked.check("not_all_seats_filled", rule["stands"], None, elected=elected, seats=seats):
        return
    looked.check("fewer_than_legal_minimum", elected >= least, None, elected=elected, least=least)
    looked.share("too_few_of_planned", rule["of_planned"], elected, seats)
