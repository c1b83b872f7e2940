"""The state table of a petition as data: who may do what from where, and where it leads (None: the move decides).

What is not here does not exist. `tests/test_rules.py` tries every state × move.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sanguanjia.petitions.types import ENDS, State

S = State
OPEN = tuple(state for state in State if state not in ENDS)
WITH_A_UNIT = (S.ROUTED, S.ACCEPTED, S.ANSWERED, S.REVIEWING, S.REVIEWED, S.RECHECKING)


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the table. `who` names a sentence of `permissions.py`."""

    verb: str
    origins: tuple[State, ...]
    to: State | None
    who: str


MOVES: tuple[Move, ...] = (
    Move("route", (S.RECEIVED,), S.ROUTED, "office"),
    Move("accept", (S.ROUTED,), S.ACCEPTED, "unit"),
    Move("refuse", (S.RECEIVED, S.ROUTED), S.REFUSED, "office_or_unit"),
    Move("split_off", (S.RECEIVED, S.ROUTED, S.ACCEPTED), None, "office_or_unit"),
    Move("object", (S.ROUTED,), S.OBJECTED, "unit"),
    Move("decide_objection", (S.OBJECTED,), S.ROUTED, "office"),
    Move("ask_extension", (S.ACCEPTED,), None, "unit"),
    Move("decide_extension", (S.ACCEPTED,), None, "head"),
    Move("mediate", (S.ACCEPTED,), S.CLOSED, "unit"),
    Move("answer", (S.ACCEPTED,), S.ANSWERED, "unit"),
    Move("ask_review", (S.ANSWERED,), S.REVIEWING, "petitioner_or_office"),
    Move("answer_review", (S.REVIEWING,), S.REVIEWED, "reviewer"),
    Move("ask_recheck", (S.REVIEWED,), S.RECHECKING, "petitioner_or_office"),
    Move("open_hearing", (S.RECHECKING,), None, "rechecker"),
    Move("close_hearing", (S.RECHECKING,), None, "rechecker"),
    Move("answer_recheck", (S.RECHECKING,), S.FINAL, "rechecker"),
    Move("withdraw", tuple(s for s in OPEN), S.WITHDRAWN, "petitioner_or_office"),
    Move("supervise", WITH_A_UNIT, None, "supervisor"),
    Move("answer_supervision", WITH_A_UNIT, None, "unit"),
    Move("lapse", (S.ANSWERED, S.REVIEWED), S.CLOSED, "system"),
    Move("warn", OPEN, None, "system"),
    Move("reckon_again", OPEN, None, "system"),
)
BY_VERB: Mapping[str, Move] = MappingProxyType({move.verb: move for move in MOVES})
