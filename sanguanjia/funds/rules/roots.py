"""The chain of an estate's entries: each day's root is a hash over the root before and every entry since. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

GENESIS = "0" * 64
"""Before the first entry."""


@dataclass(frozen=True, slots=True)
class Booked:
    """One entry as the chain sees it. `lines`: (debit, credit, fen) in their order."""

    number: int
    kind: str
    business_date: dt.date
    reason: str
    key: str
    lines: tuple[tuple[int, int, int], ...]


def root_after(before: str, entries: Iterable[Booked]) -> str:
    """The root after these entries, which follow each other in the order of their numbers. `before`: GENESIS at
    first."""
    root = before
    for one in entries:
        lines = [list(line) for line in one.lines]
        said = [root, one.number, one.kind, one.business_date.isoformat(), one.reason, one.key, lines]
        root = hashlib.sha256(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
    return root


def first_break(kept: Sequence[tuple[int, int, str]], entries: Sequence[Booked]) -> int | None:
    """The last number of the first kept root that does not fit, None when all do. `kept`: (first number, last number,
    root), the oldest first; they follow each other without a gap."""
    by = {one.number: one for one in entries}
    root, expected = GENESIS, 1
    for first, last, said in kept:
        numbers = range(first, last + 1)
        if first != expected or any(number not in by for number in numbers):
            return last
        root = root_after(root, (by[number] for number in numbers))
        if root != said:
            return last
        expected = last + 1
    return None
