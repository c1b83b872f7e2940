"""Values of the petitions room that may cross its border. Pure: no Django, no database, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sanguanjia.policy.rules.running import Clock, ClockRule, Ended


class State(StrEnum):
    """Where a petition stands. The last five are ends."""

    RECEIVED = "received"  # at the petition office: to be registered and routed
    ROUTED = "routed"  # with the competent unit: to be accepted or refused in writing
    OBJECTED = "objected"  # the unit says it is not competent: the office decides
    ACCEPTED = "accepted"  # being handled
    ANSWERED = "answered"  # written opinion delivered; a review may be asked for
    REVIEWING = "reviewing"
    REVIEWED = "reviewed"  # review opinion delivered; a re-review may be asked for
    RECHECKING = "rechecking"
    FINAL = "final"  # re-reviewed: the same facts are not accepted again (PET-006)
    REFUSED = "refused"
    SPLIT = "split"  # a matter of courts: sent the legal way (PET-009)
    CLOSED = "closed"  # agreed, or nobody asked for a review in time
    WITHDRAWN = "withdrawn"


ENDS: Final = frozenset({State.FINAL, State.REFUSED, State.SPLIT, State.CLOSED, State.WITHDRAWN})


class Step(StrEnum):
    """What a clock of a petition measures."""

    REGISTER = "register"  # PET-001
    INFORM = "inform"  # PET-002
    OBJECT = "object"  # PET-003, a window
    SETTLE = "settle"  # the office decides an objection
    DECIDE = "decide"  # PET-004
    ASK_REVIEW = "ask_review"  # PET-005, a window
    REVIEW = "review"
    ASK_RECHECK = "ask_recheck"  # PET-006, a window
    RECHECK = "recheck"
    SUPERVISE = "supervise"  # the answer to a supervision


DUTIES: Final = frozenset(
    {Step.REGISTER, Step.INFORM, Step.SETTLE, Step.DECIDE, Step.REVIEW, Step.RECHECK, Step.SUPERVISE}
)
"""Somebody owes something until then; the others are windows that close."""


class Channel(StrEnum):
    """How it came (条例 17)."""

    LETTER = "letter"
    VISIT = "visit"
    NETWORK = "network"
    PHONE = "phone"


class Kind(StrEnum):
    """What is wanted (条例 31)."""

    REQUEST = "request"
    SUGGESTION = "suggestion"
    ACCUSATION = "accusation"


class Opinion(StrEnum):
    """What a written opinion says about the request, and a review about the opinion before it."""

    SUPPORTED = "supported"
    PARTLY = "partly"
    NOT_SUPPORTED = "not_supported"
    UPHELD = "upheld"
    CHANGED = "changed"
    MEDIATED = "mediated"


OPINIONS: Final = frozenset({Opinion.SUPPORTED, Opinion.PARTLY, Opinion.NOT_SUPPORTED})
REVIEWS: Final = frozenset({Opinion.UPHELD, Opinion.CHANGED})


class Ground(StrEnum):
    """Why a petition is not accepted; `RUNNING` and `FINAL` are facts, not opinions."""

    RUNNING = "running"  # PET-008
    FINAL = "final"  # PET-006
    NO_DUTY = "no_duty"
    NO_REQUEST = "no_request"


class Fault(StrEnum):
    """Conditions of supervision (督办): the first three are facts of the clocks."""

    LATE_INFORM = "late_inform"
    LATE_DECIDE = "late_decide"
    LATE_REVIEW = "late_review"
    EVASION = "evasion"
    FALSE = "false"
    NOT_CARRIED_OUT = "not_carried_out"


STEP_OF_FAULT: Final[Mapping[Fault, frozenset[Step]]] = {
    Fault.LATE_INFORM: frozenset({Step.INFORM}),
    Fault.LATE_DECIDE: frozenset({Step.DECIDE}),
    Fault.LATE_REVIEW: frozenset({Step.REVIEW, Step.RECHECK}),
}


@dataclass(frozen=True, slots=True)
class Unit:
    """Who is competent: an office by its home, or a department by its organisation (with the home it works for)."""

    home_id: int
    organisation_id: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the rules need to know of a petition. Holds no personal data."""

    state: State
    kind: Kind = Kind.REQUEST
    clocks: tuple[Clock, ...] = ()
    unit: Unit | None = None
    accused_home_id: int | None = None
    accused_organisation_id: int | None = None
    same: str = ""  # another petition about the same: "" | running | final
    objected: bool = False
    settled: bool = False  # the office said that it is this unit: no further objection
    extended: bool = False
    extension_asked: int | None = None
    asked_by: int | None = None  # who asked for the extension
    answered_by: int | None = None
    reviewed_by: int | None = None
    hearing: bool = False
    outcome: str = ""
    supervised: bool = False
    alarmed: bool = False
    ended_at: datetime | None = None

    def clock(self, step: Step) -> Clock | None:
        """The open clock of a step."""
        return next((c for c in self.clocks if c.step == step), None)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a move does. `data` are codes and numbers for the history."""

    after: Facts
    ended: tuple[Ended, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PetitionPolicy:
    """The `petition.*` values of one place on one day, every clock in its own unit."""

    clocks: Mapping[Step, ClockRule]
    extend: ClockRule
    most_representatives: int
    representatives_version: str


@dataclass(frozen=True, slots=True)
class PetitionRef:
    """What an act answers."""

    estate_id: int
    petition_id: int
    number: int
    tracking_code: str
    state: str
    version: int
