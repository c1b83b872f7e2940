"""The count: one statement over what stands, whatever the number of ballots."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

from .models import Ballot, Standing
from .types import NOTHING, Tally, Weight

# Areas by unit; a head counts once, with its last counting ballot (proof/README.md says the same).
TALLY_SQL = """
WITH counted AS (
    SELECT stands.item, stands.choice, ballot.channel, line.area, line.head, stands.seq
    FROM decisions_standing AS stands
    JOIN decisions_ballot AS ballot ON ballot.estate_id = stands.estate_id AND ballot.id = stands.ballot_id
    JOIN decisions_rollline AS line ON line.estate_id = stands.estate_id AND line.id = stands.line_id
    WHERE stands.estate_id = %(estate)s AND stands.vote_id = %(vote)s AND NOT stands.frozen
), areas AS (
    SELECT item, choice, channel, sum(area)::bigint AS area, count(*) AS units FROM counted GROUP BY 1, 2, 3
), heads AS (
    SELECT item, choice, channel, count(*) AS n FROM (
        SELECT DISTINCT ON (item, head) item, head, choice, channel FROM counted ORDER BY item, head, seq DESC
    ) AS last GROUP BY 1, 2, 3
)
SELECT item, choice, channel, area, COALESCE(n, 0), units FROM areas LEFT JOIN heads USING (item, choice, channel)
ORDER BY item, choice, channel
"""


# Ballots are sealed in the database; what counts is opened by the count, and by nothing before it.
_OPEN = """
    UPDATE decisions_standing AS stands SET choice = said.choice
    FROM unnest(%(ballots)s::bigint[], %(choices)s::text[]) AS said (ballot, choice)
    WHERE stands.estate_id = %(estate)s AND stands.vote_id = %(vote)s AND stands.ballot_id = said.ballot
"""
_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Cell:
    """What came by one channel for one choice of one item: both counts and units."""

    item: int
    choice: str
    channel: str
    weight: Weight
    units: int


def open_choices(estate_id: int, vote_id: int) -> None:
    """Open what every standing ballot says, from the sealed ballots; whatever stood there before is written over."""
    rows = Standing.objects.filter(estate_id=estate_id, vote_id=vote_id).order_by("id")
    ids = list(rows.values_list("ballot_id", flat=True))
    for first in range(0, len(ids), _AT_ONCE):
        part = Ballot.objects.filter(estate_id=estate_id, vote_id=vote_id, pk__in=ids[first : first + _AT_ONCE])
        said = list(part.values_list("id", "choice"))
        asked: dict[str, Any] = {"ballots": [pk for pk, _ in said], "choices": [choice for _, choice in said]}
        with connection.cursor() as cursor:
            cursor.execute(_OPEN, asked | {"estate": estate_id, "vote": vote_id})


def cells(estate_id: int, vote_id: int) -> tuple[Cell, ...]:
    """The whole count of a vote."""
    with connection.cursor() as cursor:
        cursor.execute(TALLY_SQL, {"estate": estate_id, "vote": vote_id})
        return tuple(
            Cell(item, choice, channel, Weight(int(area), int(n)), int(units))
            for item, choice, channel, area, n, units in cursor.fetchall()
        )


def tally_of(found: tuple[Cell, ...], item: int, total: Weight) -> Tally:
    """One item's count as the rules judge it."""
    return Tally(total, *(_sum(found, item, choice) for choice in ("for", "against", "abstain")))


def _sum(found: tuple[Cell, ...], item: int, choice: str) -> Weight:
    total = NOTHING
    for cell in found:
        if cell.item == item and cell.choice == choice:
            total += cell.weight
    return total
