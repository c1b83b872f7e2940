"""Values of the intake room that may cross its border. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """What becomes of a row, in the order in which they are asked; the first that holds."""

    DUPLICATE_ROW = "duplicate_row"
    BAD_DATE = "bad_date"
    BAD_ROW = "bad_row"
    EMERGENCY = "emergency"
    IN_COURT = "in_court"
    PETITION_FINAL = "petition_final"
    UNKNOWN_ESTATE = "unknown_estate"
    REPEAT_OF = "repeat_of"
    LOAD = "load"


BAD = frozenset({Outcome.BAD_DATE, Outcome.BAD_ROW})


class Door(StrEnum):
    """The door a sheet came through: one form for all of them, the door is kept."""

    HOTLINE = "12345"
    MAYOR = "mayor"
    DISCIPLINE = "discipline"


class BatchState(StrEnum):
    """Where an uploaded export stands."""

    READING = "reading"  # a job judges its rows
    READY = "ready"
    COMMITTING = "committing"  # a job files its rows, part by part
    STOPPED = "stopped"  # a part was refused; what was filed before stays, the rest waits for a person
    DONE = "done"
    REFUSED = "refused"  # the file turned out to be unfit
    WITHDRAWN = "withdrawn"


AT_WORK = frozenset({BatchState.READING, BatchState.COMMITTING})
IN_REQUEST = 2000
"""Rows that are read, or filed, while the person waits: one act. More are the work of a job, part by part."""
MOST_ROWS = 200_000
"""Rows of one batch."""
PART_READ, PART_FILED = 2000, 2000
"""Rows of one transaction of a job. While a part is filed (about a second) nothing else is numbered in its estates."""


@dataclass(frozen=True, slots=True)
class BatchRef:
    """A batch, where it stands, and how many matters this act opened and calls it joined to running ones."""

    id: int
    estate_id: int
    opened: int = 0
    joined: int = 0
    state: str = ""


@dataclass(frozen=True, slots=True)
class ReplyRef:
    """A reply, and how far it is."""

    id: int
    estate_id: int
    state: str


@dataclass(frozen=True, slots=True)
class SheetRef:
    """A sheet and the matter it became."""

    id: int
    estate_id: int
    at_estate_id: int
    case_id: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One row of an export as typed, fields found by the header; times aware, None when unreadable."""

    row: int
    sheet_no: str
    called_at: datetime | None
    content: str
    estate: str = ""
    phone: str = ""
    caller: str = ""
    kind: str = ""
    title: str = ""
    address: str = ""
    urgency: str = ""
    limit: str = ""
    confidential: bool = False
    door: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A sheet with what becomes of it. `of` only for repeats; `why` are the words that decided, as the caller said
    them."""

    sheet: Sheet
    outcome: Outcome
    estate: str = ""
    of: str | None = None
    route: str | None = None
    why: str = ""
    data: dict[str, str] = field(default_factory=dict)
