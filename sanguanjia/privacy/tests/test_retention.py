"""Every table has a retention class, every class with days is obeyed, the job reports what it did."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection

from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import ANONYMOUS, SYSTEM
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.privacy import actions, catalogue, queries, sweeps
from tests.support.guard import preparing

TABLES = {m._meta.db_table for m in apps.get_models() if m.__module__.startswith("sanguanjia.") and m._meta.managed}


def test_every_table_has_a_retention_class_and_no_class_speaks_of_nothing() -> None:
    named = catalogue.class_of_table()
    assert TABLES - set(named) == set(), "name the class of the new table in privacy/retention.toml"
    assert set(named) - TABLES == set(), "retention.toml names tables that are gone"
    assert set(named.values()) <= set(catalogue.classes())


def test_every_table_of_a_class_with_days_is_swept() -> None:
    days = {key for key, kind in catalogue.classes().items() if kind.days is not None}
    assert {t for t, key in catalogue.class_of_table().items() if key in days} == set(sweeps.SWEEPS)


@pytest.mark.django_db
def test_what_is_past_its_days_goes_what_is_not_stays_and_the_run_is_told() -> None:
    old, young = clock.now() - timedelta(days=31), clock.now() - timedelta(days=29)
    with preparing(), connection.cursor() as cursor:
        for moment in (old, young):
            cursor.execute(
                'INSERT INTO access_throttle (id, bucket, "window", count) VALUES (%s, %s, %s, 1)',
                [new_id(), f"test-{moment}", moment],
            )
    counts = actions.retention_run(SYSTEM, key="retention-1", estate_id=Home.PLATFORM_ID)
    assert counts["access_throttle"] == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM access_throttle WHERE bucket LIKE 'test-%%'", [])
        assert cursor.fetchone() == (1,)
    assert {run.table for run in queries.retention_runs()} == set(sweeps.SWEEPS)
    again = actions.retention_run(SYSTEM, key="retention-1", estate_id=Home.PLATFORM_ID)
    assert again == counts
    assert len(queries.retention_runs()) == len(sweeps.SWEEPS)


@pytest.mark.django_db
def test_nobody_but_the_platform_runs_it() -> None:
    with pytest.raises(Refusal):
        actions.retention_run(ANONYMOUS, estate_id=Home.PLATFORM_ID)
