"""Calls that are closed to intake because upper rooms know it: final petitions (PET-006, HOT-008). They register what
they know; whoever takes calls in asks here, for all of them at once.

    closed.provide("petitions", final_petitions)      # calls in, those of them in final petition out
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeAlias

Call: TypeAlias = tuple[str, int, str]
"""(phone as it is kept, home of the estate, code of the needs list): the same caller about the same thing."""

_known: dict[str, Callable[[Collection[Call]], Collection[Call]]] = {}


def provide(key: str, ask: Callable[[Collection[Call]], Collection[Call]]) -> None:
    """Register a room that knows; a second registration under the same key replaces the first."""
    _known[key] = ask


def in_final_petition(calls: Collection[Call]) -> frozenset[Call]:
    """Those of the calls whose matter was petitioned through all three levels."""
    return frozenset(call for ask in _known.values() for call in ask(calls)) if calls else frozenset()
