"""Chance that falls the same way every time: the same seed and words give the same numbers everywhere."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

Thing = TypeVar("Thing")

_MASK = (1 << 64) - 1


class Dice:
    """A stream of whole numbers made from a seed and a purpose ("units/17"). No floats, no global state.

    SplitMix64 over a SHA-256 start: quick, and independent of Python's own `random`, whose helpers may change.
    """

    __slots__ = ("_state",)

    def __init__(self, seed: int, purpose: str) -> None:
        start = hashlib.sha256(f"{seed}/{purpose}".encode()).digest()
        self._state = int.from_bytes(start[:8], "big")

    def below(self, limit: int) -> int:
        """A number from 0 to limit-1."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        mixed ^= mixed >> 31
        return (mixed * limit) >> 64

    def between(self, low: int, high: int) -> int:
        """A number from low to high, both included."""
        return low + self.below(high - low + 1)

    def one_in(self, many: int) -> bool:
        """True once in so many throws."""
        return self.below(many) == 0

    def percent(self, share: int) -> bool:
        """True in `share` of 100 throws."""
        return self.below(100) < share

    def pick(self, things: Sequence[Thing]) -> Thing:
        """One of the things, each as likely as the others."""
        return things[self.below(len(things))]

    def weighted(self, things: Sequence[tuple[Thing, int]]) -> Thing:
        """One of the things, each as likely as its weight says."""
        left = self.below(sum(weight for _, weight in things))
        for thing, weight in things:
            if left < weight:
                return thing
            left -= weight
        raise AssertionError("unreachable")

    def skewed(self, low: int, high: int) -> int:
        """A number from low to high, small ones far more likely (the smaller of two throws of three)."""
        return min(self.between(low, high), self.between(low, high))
