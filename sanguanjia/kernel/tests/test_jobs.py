"""Jobs of dead workers are queued again; those of living ones are left."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from sanguanjia.kernel import jobs

pytestmark = pytest.mark.django_db


@app.task(name="kernel.tests.noted")
def noted(number: int) -> None:
    """Does nothing."""


def sql(statement: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone() if cursor.description else None


def worker(seconds_ago: int) -> int:
    """A worker that gave its last sign of life so many seconds ago."""
    return int(
        sql(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s))"
            " RETURNING id",
            seconds_ago,
        )[0]
    )


def begun(by: int | None, *, attempts: int = 0, **more: Any) -> int:
    """A job somebody is doing."""
    number = noted.configure(**more).defer(number=1)
    sql(
        "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s, attempts = %s WHERE id = %s",
        by, attempts, number,
    )  # fmt: skip
    return int(number)


def status(job: int) -> str:
    return str(sql("SELECT status FROM procrastinate_jobs WHERE id = %s", job)[0])


def test_a_job_of_a_dead_worker_is_queued_again_once() -> None:
    dead, pruned, alive = begun(worker(31)), begun(None), begun(worker(5))
    assert jobs.queue_stalled_again() == 2
    assert [status(job) for job in (dead, pruned, alive)] == ["todo", "todo", "doing"]
    assert sql("SELECT attempts FROM procrastinate_jobs WHERE id = %s", dead) == (1,)
    assert jobs.queue_stalled_again() == 0


def test_where_the_next_of_its_kind_waits_already_that_one_does_the_work() -> None:
    left = begun(worker(60), queueing_lock="tend", lock="tend")
    waiting = noted.configure(queueing_lock="tend", lock="tend").defer(number=2)
    assert jobs.queue_stalled_again() == 0
    assert (status(left), status(waiting)) == ("aborted", "todo")


def test_a_job_that_takes_its_worker_along_is_given_up(caplog: pytest.LogCaptureFixture) -> None:
    job = begun(worker(60), attempts=jobs.MOST_ATTEMPTS)
    assert jobs.queue_stalled_again() == 0
    assert status(job) == "failed"
    assert "given up" in caplog.text


ROOMS = ("sanguanjia.kernel.", "sanguanjia.registry.", "sanguanjia.cases.")  # rooms above try their own jobs


def test_the_periodic_jobs_run_twice_without_harm() -> None:
    """Whatever runs by the clock may be queued again after its worker died: with nothing left to do it does nothing."""
    ours = [task for task in app.tasks.values() if task.func.__module__.startswith(ROOMS)]
    assert jobs.queue_stalled_again in ours
    periodic = {each.task for each in app.periodic_registry.periodic_tasks.values()}
    for task in periodic:
        if task in ours and not task.pass_context:
            task(timestamp=0)
            task(timestamp=0)
