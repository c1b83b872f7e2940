"""The state tables of a meeting and of its tasks as data: who may do what from where, and where it leads.

`tests/test_acts.py` tries every state × move × role. What is not here does not exist: signed minutes have no move that
rewrites them, only `correct`, which adds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sanguanjia.councils.types import TASK_ENDS, State, TaskState

S, T = State, TaskState
_BEFORE = (S.DRAFT, S.CALLED)
_UNENDED = tuple(state for state in TaskState if state not in TASK_ENDS)


@dataclass(frozen=True, slots=True)
class Move:
    """One line of a table; `to`: None where the state stays or the act decides. `who` names a sentence of
    `permissions.py`."""

    verb: str
    origins: tuple[str, ...]
    to: str | None
    who: str


MOVES: tuple[Move, ...] = (
    Move("table_item", _BEFORE, None, "host"),
    Move("amend_item", _BEFORE, None, "host"),
    Move("strike_item", _BEFORE, None, "host"),
    Move("invite", _BEFORE, None, "host"),
    Move("invite_expert", _BEFORE, None, "host"),
    Move("uninvite", _BEFORE, None, "host"),
    Move("call", (S.DRAFT,), S.CALLED, "host"),
    Move("reschedule", _BEFORE, None, "host"),
    Move("cancel", _BEFORE, S.CANCELLED, "host"),
    Move("answer", (S.CALLED,), None, "seat"),
    Move("open", (S.CALLED,), S.OPEN, "host"),
    Move("attend", (S.OPEN,), None, "seat_or_host"),
    Move("declare", (S.CALLED, S.OPEN), None, "seat_or_host"),
    Move("opine", (S.OPEN,), None, "seat_or_host"),
    Move("find", (S.OPEN,), None, "seat_or_host"),
    Move("decide", (S.OPEN,), None, "host"),
    Move("assign", (S.OPEN, S.HELD), None, "host"),
    Move("back_to_matter", (S.OPEN, S.HELD), None, "host"),
    Move("adjourn", (S.OPEN,), S.HELD, "host"),
    Move("take_chair", (S.OPEN, S.HELD, S.SIGNED), None, "host"),
    Move("sign", (S.HELD,), S.SIGNED, "chair"),
    Move("correct", (S.SIGNED, S.CLOSED), None, "chair"),
    Move("close", (S.SIGNED,), S.CLOSED, "host"),
)
BY_VERB: Mapping[str, Move] = MappingProxyType({move.verb: move for move in MOVES})

TASK_MOVES: tuple[Move, ...] = (
    Move("report_done", (T.OPEN,), T.DONE, "doer"),
    Move("accept", (T.DONE,), T.ACCEPTED, "looker"),
    Move("give_back", (T.DONE,), T.OPEN, "looker"),
    Move("drop", _UNENDED, T.DROPPED, "host"),
    Move("climb", _UNENDED, None, "system"),
    Move("reckon_again", _UNENDED, None, "system"),
)
TASK_BY_VERB: Mapping[str, Move] = MappingProxyType({move.verb: move for move in TASK_MOVES})
