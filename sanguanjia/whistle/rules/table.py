"""The state table of a task as data: who may do what from where, and where it leads (None: the move decides).

What is not here does not exist: a receiver cannot pass a task on, in any state. `tests/test_table.py` tries every
state × move × role.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sanguanjia.whistle.types import ENDS, State

S = State
OPEN = tuple(state for state in State if state not in ENDS)


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the table. `who` names a sentence of `permissions.py`."""

    verb: str
    origins: tuple[State, ...]
    to: State | None
    who: str


MOVES: tuple[Move, ...] = (
    Move("respond", (S.CALLED,), S.RESPONDED, "department"),
    Move("check_in", (S.CALLED, S.RESPONDED), S.ON_SITE, "department"),
    Move("finish", (S.ON_SITE,), S.FINISHED, "department"),
    Move("object", (S.CALLED, S.RESPONDED, S.ON_SITE), S.OBJECTED, "department"),
    Move("decide_objection", (S.OBJECTED,), None, "above"),
    Move("pause", (S.RESPONDED, S.ON_SITE), S.PAUSED, "department"),
    Move("resume", (S.PAUSED,), None, "department_or_system"),
    Move("accept", (S.FINISHED,), S.ACCEPTED, "estate"),
    Move("give_back", (S.FINISHED,), None, "estate"),
    Move("arbitrate", (S.ARBITRATION,), None, "above"),
    Move("climb", OPEN, None, "system"),
    Move("reckon_again", OPEN, None, "system"),
    Move("release", OPEN, S.RELEASED, "system"),
)
BY_VERB: Mapping[str, Move] = MappingProxyType({move.verb: move for move in MOVES})
