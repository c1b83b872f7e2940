"""What follows when a vote is in force: effect kind → function, run by `put_in_force` in the same transaction.

    @effect("authorise_spending", matters=(5,))
    def _authorise(deed: Deed, decided: Decided) -> None:
        funds.actions.authorise_spending(deed.actor, …, **decided.facts)

An item or a question carries the kind and its facts from the draft on (`ItemWish.effect`, `.facts`), so that both stand
in what is announced. What did not carry has no effect. A room above registers its own in its app's `ready`. A kind
may say what is wrong with a draft (`wrong`), and in a sentence what will be done (`said`): it stands in the notice, on
the ballot, in the log and on the certificate.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.refusal import Reason

from .models import Vote


@dataclass(frozen=True, slots=True)
class Decided:
    """One thing that carried. `name`: "3" an item, "q1" a question; `elected`, `alternates`: the items' positions in
    order of consent, for questions."""

    vote: Vote
    name: str
    matter: int
    title: str
    facts: Mapping[str, Any]
    elected: tuple[int, ...] = field(default=())
    alternates: tuple[int, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Drafted:
    """What a kind needs to know of a draft: whose vote, when it closes, the facts as typed, the field to answer at."""

    estate_id: int
    scope: str
    scope_id: int | None
    closes_on: dt.date
    facts: Mapping[str, Any]
    field: str


Effect = Callable[[Deed, Decided], None]
Wrong = Callable[[Drafted], list[Reason]]
Said = Callable[[int, Mapping[str, Any]], str]


@dataclass(frozen=True, slots=True)
class _Kind:
    matters: frozenset[int]
    body: Effect
    wrong: Wrong | None
    said: Said | None


_EFFECTS: dict[str, _Kind] = {}


def effect(
    kind: str, *, matters: tuple[int, ...], wrong: Wrong | None = None, said: Said | None = None
) -> Callable[[Effect], Effect]:
    """Register what a kind does, for which of the nine matters it may be decided, what may be wrong with its facts, and
    how it is said (estate, facts → a sentence without its full stop)."""

    def register(body: Effect) -> Effect:
        if kind in _EFFECTS:
            raise ValueError(f"the effect {kind!r} is registered twice")
        _EFFECTS[kind] = _Kind(frozenset(matters), body, wrong, said)
        return body

    return register


def fits(kind: str, matter: int) -> bool:
    """Whether a matter may carry this effect; none ("") fits all."""
    return not kind or (kind in _EFFECTS and matter in _EFFECTS[kind].matters)


def follow(deed: Deed, kind: str, decided: Decided) -> None:
    """Do what was decided. A kind nobody registered is a fault of ours."""
    if kind:
        _EFFECTS[kind].body(deed, decided)


def wrong_with(kind: str, drafted: Drafted) -> list[Reason]:
    """Everything that keeps a draft's facts from being done in force; nothing for kinds without facts."""
    found = _EFFECTS.get(kind)
    return found.wrong(drafted) if found and found.wrong else []


def said(kind: str, estate_id: int, facts: Mapping[str, Any]) -> str:
    """What will be done, in a sentence; "" where nothing follows, or nothing that is to be said."""
    found = _EFFECTS.get(kind)
    return found.said(estate_id, facts) if found and found.said else ""
