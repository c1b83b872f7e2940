"""Shapes that rooms hand to the pieces of the design system.

Frozen, without Django, so that a room's queries can build them and its tests can compare them. A piece also
accepts a mapping with the same keys. Words in them are finished Chinese sentences: pieces add layout, not meaning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

ClockState = Literal["running", "soon", "paused", "overdue", "done"]
StatusKind = Literal["new", "doing", "wait", "late", "done", "stop", "draft"]


@dataclass(frozen=True)
class Why:
    """Why a figure, deadline, route or refusal is what it is: clause, version, inputs, arithmetic."""

    summary: str
    clause: str = ""
    version: str = ""
    inputs: Sequence[tuple[str, str]] = ()
    steps: Sequence[str] = ()
    overruled: Sequence[str] = ()
    href: str = ""


@dataclass(frozen=True)
class Clock:
    """One clock as a chip: ``words`` say what is left or why it stands still; ``due`` is aware or a plain date."""

    state: ClockState
    words: str
    due: datetime | date | None = None
    reason: str = ""
    why: Why | None = None
    provisional: bool = False


@dataclass(frozen=True)
class Photo:
    """A picture to show; ``alt`` says what is on it."""

    href: str
    alt: str
    thumb: str = ""


@dataclass(frozen=True)
class Entry:
    """One thing that happened: who, what, when, under which rule, on which clock."""

    at: datetime
    who: str
    what: str
    note: str = ""
    rule: str = ""
    why: Why | None = None
    clock: Clock | None = None
    photos: Sequence[Photo] = ()
    kind: str = ""


@dataclass(frozen=True)
class Future:
    """One step that is still to come, drawn in grey with its due day."""

    what: str
    due: datetime | date | None = None
    who: str = ""
    note: str = ""
    why: Why | None = None


@dataclass(frozen=True)
class Saved:
    """A saved filter or a tab; ``count`` None shows no number."""

    label: str
    href: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Choice:
    """A drop-down of the filter bar. ``options`` are (value, word)."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    value: str = ""


@dataclass(frozen=True)
class Bar:
    """A bar of the two-bar meter, integers only: ``value`` of ``whole``, its mark at mark_num/mark_den of the whole."""

    label: str
    value: int
    whole: int
    mark_num: int = 2
    mark_den: int = 3
    words: str = ""
    strict: bool = False
    """More than the mark is asked for: at the mark itself the bar is not reached."""


@dataclass(frozen=True)
class BadRow:
    """A row of an import that needs a person: the cell as typed, why, and what to do."""

    row: int
    column: str
    typed: str
    reason: str
    suggestion: str = ""
    kind: str = "error"


@dataclass(frozen=True)
class RowReport:
    """What became of every row of a file. ``counts`` are (word, number, kind); the numbers add up to ``total``."""

    counts: Sequence[tuple[str, int, str]]
    total: int
    rows: Sequence[BadRow] = ()
    kinds: Sequence[Saved] = ()
    fix_href: str = ""
    unit: str = "行"

    @property
    def balanced(self) -> bool:
        """True when every row is accounted for."""
        return sum(number for _word, number, _kind in self.counts) == self.total


@dataclass(frozen=True)
class BigEntry:
    """A big entry on the resident's home page."""

    label: str
    href: str
    icon: str
    hint: str = ""


@dataclass(frozen=True)
class NavItem:
    """An entry of the bottom bar or the left rail. ``key`` is compared with ``active`` of the page."""

    key: str
    label: str
    href: str
    icon: str
    count: int | None = None
    group: str = ""


@dataclass(frozen=True)
class Prefs:
    """How this browser wants its pages: theme ``auto``/``light``/``dark``; large type."""

    theme: Literal["auto", "light", "dark"] = "auto"
    large: bool = False
    extra: dict[str, str] = field(default_factory=dict)
