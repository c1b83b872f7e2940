"""Where confirmed examples come from: upper rooms that know reports say so when they start.

sources.provide(confirmed)      # confirmed() → iterable of Example
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .types import Example

Source = Callable[[], Iterable[Example]]
_sources: list[Source] = []


def provide(source: Source) -> None:
    """Register a source once."""
    if source not in _sources:
        _sources.append(source)


def confirmed() -> list[Example]:
    """What people confirmed, from all sources, each saying once a matter."""
    return list(dict.fromkeys(example for source in _sources for example in source()))
