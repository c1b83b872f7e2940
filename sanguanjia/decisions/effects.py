"""What follows when a vote is in force: effect kind → function, run by `put_in_force` in the same transaction.

    @effect("authorise_spending", matters=(5,))
    def _authorise(deed: Deed, decided: Decided) -> None:
        funds.actions.authorise_spending(deed.actor, …, **decided.facts)

An item or a question carries the kind and its facts from the draft on (`ItemWish.effect`, `.facts`), so that both stand
in what is announced. What did not carry has no effect. A room above registers its own in its app's `ready`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sanguanjia.kernel.act import Deed

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


Effect = Callable[[Deed, Decided], None]
_EFFECTS: dict[str, tuple[frozenset[int], Effect]] = {}


def effect(kind: str, *, matters: tuple[int, ...]) -> Callable[[Effect], Effect]:
    """Register what a kind does, and for which of the nine matters it may be decided."""

    def register(body: Effect) -> Effect:
        if kind in _EFFECTS:
            raise ValueError(f"the effect {kind!r} is registered twice")
        _EFFECTS[kind] = (frozenset(matters), body)
        return body

    return register


def fits(kind: str, matter: int) -> bool:
    """Whether a matter may carry this effect; none ("") fits all."""
    return not kind or (kind in _EFFECTS and matter in _EFFECTS[kind][0])


def follow(deed: Deed, kind: str, decided: Decided) -> None:
    """Do what was decided. A kind nobody registered is a fault of ours."""
    if kind:
        _EFFECTS[kind][1](deed, decided)
