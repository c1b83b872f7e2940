"""Scenes of procedures for replays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.architecture import objects_assemblies
from tests.support.small_city import City


def unorganised(city: City) -> Mapping[str, Any]:
    """The estate, where nothing runs."""
    return {"estate_id": city.estate.pk}


def asked(city: City) -> Mapping[str, Any]:
    """A procedure whose end the subdistrict decides."""
    return {"estate_id": city.estate.pk, "procedure_id": objects_assemblies.procedure_id(city, "estate"), "verb": "end"}

