"""A year's calendar was published: petitions whose clocks ran through it are reckoned again, once (CAL-007)."""

from __future__ import annotations

from datetime import datetime

import pytest

from sanguanjia.cases.tests.scene import make
from sanguanjia.cases.tests.test_calendar_arrives import publish_2027
from sanguanjia.kernel import clock
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.petitions import actions, jobs
from sanguanjia.petitions.models import PetitionClock, PetitionEvent
from sanguanjia.petitions.types import PetitionRef

from .conftest import Scene

FILED = datetime(2026, 12, 30, 10, tzinfo=clock.SHANGHAI)  # a Wednesday


def ends(ref: PetitionRef) -> dict[str, tuple[str, bool]]:
    rows = PetitionClock.objects.filter(estate_id=ref.estate_id, petition_id=ref.petition_id, stopped_at=None)
    return {r.step: (r.due_at.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M"), r.provisional) for r in rows}


def test_the_working_days_of_a_petition_move_when_the_calendar_is_published(db: None) -> None:
    with clock.turned_to(FILED):
        scene = Scene(make())
        ref = scene.register()
        scene.do("route", "centre", ref)
        before = ends(ref)
        assert {step for step, (_, provisional) in before.items() if provisional} == {"object"}  # the rest are days
        assert jobs.reckon_provisional() == 0  # nothing was published: nothing moves
        with pytest.raises(Refusal) as caught:
            actions.reckon_again(scene.city.people["centre"], estate_id=ref.estate_id, petition_id=ref.petition_id)
        assert caught.value.reasons[0].code == "not_permitted"
        publish_2027()
        assert jobs.reckon_provisional() == 1
        after = ends(ref)
        assert after["object"][0] > before["object"][0]  # the invented holiday is longer
        assert not after["object"][1]
        assert after["inform"] == before["inform"]
        event = PetitionEvent.objects.filter(estate_id=ref.estate_id, petition_id=ref.petition_id).order_by("-seq")[0]
        assert (event.verb, [move["step"] for move in event.data["moves"]]) == ("reckon_again", ["object"])
        assert jobs.reckon_provisional() == 0  # once
