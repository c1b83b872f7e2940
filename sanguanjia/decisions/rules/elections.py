"""From votes to seats: consent per candidate, order, ties, alternates, partial success (OWN-060, OWN-061)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sanguanjia.decisions.types import Finding, Weight

from .committee import least_seats
from .count import PARTICIPATION_KEY, consent_key
from .inquiry import Inquiry
from .law import Law, threshold

COMMITTEE, MANAGER = 3, 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate (or a company to choose), with the weight of those who said yes."""

    id: str
    yes: Weight


@dataclass(frozen=True, slots=True)
class Seats:
    """Who is in, who is next, who is tied for what is left, who did not get enough; and whether the election holds."""

    elected: tuple[str, ...]
    alternates: tuple[str, ...]
    tied: tuple[str, ...]
    left_for_tied: int
    without_consent: tuple[str, ...]
    finding: Finding


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
    then more area. Equal on both at the last seat: nobody of them is in, the tie rule decides among them.
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
        return tuple(getattr(candidate.yes, axis) for axis in rule["rank"])

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
