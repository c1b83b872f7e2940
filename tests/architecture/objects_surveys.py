"""Things of the surveys room behind the parts of addresses: a survey that is open."""

from __future__ import annotations

from datetime import timedelta

from sanguanjia.kernel import clock
from tests.support.guard import preparing
from tests.support.small_city import City

WAVE = 9


def survey_id(city: City, at: str, wave: int = WAVE) -> int:
    """The open survey of the estate and wave, found or made."""
    from sanguanjia.surveys import actions
    from sanguanjia.surveys.models import Survey

    home, today = city.homes[at].pk, clock.today()
    found = Survey.objects.filter(estate_id=home, wave=wave).first()
    if found is not None:
        return int(found.pk)
    with preparing():
        ref = actions.open_survey(
            city.actor("neighbourhood_officer", at), estate_id=home, year=today.year, wave=wave, opens_on=today,
            closes_on=today + timedelta(days=20),
        )  # fmt: skip
    return ref.survey_id
