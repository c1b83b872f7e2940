"""Scenes of the surveys room for replays: a survey that is open, with its sheet, and one whose last day has passed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sanguanjia.kernel import clock
from tests.architecture import objects_surveys
from tests.simulation.replay_scenes import Files
from tests.support.guard import preparing
from tests.support.small_city import City


def asked(city: City) -> Mapping[str, Any]:
    """The open survey."""
    return {"estate_id": city.estate.pk, "survey_id": objects_surveys.survey_id(city, "estate")}


def rung(city: City) -> Mapping[str, Any]:
    """Another round, in which no household has answered."""
    return {"estate_id": city.estate.pk, "survey_id": objects_surveys.survey_id(city, "estate", wave=10)}


def passed(city: City) -> Mapping[str, Any]:
    """The same, its days over."""
    from sanguanjia.surveys.models import Survey

    made = asked(city)
    over = {"opens_on": clock.today() - timedelta(days=20), "closes_on": clock.today() - timedelta(days=1)}
    with preparing():
        Survey.objects.filter(estate_id=made["estate_id"], pk=made["survey_id"]).update(**over)
    return made


def filled() -> Files:
    """A sheet of one household."""
    text = "房号,保安,保洁,保修,保绿,共用设施养护,总体\n3-1-1404,满意,满意,一般,满意,满意,满意\n"
    return lambda _scene: {"file": ("回访.csv", text.encode(), "text/csv")}
