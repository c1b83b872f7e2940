"""Attempts: how long until the next one, and when to give up. The pauses are policy (`notices.retry`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta


def pause_after(attempts: int, minutes: Sequence[int]) -> timedelta | None:
    """The pause after so many failed attempts; None: give up. `minutes` has one entry per further attempt."""
    if attempts < 1:
        raise ValueError("a pause follows an attempt")
    return timedelta(minutes=minutes[attempts - 1]) if attempts <= len(minutes) else None
