"""What somebody typed: there, and not too long."""

from __future__ import annotations

from sanguanjia.kernel.refusal import Reason

MOST_WORDS = 4000


def missing(words: str, field: str, label: str, most: int = MOST_WORDS) -> list[Reason]:
    """The reasons against a text that must be there."""
    if not words.strip():
        return [Reason("missing", field, {"label": label})]
    return too_long(words, field, label, most)


def too_long(words: str, field: str, label: str, most: int = MOST_WORDS) -> list[Reason]:
    """The reasons against a text that may be absent."""
    return [Reason("too_long", field, {"label": label, "most": most})] if len(words) > most else []
