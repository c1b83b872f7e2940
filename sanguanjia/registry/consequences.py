"""What rooms above have to do at once when owners of a unit change: in the same transaction, or the change is undone.

Imports go down only, so the registry cannot call the room that keeps mandates. That room names its follower here when
it is loaded (a plain call, no signals); every act of this room that ends an ownership or a unit calls `owners_changed`
after the new owners are stored. Decision 0004 says why.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Protocol


class Follower(Protocol):
    """What is called: the estate, the units some owner of which may have gone, and the first day of the new state."""

    def __call__(self, *, estate_id: int, unit_ids: Collection[int], day: date) -> None:
        """Follow; a Refusal or a fault undoes the change of owners as well."""


_followers: dict[str, Follower] = {}


def follow(name: str, follower: Follower) -> None:
    """Name a follower, once per process; the same name again replaces it."""
    _followers[name] = follower


def owners_changed(estate_id: int, unit_ids: Collection[int], day: date) -> None:
    """Ownerships of these units ended, or the units did: whoever follows does its part now."""
    if unit_ids:
        for follower in _followers.values():
            follower(estate_id=estate_id, unit_ids=unit_ids, day=day)
