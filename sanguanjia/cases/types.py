"""Values of the cases room that may cross its border: kinds, facts, references. Pure: no Django, no database, no
clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final


class Level(StrEnum):
    """The ladder (Z-G1): a matter begins low and climbs only when its level could not close it."""

    BUILDING = "building"
    GRID = "grid"
    ESTATE = "estate"
    NEIGHBOURHOOD = "neighbourhood"
    SUBDISTRICT = "subdistrict"
    DISTRICT = "district"
    CITY = "city"

    @property
    def rank(self) -> int:
        """0 for the lowest."""
        return _RANKS[self]


LADDER: Final = tuple(Level)
_RANKS: Final = {level: rank for rank, level in enumerate(LADDER)}


class HolderKind(StrEnum):
    """Who holds a matter: the handlers of `cases.ladder`."""

    BUILDING_HEAD = "building_head"
    GRID_WORKER = "grid_worker"
    COMPANY = "company"
    NEIGHBOURHOOD = "neighbourhood"
    SUBDISTRICT = "subdistrict"
    DISTRICT_CENTRE = "district_centre"
    CITY = "city"


LEVEL_OF_HOLDER: Final[Mapping[HolderKind, Level]] = MappingProxyType(dict(zip(HolderKind, LADDER, strict=True)))
HOLDER_OF_LEVEL: Final[Mapping[Level, HolderKind]] = MappingProxyType({v: k for k, v in LEVEL_OF_HOLDER.items()})


@dataclass(frozen=True, slots=True)
class Holder:
    """The unit that has the matter: a kind, and which one where the place alone does not say it."""

    kind: HolderKind
    organisation_id: int | None = None
    grid_id: int | None = None
    building_id: int | None = None

    @property
    def level(self) -> Level:
        """The level of the ladder this holder stands on."""
        return LEVEL_OF_HOLDER[self.kind]


@dataclass(frozen=True, slots=True)
class Holders:
    """Who there is at a place on a day, lowest first; a level without anyone is absent."""

    by_level: Mapping[Level, Holder]

    def at(self, level: Level) -> Holder | None:
        """The holder of a level here, if there is one."""
        return self.by_level.get(level)


class State(StrEnum):
    """Where a matter stands. The last three are ends."""

    NEW = "new"  # routed, nobody has taken it yet
    TAKEN = "taken"  # accepted, or the order was taken
    WORKING = "working"  # somebody is at it
    FINISHED = "finished"  # the worker says done, the unit has not closed yet
    WAITING = "waiting"  # asked back: the clocks stand still
    ARBITRATION = "arbitration"  # handed on too often: the level above names who does it
    WHISTLED = "whistled"  # departments were called: their own clocks run, these stand still
    DONE = "done"  # closed by the unit, the reporter has not said yet
    CLOSED = "closed"
    MERGED = "merged"
    MOVED = "moved"


ENDS: Final = frozenset({State.CLOSED, State.MERGED, State.MOVED})
OPEN_STATES: Final = tuple(s for s in State if s not in ENDS)


class Outcome(StrEnum):
    """How the unit closed it. That it is *closed* and that it is *solved* are two facts."""

    SOLVED = "solved"
    NOT_SOLVED_EXPLAINED = "not_solved_explained"
    NOT_OURS = "not_ours"
    NO_ACTION_NEEDED = "no_action_needed"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"


class Confidentiality(StrEnum):
    """What the property company may see: all; the matter but not the reporter; nothing at all."""

    OPEN = "open"
    CONTACT = "contact"
    MATTER = "matter"


class Channel(StrEnum):
    """The door a matter came through."""

    WEB = "web"
    API = "api"
    STAFF = "staff"
    HOTLINE = "hotline"  # 12345
    MAILBOX = "mailbox"  # the mayor's mailbox
    GROUP = "group"  # the discipline office's group
    PETITION = "petition"
    WALK_IN = "walk_in"
    PHONE = "phone"
    OPEN311 = "open311"


class Step(StrEnum):
    """What a clock measures."""

    RESPOND = "respond"  # accept, or take the order
    ASSIGN = "assign"  # name a worker
    SOLVE = "solve"  # close the matter
    ANSWER = "answer"  # the reporter answers what was asked back
    DECIDE = "decide"  # the level above decides a dispute
    EXTENSION = "extension"  # the level above decides on more time
    CONFIRM = "confirm"  # the reporter confirms; silence closes
    URGED = "urged"  # the unit says how it stands after an urge (催办)
    SUPERVISED = "supervised"  # the unit reports to the office above that presses it (督办)


CLIMBING_STEPS: Final = frozenset({Step.RESPOND, Step.SOLVE, Step.DECIDE, Step.SUPERVISED})
"""When one of these runs out the matter climbs."""


class ClockResult(StrEnum):
    """How a clock ended."""

    MET = "met"
    MISSED = "missed"
    DROPPED = "dropped"  # neither: the matter moved elsewhere before it ran out


@dataclass(frozen=True, slots=True)
class ClockRule:
    """How long, by which policy version. `version` is the policy's name of the version."""

    key: str
    amount: int
    unit: str
    roll: str = "none"
    version: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A pause: from, to (None: still standing), and why."""

    start: datetime
    end: datetime | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock of one step at one level. `amount` includes what was granted on top. Moments are aware."""

    id: int
    step: Step
    level: Level
    started_at: datetime
    amount: int
    unit: str
    roll: str
    due_at: datetime
    provisional: bool
    version: str
    pauses: tuple[Span, ...] = ()

    @property
    def paused(self) -> bool:
        """Whether it stands still."""
        return any(pause.end is None for pause in self.pauses)


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the rules need to know of a matter. Holds no personal data."""

    state: State
    level: Level
    holder: Holder
    kind: str  # consult | help | complaint: which handling clock
    priority: int
    confidentiality: Confidentiality
    received_at: datetime  # by the present holder
    clocks: tuple[Clock, ...] = ()
    resumes_to: State | None = None
    worker_account_id: int | None = None
    hands: int = 0
    settled: bool = False  # the level above named the holder: it may not be passed on again
    reached: frozenset[Level] = frozenset()  # levels it climbed to
    reopened: int = 0
    extensions: int = 0
    extension_asked: int | None = None
    first_responded_at: datetime | None = None
    responded_in_time: bool | None = None
    closed_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: Outcome | None = None
    solved: bool | None = None  # what the reporter says; None: said nothing
    satisfaction: int | None = None
    ended_by_silence: bool = False
    urged_at: datetime | None = None
    alarmed: bool = False  # overdue with nowhere left to climb: stands open in red until somebody closes it
    exclusion: str = ""  # from the rates: "" | asked | granted
    exclusion_reason: str = ""
    exclusion_by: int | None = None  # who asked: somebody else decides
    supervision: str = ""  # 督办: "" | open (a report is owed) | answered (above looks at it)
    supervised_level: Level | None = None  # whose: it ends when the matter itself gets there

    def clock(self, step: Step) -> Clock | None:
        """The open clock of a step."""
        return next((c for c in self.clocks if c.step is step), None)


@dataclass(frozen=True, slots=True)
class Ended:
    """A clock that a move ended, and how."""

    clock: Clock
    result: ClockResult


@dataclass(frozen=True, slots=True)
class Decision:
    """What a move does: the facts afterwards, the clocks it ended, and what the history should say (codes and
    numbers).
    """

    after: Facts
    ended: tuple[Ended, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """One entry of the needs list."""

    code: str
    name: str
    words: tuple[str, ...]
    kind: str
    first: Level
    priority: int
    route: str = ""  # call at once: 110 | 119 | 120 | 122 | gas | 96333
    matter: str = ""
    lead: str = ""
    about: str = ""  # "company": a complaint about the company itself
    matters: tuple[str, ...] = ()  # codes of rules.md 7.2 that this entry is the door for, `matter` first


@dataclass(frozen=True, slots=True)
class LevelName:
    """A rung as people call it here."""

    level: Level
    name: str
    handler_name: str


@dataclass(frozen=True, slots=True)
class RatesRule:
    """Formula of the three rates: exact weights, who counts as satisfied, and the words that are published.

    terms: for each rate the two counts (rules.rates.TERMS) it divides. steps: for a rate that scores by thresholds
    (HOT-013) pairs of "from this share on" and what it scores; None scores the share itself.
    """

    weights: Mapping[str, Fraction]
    satisfied_from: int
    formulas: Mapping[str, str]
    version: str
    terms: Mapping[str, tuple[str, str]]
    steps: Mapping[str, tuple[tuple[Fraction, Fraction | None], ...]] = field(default_factory=dict)
    exclusions: Mapping[str, str] = field(default_factory=dict)  # code -> name of a reason not to count a matter
    exclusions_version: str = ""


@dataclass(frozen=True, slots=True)
class CasePolicy:
    """The policy values of one place on one day."""

    ladder: tuple[LevelName, ...]
    ladder_version: str
    needs: Mapping[str, Need]
    needs_version: str
    clocks: Mapping[str, ClockRule]  # by the last part of the key: "accept", "handle.help", …
    hand_on_max: int
    hand_on_version: str
    extend_max_times: int
    extend_max_amount: int
    extend_unit: str
    extend_version: str
    silence: ClockRule
    reopen: ClockRule
    urge: ClockRule
    duplicate_days: int
    rates: RatesRule

    def level_name(self, level: Level) -> str:
        """社区, 街道（镇）…"""
        return next((n.name for n in self.ladder if n.level is level), level.value)

    def handler_name(self, level: Level) -> str:
        """物业公司, 社区居委会…"""
        return next((n.handler_name for n in self.ladder if n.level is level), level.value)


@dataclass(frozen=True, slots=True)
class RouteStep:
    """One line of the explanation of a route: a code, worded in `wording.py`, and what it speaks of."""

    code: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Route:
    """Where a new matter goes, and why."""

    need: Need
    level: Level
    holder: Holder
    steps: tuple[RouteStep, ...]
    emergency: str = ""
    versions: tuple[str, ...] = ()
    duty_account_id: int | None = None  # who is on duty and takes it, after office hours
    duty_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ContactRef:
    """Whose phone was shown in full, and which look was noted; never the phone itself."""

    case_id: int
    look_id: int


@dataclass(frozen=True, slots=True)
class CaseRef:
    """What an act answers: enough to find the matter again, and its version for the next act."""

    estate_id: int
    case_id: int
    number: int
    tracking_code: str
    state: str
    version: int


@dataclass(frozen=True, slots=True)
class Rate:
    """One rate with all that is needed to compute it again."""

    name: str
    numerator: int
    denominator: int
    formula: str
    version: str

    @property
    def value(self) -> Fraction | None:
        """The exact share; None when nothing counts."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None
