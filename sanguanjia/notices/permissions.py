"""Who may publish, object, answer and read, in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sanguanjia.kernel.actor import Actor, Mandate
from sanguanjia.kernel.predicates import Ground, Predicate, holds, is_known, is_system, word
from sanguanjia.kernel.refusal import Reason

from .rules.kinds import KINDS, PUBLISHERS

_DENIED = Ground(False, None, Reason("not_permitted"))


@dataclass(frozen=True, slots=True)
class BoardThing:
    """An estate's board as the sentences see it: where, which kind of notice, which company manages the estate."""

    place: str
    kind: str = ""
    organisation_id: int | None = None


def _publishes(actor: Actor, thing: BoardThing) -> Ground:
    """Holds a role that publishes this kind here; a company's manager for the company that manages the estate."""
    roles = KINDS[thing.kind].roles if thing.kind in KINDS else PUBLISHERS
    fitting = [m for m in actor.mandates if m.role in roles and m.covers(thing.place) and _own(m, thing)]
    return Ground(True, max(fitting, key=lambda m: len(m.place))) if fitting else _DENIED


def _own(mandate: Mandate, thing: BoardThing) -> bool:
    return mandate.role != "company_manager" or mandate.organisation_id == thing.organisation_id is not None


publishes_here = Predicate("publishes this kind here", _publishes)
may_publish = (is_system | publishes_here).named("notices.publish")
may_object = holds("owner").named("notices.object: an owner of the estate")
may_choose = is_known.named("notices.set_preferences: for oneself")


def _belongs(actor: Actor, thing: Any) -> bool:
    return any(m.covers(thing.place) for m in actor.mandates)


belongs_here = word("lives or works here", _belongs)
