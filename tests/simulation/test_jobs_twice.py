"""Every job run twice at once and once more has the effect of once (kernel/jobs.py: the worker may have died, or not).

The jobs come from the queue's own list; a job without a row fails. Sequence and counts are looked at in every table.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from procrastinate.contrib.django import app

from sanguanjia.access.models import Throttle
from sanguanjia.cases import photos
from sanguanjia.kernel import clock
from sanguanjia.registry.actions import rosters
from tests.architecture.objects import picture
from tests.simulation.replay_scenes import Scene, matter, roster
from tests.simulation.replay_scenes_decisions import fresh as open_vote
from tests.simulation.replay_scenes_decisions import seated
from tests.simulation.replay_scenes_whistle import blown
from tests.simulation.test_replays import _records, _rows
from tests.support.guard import preparing
from tests.support.small_city import City, build

pytestmark = pytest.mark.unguarded  # looks at all places at once


@dataclass(frozen=True)
class Twice:
    """How one job is played. `scene` lays out what it finds and answers its arguments; `days`: so much later;
    `records`: acts in all runs together; `look`: what it does besides the tables; `shown_by`: a test of its own room
    that runs it twice, where a whole scene of that room is needed."""

    scene: Scene | None = None
    days: int = 0
    records: int = 0
    look: Callable[[], Any] | None = None
    shown_by: str = ""
    nightly: bool = False
    idle: bool = False  # finds nothing to do here: only that it does nothing twice is seen


def _left_over(_city: City) -> Mapping[str, Any]:
    with preparing():
        Throttle.objects.create(bucket="old", window=clock.now() - timedelta(days=9), count=3)
    return {}


def _unused_picture(city: City) -> Mapping[str, Any]:
    import io
    import os

    stored = photos.take_in(city.estate.pk, [io.BytesIO(picture())], "file")[0]
    old = (clock.now() - timedelta(days=3)).timestamp()
    for path in _pictures():
        os.utime(path, (old, old))
    assert stored.sha256
    return {}


def _pictures() -> list[Path]:
    from django.conf import settings

    return sorted(path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


def _dead_worker(_city: City) -> Mapping[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH w AS (INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')"
            " RETURNING id)"
            " INSERT INTO procrastinate_jobs (queue_name, task_name, priority, status, worker_id)"
            " SELECT 'default', 'x', 0, 'doing', id FROM w"
        )
    return {}


def _queued() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status, attempts FROM procrastinate_jobs WHERE task_name = 'x'")
        return cursor.fetchall()


def _uploaded(city: City) -> Mapping[str, Any]:
    made = roster("stuck")(city)
    return {name: made[name] for name in ("estate_id", "roster_id")}


def _committed(city: City) -> Mapping[str, Any]:
    made = roster("ready")(city)
    given = {name: made[name] for name in ("estate_id", "roster_id")}
    with preparing():
        rosters.commit_roster(city.actor("neighbourhood_officer"), **given)
    return given


JOBS: dict[str, Twice] = {
    "cases.tend": Twice(matter(), days=14, records=1),
    "whistle.tend": Twice(blown, days=14),
    "decisions.tend": Twice(open_vote, days=30, records=2),
    "decisions.sign_heads": Twice(idle=True),
    "decisions.review_committees": Twice(seated, days=1900, records=1),
    "assemblies.tend": Twice(
        shown_by="sanguanjia/assemblies/tests/test_acts.py::TestGroup"
    ),
    "assemblies.reckon_again": Twice(idle=True),
    "notices.tend": Twice(matter()),
    "kernel.queue_stalled_again": Twice(_dead_worker, look=_queued),
    "access.sweep": Twice(_left_over, look=Throttle.objects.count),
    "cases.sweep_photos": Twice(_unused_picture, look=_pictures),
    "cases.keep_rates": Twice(records=12),
    "registry.read_roster": Twice(_uploaded, records=1),
    "registry.import_roster": Twice(_committed, records=1),
    "privacy.retention": Twice(records=1),
    "audit.link": Twice(),
    "audit.anchor": Twice(),
    "audit.verify": Twice(),
    "funds.settle": Twice(shown_by="sanguanjia/funds/tests/test_settlement.py::TestSettling"),
    "funds.tend": Twice(idle=True),
    "funds.prepare_bank_moves": Twice(shown_by="sanguanjia/funds/tests/test_bank_moves.py::test_each_moves_whole"),
    "funds.approve_bank_moves": Twice(shown_by="sanguanjia/funds/tests/test_bank_moves.py::test_each_moves_whole"),
    "funds.lapse": Twice(shown_by="sanguanjia/funds/tests/test_papers.py::TestFreezing"),
    "funds.roots": Twice(shown_by="sanguanjia/funds/tests/test_papers.py::TestRoots"),
    "funds.check": Twice(shown_by="sanguanjia/funds/tests/test_marks.py::test_the_night_adds_everything_up_again"),
    "words.learn": Twice(records=1, nightly=True),
    "privacy.rotate_keys": Twice(shown_by="sanguanjia/privacy/tests/test_rotation.py::test_rotation_on_a_running_city"),
    "councils.sweep_photos": Twice(idle=True),
    "whistle.sweep_photos": Twice(idle=True),
    "whistle.reckon_again": Twice(idle=True),
    "petitions.reckon_again": Twice(idle=True),
    "councils.reckon_again": Twice(idle=True),
    "cases.reckon_again": Twice(
        shown_by="sanguanjia/cases/tests/test_calendar_arrives.py::"
        "test_the_act_done_twice_has_one_effect_and_refuses_what_does_not_change"
    ),
    "interfaces.tend": Twice(
        shown_by="sanguanjia/interfaces/tests/test_hooks.py::"
        "test_what_happens_is_told_once_signed_without_anything_personal"
    ),
    "intake.read_sheets": Twice(
        shown_by="sanguanjia/intake/tests/test_many.py::test_a_large_export_goes_in_part_by_part_as_it_would_at_once"
    ),
    "intake.file_sheets": Twice(
        shown_by="sanguanjia/intake/tests/test_many.py::test_a_large_export_goes_in_part_by_part_as_it_would_at_once"
    ),
    "surveys.close_due": Twice(shown_by="sanguanjia/surveys/tests/test_acts.py::test_a_survey_from_open_to_figure"),
    "petitions.tend": Twice(
        shown_by="sanguanjia/petitions/tests/test_acts.py::test_the_platform_warns_once_and_closes_windows"
    ),
    "councils.propose": Twice(
        shown_by="sanguanjia/councils/tests/test_acts.py::"
        "test_triggers_propose_late_departments_and_old_cross_department_matters_once"
    ),
    "councils.tend": Twice(
        shown_by="sanguanjia/councils/tests/test_acts.py::"
        "test_an_estate_that_does_not_look_leaves_it_to_who_called_the_meeting"
    ),
}


def ours() -> set[str]:
    """Every job of the platform, by name."""
    return {name for name in app.tasks if not name.startswith(("builtin", "procrastinate")) and ".tests." not in name}


def test_every_job_has_a_row_and_every_row_a_job() -> None:
    assert ours() - JOBS.keys() == set(), "say in JOBS how running it twice is shown to have the effect of once"
    for name in ours():
        if (row := JOBS[name]).shown_by:
            file, _, test = row.shown_by.partition("::")
            assert hasattr(importlib.import_module(file.removesuffix(".py").replace("/", ".")), test), row.shown_by


def _run(name: str, row: Twice, given: Mapping[str, Any], tick: int, faults: list[str]) -> None:
    try:
        with clock.turned_to(clock.now() + timedelta(days=row.days)):
            app.tasks[name].func(**given) if given else app.tasks[name].func(timestamp=tick)
    except Exception as fault:
        faults.append(f"{name}: {type(fault).__name__} {str(fault)[:300]}")


def play(city: City, name: str, row: Twice) -> list[str]:
    """Two at once, then once more; answers what is wrong."""
    given = dict(row.scene(city)) if row.scene else {}
    periodic = any(task == name for task, _ in app.periodic_registry.periodic_tasks)
    if periodic:
        given = {}
    tick, faults = int(clock.now().timestamp()), list[str]()
    look = row.look or (lambda: None)
    before, records = (_rows(), look(), _changed()), len(_records())
    pair = [threading.Thread(target=_in_thread, args=(name, row, given, tick, faults)) for _ in range(2)]
    for thread in pair:
        thread.start()
    for thread in pair:
        thread.join(120)
    once, acts = (_rows(), look(), _changed()), len(_records())
    _run(name, row, given, tick, faults)
    if once == before and not row.idle:
        faults.append(f"{name}: nothing happened")
    if (_rows(), look(), _changed()) != once:
        faults.append(f"{name}: a third run did something more")
    if row.records and acts - records != row.records:
        faults.append(f"{name}: {acts - records} records, {row.records} wanted")
    return faults


def _in_thread(*given: Any) -> None:
    try:
        _run(*given)
    finally:
        connections.close_all()


def _changed() -> list[Any]:
    """How far matters, tasks of whistles and messages have come: what a job may do twice without a new row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(version) FROM cases_case UNION ALL SELECT sum(version) FROM whistle_task"
            " UNION ALL SELECT sum(attempts) FROM notices_delivery UNION ALL SELECT count(*) FROM kernel_record"
        )
        return cursor.fetchall()


def _play_all(settings: Any, tmp_path: Path, *, nightly: bool) -> None:
    settings.MEDIA_ROOT, settings.ANCHOR_DIR = tmp_path / "media", tmp_path / "anchors"
    city = build()
    wrong = [
        line for name, row in JOBS.items() if name in ours() and not row.shown_by and row.nightly <= nightly
        for line in play(city, name, row)
    ]  # fmt: skip
    assert not wrong, "\n".join(["", *wrong])


def test_every_job_run_twice_has_the_effect_of_once(committed_db: None, settings: Any, tmp_path: Path) -> None:
    _play_all(settings, tmp_path, nightly=False)


@pytest.mark.nightly
def test_every_job_run_twice_has_the_effect_of_once_the_slow_ones_too(
    committed_db: None, settings: Any, tmp_path: Path
) -> None:
    _play_all(settings, tmp_path, nightly=True)
