"""The count: one statement over what stands, whatever the number of ballots."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from .types import NOTHING, Tally, Weight

# Areas by unit; a head counts once, with its last counting ballot (proof/README.md says the same).
TALLY_SQL = """
WITH counted AS (
    SELECT stands.item, ballot.choice, ballot.channel, line.area, line.head, stands.seq
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


@dataclass(frozen=True, slots=True)
class Cell:
    """What came by one channel for one choice of one item: both counts and units."""

    item: int
    choice: str
    channel: str
    weight: Weight
    units: int


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
