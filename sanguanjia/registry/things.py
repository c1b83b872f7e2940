"""The things this room's doors ask about, found from the address (pages and API)."""

from __future__ import annotations

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
    """What the actor may see of the estate, or of one unit of it."""
    return permissions.sight(actor, thing_of(estate_id, clock.today(), unit_id))
