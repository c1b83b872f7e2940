"""Values of the whistle room that may cross its border. Pure: no Django, no database, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sanguanjia.policy.rules.running import Clock, ClockRule, Ended


class State(StrEnum):
    """Where a department's task stands. The last two are ends."""

    CALLED = "called"
    RESPONDED = "responded"
    ON_SITE = "on_site"
    PAUSED = "paused"
    OBJECTED = "objected"
    FINISHED = "finished"  # the department says done, the estate has not looked yet
    ARBITRATION = "arbitration"  # returned too often: above decides
    ACCEPTED = "accepted"
    RELEASED = "released"  # not theirs after all, or the whistle was taken back


ENDS: Final = frozenset({State.ACCEPTED, State.RELEASED})


class Step(StrEnum):
    """What a clock of a task measures."""

    RESPOND = "respond"
    CHECK_IN = "check_in"
    HANDLE = "handle"
    ACCEPT = "accept"  # the estate looks and says
    DECIDE = "decide"  # above decides an objection or a dispute
    PAUSE = "pause"  # the longest pause
    CLIMB = "climb"  # until the next level hears of it


LATE_STEPS: Final = frozenset({Step.RESPOND, Step.CHECK_IN, Step.HANDLE, Step.ACCEPT, Step.DECIDE})
"""When one of these runs out the levels above hear of it, one after the other, each once."""


class Level(StrEnum):
    """Who has heard that a task is late, from below."""

    DEPARTMENT = "department"
    SUBDISTRICT = "subdistrict"
    DISTRICT = "district"
    CITY = "city"


class Kind(StrEnum):
    """Three kinds of whistle (WHI-003)."""

    GRIEVANCE = "grievance"
    ENFORCEMENT = "enforcement"
    EMERGENCY = "emergency"


class Method(StrEnum):
    """What was tried before (WHI-004, rules.md 7.3)."""

    PERSUADED = "persuaded"
    STOPPED = "stopped"
    MEDIATED = "mediated"
    REPAIRED = "repaired"


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the rules need to know of a task."""

    state: State
    emergency: bool = False
    clocks: tuple[Clock, ...] = ()
    resumes_to: State | None = None
    returns: int = 0
    pauses: int = 0
    objected: bool = False
    final: bool = False  # above said whose it is: no further objection
    level: Level = Level.DEPARTMENT
    alarmed: bool = False
    responded_in_time: bool | None = None
    checked_in_at: datetime | None = None
    checked_in_in_time: bool | None = None
    finished_in_time: bool | None = None
    estate_mark: int | None = None  # the estate of the department
    department_mark: int | None = None  # the department of the estate's help
    ended_at: datetime | None = None

    def clock(self, step: Step) -> Clock | None:
        """The open clock of a step."""
        return next((c for c in self.clocks if c.step == step), None)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a move does."""

    after: Facts
    ended: tuple[Ended, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Department:
    """A department as the list names it. kind: department | utility (both have a desk), subdistrict, neighbourhood."""

    code: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Part:
    """What one department does in a matter, by the published list of duties; `duty` is the entry's code there."""

    duty: str
    does: str
    basis: str
    handle: ClockRule


@dataclass(frozen=True, slots=True)
class Duty:
    """One matter of the list: who leads, who supports, by which law, how long.

    `parts` has, by department, what the published list of duties says; departments it does not name have none.
    """

    code: str
    name: str
    lead: str
    support: tuple[str, ...]
    basis: str
    urgent: bool
    civil_first: bool
    handle: ClockRule | None
    version: str
    parts: Mapping[str, Part] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WhistlePolicy:
    """The policy values of one place on one day. `published`: how many duties the place's own list has, 0 without."""

    departments: Mapping[str, Department]
    duties: Mapping[str, Duty]
    published: int
    clocks: Mapping[str, ClockRule]
    most_returns: int
    most_pauses: int
    report_hours: int
    limits_version: str

    def part_of(self, duty_code: str, department: str) -> Part | None:
        """What the published list says the department does in a matter."""
        duty = self.duties.get(duty_code)
        return duty.parts.get(department) if duty else None

    def handle_of(self, duty_code: str, department: str) -> ClockRule:
        """How long the department may take: by its own duty, by the matter, by the clock for all."""
        duty, part = self.duties.get(duty_code), self.part_of(duty_code, department)
        if part is not None:
            return part.handle
        return duty.handle if duty and duty.handle else self.clocks["handle"]


@dataclass(frozen=True, slots=True)
class WhistleRef:
    """What blowing and taking back answer."""

    estate_id: int
    whistle_id: int
    number: int
    state: str


@dataclass(frozen=True, slots=True)
class TaskRef:
    """What an act on a task answers."""

    estate_id: int
    task_id: int
    state: str
    version: int
    whistle_state: str
