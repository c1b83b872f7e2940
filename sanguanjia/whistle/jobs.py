"""What the platform does by itself: what is late is told one level up, pauses end, tasks without a desk find it.

Each task in its own transaction under a key of its own: run twice, or by two workers at once, it has one effect.
"""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.refusal import Refusal

from . import actions, queries

log = logging.getLogger(__name__)
MOST_AT_ONCE = 500


@app.periodic(cron="* * * * *", periodic_id="whistle.tend")
@app.task(name="whistle.tend", queueing_lock="whistle.tend", lock="whistle.tend", pass_context=False)
def tend(timestamp: int = 0) -> int:
    """Every minute. Answers how many tasks moved."""
    return tend_due()


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
