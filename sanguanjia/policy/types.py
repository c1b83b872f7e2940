"""Values of the policy room that may cross its border: no Django, no database, no clock.

A *rule version* is one dated sentence of law or policy with its value (`rules.md` 0.2). A *resolution* is the answer to
"what held here on that day": the winner, and every version that was overruled with the reason.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any, TypeAlias

Json: TypeAlias = Any
"""A value as TOML and JSON know it: None, bool, int, str, list and dict of these. Never a float."""


class Layer(IntEnum):
    """Rank of the text a rule stands in; the greater beats the smaller (rules.md 0.2)."""

    LAW = 70
    ADMIN_REGULATION = 60
    JUDICIAL_INTERP = 50
    LOCAL_REGULATION = 40
    DEPT_RULE = 30
    NORMATIVE_DOC = 20
    ESTATE_COVENANT = 10

    @property
    def code(self) -> str:
        """Name as packs and JSON write it: `dept_rule`."""
        return self.name.lower()


class Force(StrEnum):
    """How far a rule binds the texts below it."""

    MANDATORY = "mandatory"
    """Nothing lower may say otherwise."""
    FLOOR = "floor"
    """A lower text may ask more, never less; at the bound the floor itself is the rule."""
    CEILING = "ceiling"
    """A lower text may allow less, never more."""
    DEFAULT = "default"
    """Holds unless a more specific place says otherwise."""
    OPEN = "open"
    """Left to agreement: any rule beats it, an estate's covenant too."""


BOUNDS = frozenset({Force.FLOOR, Force.CEILING})


class Why(StrEnum):
    """Why a version that was in force did not decide (worded in `policy/wording.py`)."""

    HIGHER_MANDATORY = "higher_layer_mandatory"
    HIGHER_LAYER = "higher_layer"
    WIDER_MANDATORY = "mandatory_beats_local_default"
    MORE_SPECIFIC = "more_specific_place"
    LEFT_OPEN = "left_open_and_filled"
    PILOT = "pilot_departs_from_it"
    BELOW_FLOOR = "below_floor"
    ABOVE_CEILING = "above_ceiling"
    NOT_COMPARABLE = "not_comparable_with_bound"
    BOUND_KEPT = "bound_kept"
    NEWER_TEXT = "newer_text_of_same_rank"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule was read. `tag` is the evidence tag of rules.md 0.1: T, P, S, K or E."""

    title: str
    article: str = ""
    tag: str = "K"


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """One dated version of one rule in one place and layer.

    Both ends of the window are included; None = still running.
    """

    key: str
    jurisdiction: str
    layer: Layer
    force: Force
    value: Json
    effective_from: dt.date
    effective_to: dt.date | None
    source: Source
    exception_to: str | None = None
    supersedes: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    """Ids of the rules digest this version encodes: ("FUND-017",)."""
    title: str = ""
    """What the rule is about, in plain Chinese, for people who look it up."""
    note: str = ""
    examples: tuple[Json, ...] = ()
    """Worked examples, run as tests."""
    edition: int = 1
    """2 and more: a version entered wrong was withdrawn, and this one stands in its place from the same day on."""

    @property
    def base(self) -> str:
        """Name of the version whatever its edition: what others quote when they mean this text from this day on."""
        name = f"{self.key}@{self.effective_from.isoformat()}"
        if self.jurisdiction == "CN" and self.layer is Layer.LAW:
            return name
        return f"{name}:{self.jurisdiction}:{self.layer.code}"

    @property
    def version(self) -> str:
        """Stable name: `key@2021-01-01` for national law, else with place and layer behind; `~2` for a correction."""
        return self.base if self.edition == 1 else f"{self.base}~{self.edition}"

    def holds_on(self, day: dt.date) -> bool:
        """True when `day` lies in the window, both ends included."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)

    def named_by(self, name: str) -> bool:
        """True when `name` (a key, a version or a digest id such as FUND-017) means this version."""
        names = (self.key, self.base, self.version, f"{self.key}@{self.effective_from.isoformat()}")
        return name in names or name in self.rules


@dataclass(frozen=True, slots=True)
class Overruled:
    """A version that was in force that day and did not decide: by which version it was beaten, and why."""

    version: RuleVersion
    why: Why
    by: RuleVersion


@dataclass(frozen=True, slots=True)
class Resolution:
    """The answer for one key, one place, one day."""

    key: str
    chain: tuple[str, ...]
    day: dt.date
    winner: RuleVersion
    overruled: tuple[Overruled, ...]

    @property
    def value(self) -> Json:
        """The value that held."""
        return self.winner.value


class PackError(Exception):
    """A pack file that cannot be used: which file, which rule, what is wrong (every fault at once)."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults
