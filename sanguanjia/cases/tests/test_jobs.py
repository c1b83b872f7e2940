"""What the platform does by itself, with the clock turned across weekends and holidays."""

from __future__ import annotations

import io
import os
from typing import Any

import pytest
from PIL import Image

from sanguanjia.cases import jobs, photos
from sanguanjia.cases.models import Case, CaseEvent, RateSnapshot

from .scene import Scene
from .test_pages import picture
from .world import MORNING

pytestmark = pytest.mark.django_db


def row(ref: Any) -> Case:
    return Case.objects.get(estate_id=ref.estate_id, pk=ref.case_id)


def verbs(ref: Any) -> list[str]:
    events = CaseEvent.objects.filter(estate_id=ref.estate_id, case_id=ref.case_id).order_by("seq")
    return list(events.values_list("verb", flat=True))


def test_an_overdue_matter_climbs_level_by_level_and_ends_as_an_open_alarm(scene: Scene, at: Any) -> None:
    ref = scene.report()
    with at(25, 11, 0):
        assert jobs.tend_due() == 0  # two working hours are not over
    levels = []
    days = [(25, 14), (26, 10), (28, 10), (29, 10), (30, 10), (6, 10)]
    for day, hour in days:
        with at(day, hour, month=5 if day == 6 else 4):
            jobs.tend_due()
            assert jobs.tend_due() == 0  # once per level and moment
            levels.append(row(ref).level)
    assert levels == ["neighbourhood", "subdistrict", "district", "city", "city", "city"]
    case = row(ref)
    assert (case.alarmed, case.responded_in_time, case.ended_at) == (True, False, None)
    assert verbs(ref).count("climb") == 5  # four levels and the alarm


def test_holidays_do_not_count(scene: Scene, at: Any) -> None:
    with at(30, 16, 30):
        ref = scene.report()
    with at(5, 20, month=5):  # the May holidays: nothing is over
        assert jobs.tend_due() == 0
    with at(6, 11, month=5):  # half an hour before, an hour and a half on the first working day after
        assert jobs.tend_due() == 1
    assert row(ref).level == "neighbourhood"


def test_silence_closes_and_unsaid_stays_unsaid(scene: Scene, at: Any) -> None:
    ref = scene.closed()
    with at(30, 16):
        assert jobs.tend_due() == 0
    with at(6, 18, month=5):
        assert jobs.tend_due() == 1
        assert jobs.tend_due() == 0
    case = row(ref)
    assert (case.state, case.solved, case.ended_by_silence) == ("closed", None, True)


def test_nobody_answers_and_the_matter_goes_on(scene: Scene, at: Any) -> None:
    ref = scene.report()
    ref = scene.do("take_order", "manager", ref)
    scene.do("ask_back", "manager", ref, words="哪一层？")
    with at(28, 18):
        assert jobs.tend_due() == 0
    with at(29, 18):
        assert jobs.tend_due() == 1
    assert row(ref).state == "taken"
    assert verbs(ref)[-1] == "resume"


def test_the_rates_of_a_month_are_kept_once(scene: Scene, at: Any) -> None:
    ref = scene.closed()
    scene.do("confirm", "owner", ref, solved=True, satisfaction=5)
    scene.report(text="另一盏灯也不亮")
    with at(1, 9, month=5):
        assert jobs.keep_rates_of_last_month() == 5  # two neighbourhoods, a subdistrict, a district, a city
        assert jobs.keep_rates_of_last_month() == 0
    kept = {r.rate: (r.numerator, r.denominator) for r in RateSnapshot.objects.filter(estate_id=scene.neighbourhood)}
    assert kept["response"] == (1, 2)
    assert kept["solved"] == (1, 2)
    assert kept["satisfied"] == (1, 2)
    assert kept["closed_at.estate"] == (1, 1)


def test_pictures_nobody_used_are_swept_a_day_later(scene: Scene, at: Any) -> None:
    other = io.BytesIO()
    Image.new("RGB", (50, 50), (0, 90, 0)).save(other, "JPEG")
    other.seek(0)
    used, unused = photos.take_in(scene.estate, [picture(), other])
    scene.report(photos=(used,))
    for photo in (used, unused):
        old = MORNING.timestamp() - 2 * 24 * 3600
        os.utime(photos.path_of(scene.estate, photo.sha256), (old, old))
    assert jobs.sweep_unused_photos() == 1
    assert photos.path_of(scene.estate, used.sha256).exists()
    assert not photos.path_of(scene.estate, unused.sha256).exists()
    assert not photos.thumb_of(scene.estate, unused.sha256).exists()
