"""What rooms above hold against a draft vote, beside the rules of this room: asked whenever a vote is drafted.

@guard
def hands_bound(law, estate_id, caller, matters) -> tuple[Finding, ...]: …
"""

from __future__ import annotations

from collections.abc import Callable

from .rules.law import Law
from .types import Finding

Guard = Callable[[Law, int, str, tuple[int, ...]], tuple[Finding, ...]]
_GUARDS: list[Guard] = []


def guard(check: Guard) -> Guard:
    """Register a check: (law, estate, caller, matters) → findings; in the app's `ready` of the room above."""
    _GUARDS.append(check)
    return check


def findings(law: Law, estate_id: int, caller: str, matters: tuple[int, ...]) -> list[Finding]:
    """What all of them find."""
    return [finding for check in _GUARDS for finding in check(law, estate_id, caller, matters)]
