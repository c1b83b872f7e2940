"""What the platform does by itself: surveys whose last day has passed are counted. Run twice, it has one effect."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.refusal import Refusal

from . import actions, queries

log = logging.getLogger(__name__)


@app.periodic(cron="20 1 * * *", periodic_id="surveys.close_due")
@app.task(name="surveys.close_due", queueing_lock="surveys.close_due", lock="surveys.close_due", pass_context=False)
def close_due(timestamp: int = 0) -> int:
    """Every night; answers how many were closed."""
    return 0 if clock.has_jumped() else close_all()


def close_all() -> int:
    """Everything that is due now."""
    closed = 0
    for estate_id, survey_id in queries.due(clock.today()):
        try:
            actions.close(SYSTEM, key=f"survey-close-{survey_id}", estate_id=estate_id, survey_id=survey_id)
            closed += 1
        except Refusal as refusal:
            log.info("left alone", extra={"survey": survey_id, "why": refusal.reasons[0].code})
    return closed
