"""Scenes of service items and pooled accounts for replays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.architecture import objects_applications, objects_pool, objects_works
from tests.support.small_city import City


def drafted(city: City) -> Mapping[str, Any]:
    """A draft of the committee's."""
    return {"application_id": objects_applications.draft(city, "estate")}


def ready(city: City) -> Mapping[str, Any]:
    """A fresh draft with everything in it."""
    return {"application_id": objects_applications.ready(city, "estate")}


def handed_in(city: City) -> Mapping[str, Any]:
    """An application that waits to be accepted."""
    return {"application_id": objects_applications.submitted(city, "estate")}


def reviewing(city: City) -> Mapping[str, Any]:
    """One that another officer took in."""
    return {"application_id": objects_applications.reviewing(city, "estate")}


def with_lift(city: City) -> Mapping[str, Any]:
    """A lift that is old enough."""
    return {"estate_id": city.estate.pk, "lift": objects_pool.lift_id(city, "estate")}


def signed_pool(city: City) -> Mapping[str, Any]:
    """A use with all its papers, ready to be handed in."""
    from sanguanjia.applications import actions
    from sanguanjia.funds.models import PoolUse
    from sanguanjia.notices.files import StoredFile
    from tests.support.guard import preparing

    use = objects_pool.use_id(city, "estate")
    row = PoolUse.objects.get(estate_id=city.estate.pk, pk=use)
    codes = ("owners_opinions", "policy_digest", "pilot_application", "letter_of_contact", "survey_opinion")
    with preparing():
        actions.save(
            city.actor("committee_member"), estate_id=city.estate.pk, application_id=row.application_id, item="",
            answers={}, files=tuple((code, StoredFile(f"{code}.pdf", "pdf", "a" * 64, 9)) for code in codes),
        )  # fmt: skip
    return {"estate_id": city.estate.pk, "use_id": use, "verb": "hand-in"}


def contracted(city: City) -> Mapping[str, Any]:
    """A work that is under way: the committee looks at it."""
    return {
        "estate_id": city.estate.pk, "work_id": objects_works.contracted(city, "estate"), "verb": "accept"
    }  # fmt: skip
