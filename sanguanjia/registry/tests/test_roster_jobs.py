"""The jobs of roster imports as the worker runs them, with real commits."""

from __future__ import annotations

from pathlib import Path

import pytest

from sanguanjia.registry import jobs
from sanguanjia.registry.actions import rosters
from sanguanjia.registry.models import RosterImport, RosterProgress, Unit

from .factories import found_city, officer
from .test_roster_acts import GOOD, sheet


@pytest.mark.usefixtures("committed_db")
def test_the_jobs_carry_a_roster_in(tmp_path: Path) -> None:
    city = found_city()
    who = officer("neighbourhood_officer", city.neighbourhood)
    estate = city.estate.id
    done = rosters.upload_roster(who, estate_id=estate, upload=sheet(tmp_path, GOOD))
    look = RosterImport.objects.get(estate_id=estate, pk=done.id).look
    rosters.settle_roster_columns(who, estate_id=estate, roster_id=done.id, columns=look["columns"])
    jobs.read_roster(estate_id=estate, roster_id=done.id)
    jobs.read_roster(estate_id=estate, roster_id=done.id)  # a second worker took the same job
    rosters.commit_roster(who, estate_id=estate, roster_id=done.id)
    jobs.import_roster(estate_id=estate, roster_id=done.id)
    jobs.import_roster(estate_id=estate, roster_id=done.id)
    assert RosterImport.objects.get(estate_id=estate, pk=done.id).state == "done"
    assert Unit.objects.filter(estate_id=estate).count() == 4
    assert not RosterProgress.objects.exists()
