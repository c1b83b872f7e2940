"""Who is there at a moment, and whether that is enough to decide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sanguanjia.councils.types import Direction, Moved, Quorum, SeatFacts, Standing


def present(moves: Iterable[Moved], at: datetime) -> frozenset[int]:
    """Seats that are in the room at a moment: whose last move until then was in. Who goes out at it is out."""
    last: dict[int, Moved] = {}
    for move in moves:
        known = last.get(move.seat)
        if move.at <= at and (known is None or move.at >= known.at):
            last[move.seat] = move
    return frozenset(seat for seat, move in last.items() if move.direction is Direction.IN)


def standing(seats: Sequence[SeatFacts], moves: Iterable[Moved], rule: Quorum, at: datetime) -> Standing:
    """Whether enough seats are there: the share, rounded up, of the seats that count, and one of each kind asked for.

    Experts are heard and do not count towards the share.
    """
    there = present(moves, at)
    counted = [seat for seat in seats if seat.counts]
    members = [seat for seat in counted if seat.kind != "expert"]
    here = [seat for seat in members if seat.id in there]
    needed = -(-len(members) * rule.num // rule.den)
    kinds = {seat.kind for seat in counted if seat.id in there}
    missing = tuple(kind for kind in rule.seats if kind not in kinds)
    enough = len(here) >= needed and not missing
    return Standing(enough, tuple(s.id for s in counted if s.id in there), needed, missing)
