"""Values of this room that other rooms may hold."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

MATTERS: tuple[str, ...] = tuple(f"M{number:02d}" for number in range(1, 69))
"""The 68 matter codes of rules.md 7.2; what each means is policy data (`cases.matters`)."""


@dataclass(frozen=True)
class Example:
    """Something somebody said, and the matter it was about."""

    text: str
    code: str


@dataclass(frozen=True)
class Suggestion:
    """A matter a text may be about: score 0 … 1 with four places (the scores of all matters make 1), the words that led
    to it as they stand in the text, the weightiest first."""

    code: str
    score: Decimal
    words: tuple[str, ...]
