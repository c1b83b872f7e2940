"""The state table of a procedure as data: which verb from where. What is not here does not exist."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sanguanjia.assemblies.types import ENDS, PATHS, Kind, State, Step

S = State
RUNNING = tuple(state for state in State if state not in ENDS)
MOVES: Mapping[str, tuple[State, ...]] = MappingProxyType(
    {
        "join": (S.ASKING,),
        "hand_in": (S.ASKING,),
        "withdraw": (S.ASKING, S.FORMING),
        "decline": (S.FORMING,),
        "link": (S.POSTED, S.SITTING),
        "name_group": (S.FORMING, S.POSTED),
        "verify_list": (S.PREPARING,),
        "publish_drafts": (S.PREPARING,),
        "call_vote": (S.PREPARING,),
        "extend": (S.PREPARING, S.VOTING),
        "record_filing": (S.FILING, S.ANSWERING),
        "tick": (S.HANDOVER, S.DISSOLVING),
        "follow": (S.POSTED, S.VOTING, S.FILING, S.ANSWERING, S.SITTING),
        "end": RUNNING,
        "warn": RUNNING,
        "reckon_again": RUNNING,
    }
)
"""From which states each verb may be done. Every state but the ends is reached by a verb of the state before it."""

CLOCKS: Mapping[Kind, Mapping[Step, str]] = MappingProxyType(
    {
        Kind.FIRST: MappingProxyType(
            {
                Step.FORM: "own.preparation.form", Step.SESSION: "own.preparation.first_session",
                Step.MEETING: "own.preparation.first_meeting", Step.FILE: "own.committee.filing",
                Step.ANSWER: "own.committee.filing.answer", Step.HAND_OVER: "own.preparation.handover",
            }
        ),
        Kind.INTERIM: MappingProxyType(
            {
                Step.FORM: "own.interim.form", Step.TERM: "own.interim.term",
                Step.DISSOLVE: "own.interim.dissolve",
            }
        ),
        Kind.RENEWAL: MappingProxyType(
            {
                Step.FORM: "own.committee.renewal.group", Step.FILE: "own.committee.filing.change",
                Step.ANSWER: "own.committee.filing.answer", Step.HAND_OVER: "own.committee.handover",
            }
        ),
        Kind.BY_ELECTION: MappingProxyType(
            {
                Step.FILE: "own.committee.filing.change", Step.ANSWER: "own.committee.filing.answer",
                Step.HAND_OVER: "own.committee.handover.member",
            }
        ),
    }
)  # fmt: skip
"""How long each step may take: the policy key per kind. A place without the key has no such clock."""

STEPS_OF: Mapping[State, tuple[Step, ...]] = MappingProxyType(
    {
        S.FORMING: (Step.FORM,), S.PREPARING: (Step.SESSION, Step.MEETING), S.VOTING: (Step.MEETING,),
        S.FILING: (Step.FILE,), S.ANSWERING: (Step.ANSWER,), S.HANDOVER: (Step.HAND_OVER,), S.SITTING: (Step.TERM,),
        S.DISSOLVING: (Step.DISSOLVE,),
    }
)  # fmt: skip
"""Which clocks a state answers for: shown beside it."""


def allowed(kind: Kind, state: State, verb: str) -> bool:
    """Whether a verb may be done to a procedure of the kind in the state."""
    if state not in MOVES[verb] or state not in PATHS[kind]:
        return False
    if verb in ("publish_drafts", "verify_list"):
        return kind in (Kind.FIRST, Kind.RENEWAL)
    if verb == "link":
        return kind is Kind.INTERIM
    if verb in ("extend",):
        return kind is Kind.FIRST
    return True


def after(kind: Kind, state: State) -> State:
    """The next state on the path of the kind."""
    path = PATHS[kind]
    return path[path.index(state) + 1]
