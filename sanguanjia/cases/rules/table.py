"""The state table as data: who may do what from where, what must be given, and where it leads.

`who` names a sentence of `permissions.py`. `to` None: the move itself decides (back to where it was, or arbitration).
What is not in this table does not exist; `tests/test_table.py` tries every state × verb.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sanguanjia.cases.types import OPEN_STATES, State

S = State
_AT_WORK = (S.TAKEN, S.WORKING, S.FINISHED)
_HELD = (S.NEW, *_AT_WORK)
_BEFORE_DONE = (*_HELD, S.WAITING, S.ARBITRATION)
_COUNTED = (*OPEN_STATES, S.CLOSED)


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the table."""

    verb: str
    origins: tuple[State, ...]
    to: State | None
    who: str
    needs: tuple[str, ...] = ()


MOVES: tuple[Move, ...] = (
    Move("accept", (S.NEW,), S.TAKEN, "officer_holder"),
    Move("take_order", (S.NEW,), S.TAKEN, "company_holder"),
    Move("assign", _AT_WORK, None, "holder", ("worker_account_id",)),
    Move("start", (S.TAKEN,), S.WORKING, "worker_or_holder"),
    Move("finish", (S.TAKEN, S.WORKING), S.FINISHED, "worker_or_holder", ("words",)),
    Move("ask_back", _HELD, S.WAITING, "holder", ("words",)),
    Move("answer", (S.WAITING,), None, "reporter_or_front_desk", ("words",)),
    Move("resume", (S.WAITING,), None, "holder_or_system"),
    Move("ask_extension", _AT_WORK, None, "holder", ("amount", "words")),
    Move("decide_extension", (*_HELD, S.WAITING), None, "above", ("words",)),
    Move("hand_on", (S.NEW, S.TAKEN), None, "holder", ("words",)),
    Move("dispatch", (S.NEW, S.TAKEN), S.NEW, "officer_holder", ("to",)),
    Move("decide_holder", (S.ARBITRATION,), S.NEW, "above", ("to", "words")),
    Move("escalate", _BEFORE_DONE, S.NEW, "holder_or_above", ("words",)),
    Move("climb", _BEFORE_DONE, S.NEW, "system"),
    Move("close", _AT_WORK, S.DONE, "holder", ("outcome", "words")),
    Move("confirm", (S.DONE,), S.CLOSED, "reporter", ("satisfaction",)),
    Move("reopen", (S.DONE, S.CLOSED), S.NEW, "reporter", ("words",)),
    Move("close_by_silence", (S.DONE,), S.CLOSED, "system"),
    Move("reckon_again", OPEN_STATES, None, "system"),
    Move("rate", (S.CLOSED,), None, "reporter", ("satisfaction",)),
    Move("withdraw", _BEFORE_DONE, S.CLOSED, "reporter"),
    Move("urge", (*_BEFORE_DONE, S.WHISTLED), None, "urger"),
    Move("answer_urge", _HELD, None, "holder", ("words",)),
    Move("supervise", _BEFORE_DONE, None, "above", ("words",)),
    Move("answer_supervision", _BEFORE_DONE, None, "holder", ("words",)),
    Move("end_supervision", (*_BEFORE_DONE, S.WHISTLED), None, "above", ("words",)),
    Move("merge", _BEFORE_DONE, S.MERGED, "holder_or_above", ("into",)),
    Move("link", OPEN_STATES, None, "holder_or_above", ("other",)),
    Move("rehome", _BEFORE_DONE, S.MOVED, "officer_of_both", ("to_estate_id", "words")),
    Move("call_back", (S.DONE, S.CLOSED), None, "caller", ("result", "words")),
    Move("whistle", _AT_WORK, S.WHISTLED, "system", ("words",)),
    Move("parts_done", (S.WHISTLED,), S.DONE, "system", ("words",)),
    Move("whistle_over", (S.WHISTLED,), None, "system", ("words",)),
    Move("ask_exclusion", _COUNTED, None, "holder_or_above", ("reason", "words")),
    Move("decide_exclusion", _COUNTED, None, "above", ("words",)),
    Move("add_note", OPEN_STATES, None, "anyone_in_it", ("words",)),
)

BY_VERB: Mapping[str, Move] = MappingProxyType({move.verb: move for move in MOVES})


def allowed(verb: str, state: State) -> bool:
    """Whether the verb exists in this state."""
    return state in BY_VERB[verb].origins


def verbs_in(state: State) -> tuple[str, ...]:
    """Every verb that exists in a state, in the order of the table."""
    return tuple(move.verb for move in MOVES if state in move.origins)
