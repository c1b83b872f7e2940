"""Scenes of the interfaces room for replays: subscriptions of one's own, and a connected system with a role."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.architecture import objects_interfaces
from tests.simulation.replay_scenes import Scene
from tests.support.guard import preparing
from tests.support.small_city import City


def hook(state: str = "on") -> Scene:
    """A subscription of the hotline operator's machine, of its own for each row."""

    def make(city: City) -> Mapping[str, Any]:
        from sanguanjia.interfaces.models import Hook

        owner, home = city.person("hotline_operator"), city.place_of("hotline_operator", "estate")
        with preparing():
            made = Hook.objects.create(
                account=owner, home=home, url="https://hooks.example.org/", verbs=["close"], secret="whsec_MDEyMw==",
                state=state,
            )  # fmt: skip
        return {"hook_id": made.pk}

    return make


def district_of_the_hotline(city: City) -> Mapping[str, Any]:
    """Where the hotline operator may subscribe."""
    return {"there": city.place_of("hotline_operator", "estate").pk}


def system_with_a_role(city: City) -> Mapping[str, Any]:
    """A connected system that an office has granted the hotline's role."""
    from django.db.backends.postgresql.psycopg_any import DateRange

    from sanguanjia.access.models import Mandate
    from sanguanjia.interfaces.models import ConnectedSystem
    from tests.support.small_city import BEGAN

    account_id = ConnectedSystem.objects.get(pk=objects_interfaces.system_id(city, "estate")).account_id
    with preparing():
        Mandate.objects.create(
            account_id=account_id,
            role="hotline_operator",
            home=city.city,
            valid=DateRange(BEGAN, None),
            document="批复",
        )
    return {"who": f"{account_id}-{city.city.pk}"}
