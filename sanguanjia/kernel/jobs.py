"""Jobs whose worker died in the middle run again by themselves.

A worker tells every ten seconds that it lives. When it was killed (or its machine was), its jobs stay "doing": nobody
else takes them, and whatever has the same lock waits behind them, the climbing of overdue matters too. Every minute
they are queued again.

So every job of every room may run twice, also at the same time: it does its work in acts with keys, or looks again
for what is left to do. A job that took its worker with it too often is given up and shouted about.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from asgiref.sync import async_to_sync
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status

from . import clock

log = logging.getLogger(__name__)

SILENT_FOR = 30  # seconds without a sign of life: three heartbeats missed; the worker's own figure
MOST_ATTEMPTS = 10
_SOON = timedelta(minutes=1)


@app.periodic(cron="* * * * *", periodic_id="kernel.queue_stalled_again")
@app.task(name="kernel.queue_stalled_again")  # no lock: nothing may stand in the way of the one that clears the way
def queue_stalled_again(timestamp: int = 0) -> int:
    """Every minute: what dead workers left behind. Answers how many jobs were queued again."""
    believe_no_future()
    stalled = async_to_sync(app.job_manager.get_stalled_jobs)(seconds_since_heartbeat=SILENT_FOR)
    return sum(_again(job) for job in stalled)


def believe_no_future() -> None:
    """What was written while the machine's clock was ahead of now: a sign of life from tomorrow would keep a dead
    worker alive until tomorrow, a job put off until then would keep its successors out. No job of ours is planned."""
    soon = [int(_SOON.total_seconds())]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() "
            "WHERE last_heartbeat > now() + make_interval(secs => %s)",
            soon,
        )
        cursor.execute(
            "UPDATE procrastinate_jobs SET scheduled_at = now() "
            "WHERE status = 'todo' AND scheduled_at > now() + make_interval(secs => %s)",
            soon,
        )


def _again(job: Job) -> bool:
    if job.id is None:
        return False
    if job.attempts >= MOST_ATTEMPTS:
        log.error("job %s (%s) broke off %s times and is given up", job.id, job.task_name, job.attempts)
        return _give_up(job, Status.FAILED)
    try:
        with transaction.atomic():
            app.job_manager.retry_job_by_id(job.id, retry_at=clock.now())
    except UniqueViolation:  # a periodic job of which the next one waits already: that one does the work
        return _give_up(job, Status.ABORTED)
    except ConnectorException as error:  # another worker was faster, or the job ended after all
        log.info("job %s (%s) left as it is: %s", job.id, job.task_name, error)
        return False
    log.warning("job %s (%s) was left by a worker that is gone: queued again", job.id, job.task_name)
    return True


def _give_up(job: Job, status: Status) -> bool:
    try:
        with transaction.atomic():
            async_to_sync(app.job_manager.finish_job)(job, status, delete_job=False)
    except ConnectorException as error:
        log.info("job %s (%s) left as it is: %s", job.id, job.task_name, error)
    return False
