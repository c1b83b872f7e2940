"""Our ten states in Open311's two. "closed": the unit closed it, or it ended; what the reporter says is told apart."""

from __future__ import annotations

OPEN, CLOSED = "open", "closed"
CLOSED_STATES = frozenset({"done", "closed", "merged", "moved"})
STATUSES = frozenset({OPEN, CLOSED})


def status_of(state: str) -> str:
    """open | closed."""
    return CLOSED if state in CLOSED_STATES else OPEN


def statuses_asked(text: str) -> frozenset[str] | None:
    """The statuses a client asks for, by comma; every one when it names none; None when it names an unknown one."""
    named = {part.strip().lower() for part in text.split(",") if part.strip()}
    return frozenset(named or STATUSES) if named <= STATUSES else None
