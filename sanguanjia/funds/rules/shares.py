"""Sharing a whole out so that the parts are the whole, always (FUND-046).

Largest remainder in integers: every part gets the whole fen of its exact share, and the fen left over go one by one to
the largest fractions. Among equal fractions the earlier part comes first, so the caller's order is the tie rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

_RUNS = re.compile(r"([0-9]+)")


def shared_out(whole: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Share `whole` (>= 0) in proportion to `weights` (>= 0); the parts add up to the whole.

    A weight of nothing gets nothing. ValueError when there is something to share and nobody to bear it.
    """
    if whole < 0 or any(weight < 0 for weight in weights):
        raise ValueError("a share is never negative")
    total = sum(weights)
    if total == 0:
        if whole:
            raise ValueError("nothing to share by")
        return tuple(0 for _ in weights)
    parts, rests = [], []
    for weight in weights:
        part, rest = divmod(whole * weight, total)
        parts.append(part)
        rests.append(rest)
    left = whole - sum(parts)
    for place in sorted(range(len(weights)), key=lambda n: (-rests[n], n))[:left]:
        parts[place] += 1
    return tuple(parts)


def shared_by_door(whole: int, weights: Mapping[str, int]) -> dict[str, int]:
    """The same for doors: ties go to the lowest door code as people count (`door_order`)."""
    doors = in_door_order(weights)
    return dict(zip(doors, shared_out(whole, [weights[door] for door in doors]), strict=True))


def in_door_order(doors: Iterable[str]) -> list[str]:
    """Door codes as people count them: 3-1-203 before 3-1-1403, 9 before 10."""
    return sorted(doors, key=door_order)


def door_order(code: str) -> tuple[tuple[str | tuple[int, str], ...], str]:
    """Sort key of a door code: runs of digits are compared as numbers of any length, the rest letter by letter.

    `registry.rules.names.natural_key` serves lists and has a twin in SQL that knows eight digits; money needs all.
    """
    pieces = _RUNS.split(code)
    numbers = (piece.lstrip("0") for piece in pieces[1::2])
    key: list[str | tuple[int, str]] = list(pieces)
    key[1::2] = [(len(number), number) for number in numbers]
    return tuple(key), code
