"""Which ballots were delivered, and which of the silent are counted in the second line (OWN-034, OWN-047)."""

from __future__ import annotations

from enum import StrEnum


class How(StrEnum):
    """How a ballot reached its voter, or that it did not."""

    HAND = "hand"
    MAIL = "mail"
    FAILED = "failed"
    POSTED = "posted"


PROVEN = (How.HAND, How.MAIL)
"""Signed for by the voter: a proof of delivery."""


def proving(posted_counts: bool) -> tuple[How, ...]:
    """What proves that a ballot was delivered; a notice on the wall only where the covenant says so."""
    return (*PROVEN, How.POSTED) if posted_counts else PROVEN


def undelivered(by_head: dict[int, set[str]]) -> list[int]:
    """Heads whom nobody found and for whom no notice hangs yet: {head: ways so far} → heads, in the given order."""
    settled = {How.HAND.value, How.MAIL.value, How.POSTED.value}
    return [head for head, ways in by_head.items() if How.FAILED.value in ways and not ways & settled]
