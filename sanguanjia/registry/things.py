"""The things this room's doors ask about, found from the address (pages and API)."""

from __future__ import annotations

from datetime import date
from typing import Any

from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import refuse
from sanguanjia.registry import permissions, queries
from sanguanjia.registry.permissions import Place, Sight
from sanguanjia.registry.store import thing_of


def estate_thing(estate_id: int, **_parts: Any) -> Place:
    """The estate of the address, with the company that manages it today."""
    return thing_of(estate_id, clock.today())


def unit_thing(estate_id: int, unit_id: int, **_parts: Any) -> Place:
    """The unit of the address."""
    queries.unit(estate_id, unit_id)
    return thing_of(estate_id, clock.today(), unit_id)


def place_thing(home_id: int, **_parts: Any) -> Place:
    """The place of the address, of whatever kind."""
    home = Home.objects.filter(pk=home_id).first() or refuse("not_found")
    return Place(home.path)


def sight_of(actor: Actor, estate_id: int, unit_id: int | None = None) -> Sight:
    """What the actor may see of the estate, or of one unit of it.

    An owner's mandate that outlived the sale shows nothing of the new owner: the roster of today decides.
    """
    today = clock.today()
    own = unit_id if unit_id is not None and _still_owns(actor, estate_id, unit_id, today) else None
    return permissions.sight(actor, thing_of(estate_id, today, own))


def _still_owns(actor: Actor, estate_id: int, unit_id: int, today: date) -> bool:
    since = [m.valid_from for m in actor.mandates if m.role == "owner" and m.unit_id == unit_id]
    return bool(since) and queries.still_owns(estate_id, unit_id, actor.account_id, min(since), today)
