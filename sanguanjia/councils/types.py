"""Values of the councils room that may cross its border. Pure: no Django, no database, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What people meet for."""

    CONFERENCE = "conference"  # 联席会议
    VISIT = "visit"  # 联合执法检查
    CONSULTATION = "consultation"  # 重大问题会诊
    COUNCIL = "council"  # 四方会商


class State(StrEnum):
    """Where a meeting stands. The last two are ends."""

    DRAFT = "draft"
    CALLED = "called"
    OPEN = "open"
    HELD = "held"
    SIGNED = "signed"  # the minutes are; its tasks may still be open
    CLOSED = "closed"
    CANCELLED = "cancelled"


ENDS: Final = frozenset({State.CLOSED, State.CANCELLED})


class TaskState(StrEnum):
    """Where a task of a meeting stands. The last two are ends."""

    OPEN = "open"
    DONE = "done"  # its department says so, nobody has looked yet
    ACCEPTED = "accepted"
    DROPPED = "dropped"  # not to be done any more, with a reason


TASK_ENDS: Final = frozenset({TaskState.ACCEPTED, TaskState.DROPPED})


class SeatKind(StrEnum):
    """For whom a seat is."""

    DEPARTMENT = "department"
    UTILITY = "utility"
    SUBDISTRICT = "subdistrict"
    NEIGHBOURHOOD = "neighbourhood"
    COMPANY = "company"
    COMMITTEE = "committee"
    BRANCH = "branch"
    DELEGATE = "delegate"
    EXPERT = "expert"


class Answer(StrEnum):
    """What a member says to an invitation."""

    COMES = "comes"
    DEPUTY = "deputy"
    NOT = "not"


class Conflict(StrEnum):
    """What an expert declares of an interest in the matter."""

    NONE = "none"
    HAS = "has"  # stays out


class Direction(StrEnum):
    """Into the room or out of it."""

    IN = "in"
    OUT = "out"


class Result(StrEnum):
    """What one line of the checklist came to."""

    FINE = "fine"
    FAULT = "fault"
    UNCLEAR = "unclear"


class ProposalState(StrEnum):
    """What became of a proposal."""

    WAITING = "waiting"
    TABLED = "tabled"
    DECLINED = "declined"


LADDER: Final = ("neighbourhood", "subdistrict", "district", "city")
"""Offices that hear of a late task, from below."""


@dataclass(frozen=True, slots=True)
class Quorum:
    """Who must be there: a share of the seats, and one seat of each of these kinds."""

    num: int
    den: int
    seats: tuple[str, ...] = ()
    experts: int = 0


@dataclass(frozen=True, slots=True)
class KindRule:
    """One kind of meeting as the policy has it."""

    code: str
    name: str
    homes: tuple[str, ...]
    chairs: tuple[str, ...]
    quorum: Quorum


@dataclass(frozen=True, slots=True)
class Trigger:
    """When a matter is proposed by itself; everything named must hold."""

    code: str
    name: str
    matters: tuple[str, ...] = ()
    days: int = 0
    departments: int = 0
    emergency: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True)
class MatterFacts:
    """What triggers ask of a matter that departments were called to. `days`: whole days since it was reported."""

    matter: str
    days: int
    departments: int
    emergency: bool
    late: bool


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One line of a checklist; `department`: whose it is, "" for all."""

    code: str
    words: str
    department: str


@dataclass(frozen=True, slots=True)
class Checklist:
    """What is looked at on a visit about a subject."""

    code: str
    name: str
    matters: tuple[str, ...]
    lines: tuple[CheckLine, ...]


@dataclass(frozen=True, slots=True)
class ClockRule:
    """How long, by which policy version."""

    amount: int
    unit: str
    roll: str
    version: str


@dataclass(frozen=True, slots=True)
class CouncilPolicy:
    """The policy values of one place on one day."""

    kinds: Mapping[str, KindRule]
    kinds_version: str
    triggers: tuple[Trigger, ...]
    triggers_version: str
    checklists: Mapping[str, Checklist]
    clocks: Mapping[str, ClockRule]


@dataclass(frozen=True, slots=True)
class Moved:
    """One line of the attendance: a seat came or went."""

    seat: int
    at: datetime
    direction: Direction


@dataclass(frozen=True, slots=True)
class SeatFacts:
    """What the quorum asks of a seat. `counts`: neither uninvited nor kept out by an interest."""

    id: int
    kind: str
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether enough are there: how many are, how many must be, which kinds of seat are missing."""

    enough: bool
    present: tuple[int, ...]
    needed: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """All that the rules need to know of a task."""

    state: TaskState
    due_at: datetime
    provisional: bool
    level: str = ""  # the highest office that has heard that it is late
    alarmed: bool = False
    silent: bool = False  # who was to look did not in time: the convener may
    returns: int = 0
    done_in_time: bool | None = None
    # The clock that runs to `due_at`; no unit: until the end of a day that was named.
    started_at: datetime | None = None
    amount: int = 0
    unit: str = ""
    roll: str = ""
    acts_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MeetingRef:
    """What an act on a meeting answers."""

    estate_id: int
    meeting_id: int
    number: int
    state: str
    version: int
    sequence: int


@dataclass(frozen=True, slots=True)
class PartRef:
    """What an act on a part of a meeting answers (item, seat, finding, opinion), with the meeting's version."""

    estate_id: int
    meeting_id: int
    part_id: int
    version: int


@dataclass(frozen=True, slots=True)
class TaskRef:
    """What an act on a task answers."""

    estate_id: int
    task_id: int
    state: str
    version: int


@dataclass(frozen=True, slots=True)
class ProposalRef:
    """What an act on a proposal answers."""

    estate_id: int
    proposal_id: int
    state: str
