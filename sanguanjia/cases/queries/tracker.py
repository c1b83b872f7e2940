"""The public tracker: by code alone, without any personal data and without anyone's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sanguanjia.cases.models import Case, CaseEvent
from sanguanjia.cases.rules import tracking

_SHOWN = frozenset(
    [
        "report",
        "arrive",
        "accept",
        "take_order",
        "assign",
        "start",
        "finish",
        "ask_back",
        "answer",
        "resume",
        "hand_on",
        "dispatch",
        "decide_holder",
        "escalate",
        "climb",
        "close",
        "confirm",
        "reopen",
        "close_by_silence",
        "withdraw",
        "merge",
        "rehome",
    ]
)
_MOST_MOVES = 5


@dataclass(frozen=True, slots=True)
class TrackedStep:
    """One public step."""

    at: datetime
    verb: str
    level: str
    holder_kind: str


@dataclass(frozen=True, slots=True)
class Tracked:
    """What anybody with the code may know."""

    code: str
    need_name: str
    state: str
    level: str
    holder_kind: str
    reported_at: datetime
    due_at: datetime | None
    due_step: str
    provisional: bool
    outcome: str
    solved: bool | None
    steps: tuple[TrackedStep, ...]


def tracked(typed: str) -> Tracked | None:
    """The matter of a code, followed to where it was moved; None when the code is wrong or unknown."""
    read = tracking.read(typed)
    if read is None:
        return None
    code, home_id = read
    row = Case.objects.filter(estate_id=home_id, tracking_code=code, moved_from_case_id=None).first()
    for _ in range(_MOST_MOVES):
        if row is None or row.moved_to_estate_id is None or row.moved_to_case_id is None:
            break
        row = Case.objects.filter(estate_id=row.moved_to_estate_id, pk=row.moved_to_case_id).first()
    if row is None:
        return None
    steps = tuple(
        TrackedStep(e.at, e.verb, e.level, e.holder_kind)
        for e in CaseEvent.objects.filter(estate_id=row.estate_id, case_id=row.pk).order_by("seq")
        if e.verb in _SHOWN
    )
    return Tracked(
        tracking.shown(row.tracking_code), row.need_name, row.state, row.level, row.holder_kind, row.reported_at,
        row.due_at, row.due_step, row.provisional, row.outcome, row.solved, steps,
    )  # fmt: skip
