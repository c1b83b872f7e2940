"""Which ballot stands when several came for one unit (OWN-013, OWN-048), and when two typists agree on paper.

`voters.effective` says the same of a finished list of casts; a test asks both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sanguanjia.decisions.types import Capacity, Channel, Precedence

PROXY_RANK, OWN_RANK, PAPER_RANK = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Standing:
    """The ballot that stands: whose voice it is, its rank, whether a dispute froze it."""

    voter: str
    rank: int
    frozen: bool = False


def rank_of(channel: Channel, capacity: Capacity, precedence: Precedence) -> int:
    """A proxy's ballot gives way to the owner's own; paper handed in by the owner wins where that was fixed before."""
    if capacity is Capacity.PROXY:
        return PROXY_RANK
    return PAPER_RANK if channel is Channel.PAPER and precedence is Precedence.PAPER else OWN_RANK


def may_replace(stands: Standing | None, voter: str, rank: int, last_counts: bool) -> bool:
    """The first valid co-owner's cast stands; the same voice may change it where policy lets the last count; the
    owner's own voice replaces a proxy's; nothing replaces what a dispute froze."""
    if stands is None:
        return True
    if stands.frozen:
        return False
    if stands.rank == PROXY_RANK and rank > PROXY_RANK:
        return True
    if stands.voter != voter or rank < stands.rank:
        return False
    return last_counts or rank > stands.rank


def agreed(entries: Sequence[tuple[int, tuple[str, ...]]]) -> tuple[str, ...] | None:
    """What two different people typed alike: (typist, content) in order of typing; None while nobody agrees."""
    typed: dict[tuple[str, ...], set[int]] = {}
    for typist, content in entries:
        typists = typed.setdefault(content, set())
        typists.add(typist)
        if len(typists) > 1:
            return content
    return None
