"""Values of this room that others may know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Purpose:
    """What data are used for, as the notice says it (PIPL 17): `version` counts up with every change of the text."""

    key: str
    version: int
    title: str
    who: str
    why: str
    kinds: str
    basis: str
    kept: str
    needs_consent: bool


@dataclass(frozen=True, slots=True)
class RetentionClass:
    """How long, and what happens then. `days` None: as long as the thing it belongs to."""

    key: str
    title: str
    days: int | None
    then: str
    basis: str


@dataclass(frozen=True, slots=True)
class Unmasked:
    """The act's answer: which look was noted. The value itself is no part of it, so that no record holds it."""

    look_id: int
    party_id: int


@dataclass(frozen=True, slots=True)
class Exported:
    """The act's answer: which look was noted. The file is no part of it."""

    look_id: int
    estate_id: int


@dataclass(frozen=True, slots=True)
class Erased:
    """A person who was erased."""

    party_id: int


@dataclass(frozen=True, slots=True)
class ConsentRef:
    """One word about one purpose."""

    consent_id: int
    purpose: str
    given: bool


@dataclass(frozen=True, slots=True)
class RotationRef:
    """A change of the data key."""

    rotation_id: int


@dataclass(frozen=True, slots=True)
class RotationSeen:
    """A line of the page of the data key; `finished_at` None: it is still at work, or was interrupted."""

    at: datetime
    finished_at: datetime | None
    current: str
    retired: tuple[str, ...]
    values: int


@dataclass(frozen=True, slots=True)
class LookSeen:
    """A line of 谁看过我的信息."""

    at: datetime
    by: str
    role: str
    place: str
    columns: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class RunSeen:
    """A line of the retention report."""

    at: datetime
    table: str
    rows: int
