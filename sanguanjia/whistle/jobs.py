"""What the platform does by itself: what is late is told one level up, pauses end, tasks without a desk find it.

Each task in its own transaction under a key of its own: run twice, or by two workers at once, it has one effect.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from procrastinate.contrib.django import app

from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.policy import clock_rows

from . import actions, queries, store

log = logging.getLogger(__name__)
MOST_AT_ONCE = 500


@app.periodic(cron="* * * * *", periodic_id="whistle.tend")
@app.task(name="whistle.tend", queueing_lock="whistle.tend", lock="whistle.tend", pass_context=False)
def tend(timestamp: int = 0) -> int:
    """Every minute. Answers how many tasks moved."""
    return 0 if clock.has_jumped() else tend_due()


@app.periodic(cron="20 * * * *", periodic_id="whistle.reckon_again")
@app.task(name="whistle.reckon_again", queueing_lock="whistle.reckon_again", lock="whistle.reckon_again")
def reckon_again(timestamp: int = 0) -> int:
    """Every hour: tasks whose clocks stood on a calendar that was published or corrected since."""
    return reckon_provisional()


@app.periodic(cron="50 3 * * *", periodic_id="whistle.sweep_photos")
@app.task(name="whistle.sweep_photos", queueing_lock="whistle.sweep_photos", lock="whistle.sweep_photos")
def sweep_photos(timestamp: int = 0) -> int:
    """Every night: files of forms that were refused, a day later."""
    return sweep_unused_photos()


def reckon_provisional() -> int:
    """Every doubtful task looked at once; answers how many moved."""
    return clock_rows.reckon_all(queries.doubtful(), actions.reckon_again, "task_id")


def sweep_unused_photos() -> int:
    """Delete pictures older than a day that no attempt and no task has. Answers how many."""
    return store.album.sweep((clock.now() - timedelta(days=1)).timestamp(), queries.photos_used)


def tend_due() -> int:
    """Everything the platform owes now."""
    moved = 0
    for estate_id, task_id, state, version in queries.due(clock.now(), MOST_AT_ONCE):
        act = actions.resume if state == "paused" else actions.climb
        try:
            act(SYSTEM, key=f"whistle-{task_id}-{version}", estate_id=estate_id, task_id=task_id, version=version)
            moved += 1
        except Refusal as refusal:
            log.info("left alone", extra={"task": task_id, "why": refusal.reasons[0].code})
    for estate_id, task_id, version in queries.without_desk(MOST_AT_ONCE):
        actions.assign(SYSTEM, key=f"whistle-desk-{task_id}-{version}", estate_id=estate_id, task_id=task_id)
        moved += 1
    return moved
