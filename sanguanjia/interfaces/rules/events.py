"""What may be subscribed, and what a delivery says: ids and codes, nothing personal; who may reads the rest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

PREFIX = "case."
# Moves of a matter that other systems follow; the public tracker shows the same ones.
VERBS: tuple[str, ...] = (
    "report", "accept", "take_order", "assign", "start", "ask_back", "answer", "resume", "hand_on", "dispatch",
    "decide_holder", "escalate", "climb", "finish", "close", "confirm", "reopen", "close_by_silence", "withdraw",
    "merge", "rehome", "arrive",
)  # fmt: skip


def verb_of(event: str) -> str:
    """ "case.close" -> "close"; anything else stays what it is and is refused as unknown."""
    return event.removeprefix(PREFIX)


def message(event_id: int, verb: str, at: datetime, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The body of a delivery: the same on every attempt."""
    return {"id": f"evt_{event_id}", "type": PREFIX + verb, "timestamp": at.isoformat(), "data": dict(facts)}
