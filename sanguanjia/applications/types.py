"""Values of the applications room that may cross its border. Pure: no Django, no database, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from sanguanjia.policy.rules.running import Clock, Ended


class State(StrEnum):
    """Where an application stands. The last three are ends."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CORRECTING = "correcting"
    REVIEWING = "reviewing"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


ENDS: Final = frozenset({State.GRANTED, State.REFUSED, State.WITHDRAWN})


class Level(StrEnum):
    """The offices that may review or decide, from near to far."""

    NEIGHBOURHOOD = "neighbourhood"
    SUBDISTRICT = "subdistrict"
    DISTRICT = "district"
    FUND_CENTRE = "fund_centre"
    CITY = "city"


ROLES: Mapping[Level, str] = MappingProxyType(
    {
        Level.NEIGHBOURHOOD: "neighbourhood_officer",
        Level.SUBDISTRICT: "subdistrict_officer",
        Level.DISTRICT: "district_officer",
        Level.FUND_CENTRE: "fund_officer",
        Level.CITY: "city_officer",
    }
)
"""Who acts for an office of a level."""


class Step(StrEnum):
    """What a clock runs for."""

    ACCEPT = "accept"
    REVIEW = "review"
    DECIDE = "decide"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an item's form. kind: text, long, date or number."""

    name: str
    label: str
    kind: str = "text"
    required: bool = True


@dataclass(frozen=True, slots=True)
class Paper:
    """One document of an item's file."""

    code: str
    label: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Span:
    """How long a step may take. `same_day`: until the end of the day on which it begins. `target`: shown, never a
    breach."""

    same_day: bool = False
    amount: int = 0
    unit: str = "day"
    roll: str = "none"
    target: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the catalogue as it stands at a place and day, and the policy version that says so.

    room: the room whose pages start it ("" for this one). levels: who gives an opinion; decides: who decides after
    them. joint: the levels review together, in any order; else one after the other.
    """

    code: str
    name: str
    group: str
    applicants: tuple[str, ...]
    fields: tuple[Field, ...]
    papers: tuple[Paper, ...]
    levels: tuple[Level, ...]
    decides: Level
    joint: bool
    accept: Span
    review: Span
    decide: Span
    result: str
    power: str
    handed_down: str
    basis: str
    remedy: str
    room: str
    version: str
    source: str
    note: str = ""

    @property
    def offices(self) -> tuple[Level, ...]:
        """Everybody who has a part in it."""
        return tuple(dict.fromkeys((*self.levels, self.decides)))


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one level said, and by whom."""

    level: Level
    account_id: int
    agrees: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """An application as the rules see it. `given`: names of answered fields; `papers`: codes of what is in the file."""

    item: Item
    state: State
    preparer: int
    submitter: int | None = None
    acceptor: int | None = None
    corrected: bool = False
    given: frozenset[str] = frozenset()
    papers: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    """Codes of what a correction named and what has not been brought since."""
    opinions: tuple[Opinion, ...] = ()
    recused: frozenset[int] = frozenset()
    clocks: tuple[Clock, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What a move does: the state afterwards, clocks that run and that ended, and what the history keeps."""

    state: State
    clocks: tuple[Clock, ...]
    ended: tuple[Ended, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ApplicationRef:
    """An application as its acts answer it. number: 0 for a draft."""

    estate_id: int
    id: int
    number: int
    state: str
    version: int
    decision_number: int = 0
