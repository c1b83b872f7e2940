"""What one cast stands on, read in one statement: the vote, its place, the lines of the head, what is asked.

In the last minutes of a vote everybody casts at once: what is read before the box is locked is read together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection

from sanguanjia.kernel.refusal import refuse

from .models import RollLine, Vote
from .rules.questions import Asked

_VOTE = ("id", "estate_id", "number", "title", "state", "precedence", "last_counts", "closes_on")
_LINE = tuple(str(field.column) for field in RollLine._meta.concrete_fields)
_OWNERS = _LINE.index("owners")
_SQL = f"""
    SELECT {", ".join(f"vote.{name}" for name in _VOTE)}, home.path,
        ARRAY(SELECT item.position FROM decisions_item AS item
            WHERE item.estate_id = %(estate)s AND item.vote_id = %(vote)s ORDER BY item.position),
        (SELECT jsonb_agg(jsonb_build_array(question.position, question.most, ARRAY(
                SELECT item.position FROM decisions_item AS item
                WHERE item.estate_id = %(estate)s AND item.vote_id = %(vote)s AND item.question_id = question.id
                ORDER BY item.position)) ORDER BY question.position)
            FROM decisions_question AS question
            WHERE question.estate_id = %(estate)s AND question.vote_id = %(vote)s),
        {", ".join(f"line.{name}" for name in _LINE)}
    FROM decisions_vote AS vote
    JOIN kernel_home AS home ON home.id = vote.estate_id
    LEFT JOIN decisions_rollline AS door ON door.estate_id = %(estate)s AND door.vote_id = vote.id
        AND door.unit_id = %(unit)s AND NOT door.left_out
    LEFT JOIN decisions_rollline AS line ON line.estate_id = %(estate)s AND line.vote_id = vote.id
        AND line.head = door.head AND NOT line.left_out
    WHERE vote.estate_id = %(estate)s AND vote.id = %(vote)s
    ORDER BY line.id
"""


@dataclass(frozen=True, slots=True)
class Poll:
    """`lines`: of the unit's head, none if the unit is not on the roll. `items`: positions. `asked`: by position.
    Of the vote only what casting asks is in hand; the rest is read when it is asked for."""

    vote: Vote
    place: str
    lines: tuple[RollLine, ...]
    items: tuple[int, ...]
    asked: dict[int, Asked]


def read(estate_id: int, vote_id: int, unit_id: int) -> Poll:
    """The poll as a unit meets it. Refuses not_found."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"estate": estate_id, "vote": vote_id, "unit": unit_id})
        rows = cursor.fetchall()
    if not rows:
        refuse("not_found")
    first, wide = rows[0], len(_VOTE)
    path, items, questions = first[wide : wide + 3]
    lines = (row[wide + 3 :] for row in rows)
    return Poll(
        Vote.from_db("default", _VOTE, first[:wide]),
        path,
        tuple(_line(line) for line in lines if line[0] is not None),
        tuple(items),
        {at: Asked(f"q{at}", tuple(answers), most) for at, most, answers in orjson.loads(questions or "[]")},
    )


def _line(values: tuple[Any, ...]) -> RollLine:
    owners = orjson.loads(values[_OWNERS])
    return RollLine.from_db("default", _LINE, (*values[:_OWNERS], owners, *values[_OWNERS + 1 :]))
