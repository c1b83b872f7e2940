"""What the platform does by itself: late tasks are told one office up; triggers propose matters for the conference.

Each in its own transaction under a key of its own: run twice, or by two workers at once, it has one effect.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from procrastinate.contrib.django import app

from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.policy import clock_rows

from . import actions, queries, store
from .rules.triggers import fired
from .values import council_policy

log = logging.getLogger(__name__)
MOST_AT_ONCE = 500


@app.periodic(cron="* * * * *", periodic_id="councils.tend")
@app.task(name="councils.tend", queueing_lock="councils.tend", lock="councils.tend", pass_context=False)
def tend(timestamp: int = 0) -> int:
    """Every minute. Answers how many tasks moved."""
    return 0 if clock.has_jumped() else tend_due()


@app.periodic(cron="10 * * * *", periodic_id="councils.propose")
@app.task(name="councils.propose", queueing_lock="councils.propose", lock="councils.propose", pass_context=False)
def propose(timestamp: int = 0) -> int:
    """Every hour. Answers how many matters were proposed."""
    return 0 if clock.has_jumped() else propose_due()


@app.periodic(cron="55 3 * * *", periodic_id="councils.sweep_photos")
@app.task(name="councils.sweep_photos", queueing_lock="councils.sweep_photos", lock="councils.sweep_photos")
def sweep_photos(timestamp: int = 0) -> int:
    """Every night: files of forms that were refused, a day later."""
    return 0 if clock.has_jumped() else sweep_unused_photos()


@app.periodic(cron="35 * * * *", periodic_id="councils.reckon_again")
@app.task(name="councils.reckon_again", queueing_lock="councils.reckon_again", lock="councils.reckon_again")
def reckon_again(timestamp: int = 0) -> int:
    """Every hour: tasks that stood on a calendar that was published or corrected since."""
    return reckon_provisional()


def reckon_provisional() -> int:
    """Every doubtful task looked at once; answers how many moved."""
    return clock_rows.reckon_all(queries.doubtful(), actions.reckon_again, "task_id")


def sweep_unused_photos() -> int:
    """Delete pictures older than a day that no finding, opinion or history has. Answers how many."""
    return store.album.sweep((clock.now() - timedelta(days=1)).timestamp(), queries.photos_used)


def tend_due() -> int:
    """Every task whose clock ran out."""
    moved = 0
    for estate_id, task_id, version in queries.due(clock.now(), MOST_AT_ONCE):
        try:
            actions.climb(
                SYSTEM, key=f"councils-{task_id}-{version}", estate_id=estate_id, task_id=task_id, version=version
            )
            moved += 1
        except Refusal as refusal:
            log.info("left alone", extra={"task": task_id, "why": refusal.reasons[0].code})
    return moved


def propose_due() -> int:
    """Every matter that fires a trigger and was never proposed, to its district's conference; the first one counts."""
    made = 0
    policies = {}
    for estate_id, case_id, path, facts in queries.candidates(clock.now()):
        district = Home.objects.filter(
            pk__in=[int(part) for part in path.strip("/").split("/")], kind="district"
        ).first()
        if district is None:
            continue
        if district.pk not in policies:
            policies[district.pk] = council_policy(district, clock.today())
        found = fired(policies[district.pk].triggers, facts)
        if not found:
            continue
        try:
            actions.propose(
                SYSTEM, key=f"propose-{case_id}", estate_id=district.pk, matter_estate_id=estate_id,
                matter_id=case_id, trigger=found[0].code,
            )  # fmt: skip
            made += 1
        except Refusal as refusal:
            log.info("not proposed", extra={"case": case_id, "why": refusal.reasons[0].code})
    return made
