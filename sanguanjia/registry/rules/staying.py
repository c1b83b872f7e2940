"""Who still stands on a unit after its owners changed. Pure.

An account is tied to an entry of the roster by proof (`account_id`), else only by its name. Where neither says which
owner it is, it goes with the owners as a whole: it stays while one of those who were there before is still there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Owner:
    """An entry of the roster: id, name, whether a document tells it from others of that name, the account it is."""

    id: int
    name: str
    is_identified: bool
    account_id: int | None


def plain_name(name: str) -> str:
    """A name without blanks, dots and width, as names are compared."""
    return re.sub(r"[\s·•.．]", "", unicodedata.normalize("NFKC", name)).upper()


def still_owns(
    account_id: int, name: str, *, ever: Collection[Owner], before: Collection[Owner], now: Collection[Owner]
) -> bool:
    """Whether the account is an owner now. `ever`: all who ever owned the unit, and what the account proved elsewhere
    in the estate; `before`: the owners of the day before; `now`: the owners from the day on.

    A roster without numbers enters the same person anew: then the same name is the same person.
    """
    known = [owner for owner in ever if owner.account_id == account_id]
    named = [owner for owner in ever if owner.account_id is None and plain_name(owner.name) == plain_name(name)]
    mine = known or named or before
    return any(_same(one, other) for one in mine for other in now)


def _same(one: Owner, other: Owner) -> bool:
    if one.id == other.id:
        return True
    unproved = not (one.is_identified and other.is_identified)
    return unproved and other.account_id in (None, one.account_id) and plain_name(one.name) == plain_name(other.name)
