"""Calls that are closed to intake because upper rooms know it: final petitions (PET-006, HOT-008). They register what
they know; whoever takes calls in asks here, for all of them at once.

    closed.provide("petitions", final_calls)      # callers in, what they petitioned about to the very end out
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeAlias

Caller: TypeAlias = tuple[str, int]
"""(phone as it is kept, home of the estate)."""
Closed: TypeAlias = tuple[str, int, str]
"""The same with the code of the needs list: what this caller may not bring again."""

_known: dict[str, Callable[[Collection[Caller]], Collection[Closed]]] = {}


def provide(key: str, ask: Callable[[Collection[Caller]], Collection[Closed]]) -> None:
    """Register a room that knows; a second registration under the same key replaces the first."""
    _known[key] = ask


def in_final_petition(callers: Collection[Caller]) -> frozenset[Closed]:
    """What these callers petitioned about through all three levels."""
    return frozenset(found for ask in _known.values() for found in ask(callers)) if callers else frozenset()
