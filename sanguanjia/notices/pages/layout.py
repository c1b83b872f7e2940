"""Small helpers of this room's pages."""

from __future__ import annotations

from datetime import date


def day_of(text: str) -> date | None:
    """A day typed in a form; None when there is none or it is no day."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
