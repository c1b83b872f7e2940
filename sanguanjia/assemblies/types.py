"""Values of the assemblies room that may cross its border. Pure: no Django, no database, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from sanguanjia.policy.rules.running import Clock, Ended


class Kind(StrEnum):
    """What an estate is on its way to."""

    FIRST = "first"
    INTERIM = "interim"
    RENEWAL = "renewal"
    BY_ELECTION = "by_election"


class State(StrEnum):
    """Where a procedure stands. The last two are ends."""

    ASKING = "asking"
    FORMING = "forming"
    POSTED = "posted"
    PREPARING = "preparing"
    VOTING = "voting"
    FILING = "filing"
    ANSWERING = "answering"
    HANDOVER = "handover"
    SITTING = "sitting"
    DISSOLVING = "dissolving"
    DONE = "done"
    ENDED = "ended"


ENDS: Final = frozenset({State.DONE, State.ENDED})


class Step(StrEnum):
    """What a clock runs for."""

    FORM = "form"
    SESSION = "session"
    MEETING = "meeting"
    FILE = "file"
    ANSWER = "answer"
    HAND_OVER = "hand_over"
    TERM = "term"
    DISSOLVE = "dissolve"


class Capacity(StrEnum):
    """As whom somebody sits in a preparation group, a renewal group or an interim body."""

    OWNER = "owner"
    NEIGHBOURHOOD = "neighbourhood"
    SUBDISTRICT = "subdistrict"
    DEVELOPER = "developer"
    POLICE = "police"
    PARTY = "party"
    COMPANY = "company"
    OTHER = "other"


PATHS: Mapping[Kind, tuple[State, ...]] = MappingProxyType(
    {
        Kind.FIRST: (
            State.ASKING, State.FORMING, State.POSTED, State.PREPARING, State.VOTING, State.FILING, State.ANSWERING,
            State.HANDOVER, State.DONE,
        ),
        Kind.INTERIM: (
            State.ASKING, State.FORMING, State.POSTED, State.SITTING, State.DISSOLVING, State.DONE,
        ),
        Kind.RENEWAL: (
            State.FORMING, State.POSTED, State.PREPARING, State.VOTING, State.FILING, State.ANSWERING, State.HANDOVER,
            State.DONE,
        ),
        Kind.BY_ELECTION: (
            State.PREPARING, State.VOTING, State.FILING, State.ANSWERING, State.HANDOVER, State.DONE,
        ),
    }
)  # fmt: skip
"""The states of each kind in their order; `ENDED` may follow any of them but the last."""


@dataclass(frozen=True, slots=True)
class Member:
    """One of a group or an interim body."""

    name: str
    capacity: str
    head: bool = False


@dataclass(frozen=True, slots=True)
class Claims:
    """What is said of an estate when an assembly is asked for and the register does not know. `moved_in`: households;
    `first_handover`: ISO day on which the first unit was handed over, "" unknown."""

    moved_in: int = 0
    first_handover: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing to hand over or to settle at the end (policy `own.preparation.things`)."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Facts:
    """A procedure as the rules see it. `listed`, `drafted`: the owners' list was verified, the drafts were posted."""

    kind: Kind
    state: State
    listed: bool = False
    drafted: bool = False
    extensions: int = 0
    alarmed: bool = False
    things: frozenset[str] = frozenset()
    clocks: tuple[Clock, ...] = ()

    def clock(self, step: Step) -> Clock | None:
        """The running clock of a step."""
        return next((clock for clock in self.clocks if clock.step == step), None)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a move does: the state afterwards, clocks that run and that ended, what the history keeps, and the policy
    versions that decided."""

    state: State
    clocks: tuple[Clock, ...]
    ended: tuple[Ended, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    versions: tuple[str, ...] = ()

    def with_data(self, more: Mapping[str, Any]) -> Decision:
        """The same with more for the history."""
        return replace(self, data={**self.data, **more})


@dataclass(frozen=True, slots=True)
class News:
    """What happened outside that moves a procedure on: a notice ran out, a vote is in force, a filing was decided."""

    what: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProcedureRef:
    """A procedure, as its acts answer it."""

    estate_id: int
    id: int
    number: int
    state: str
    version: int
