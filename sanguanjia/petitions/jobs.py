"""What the platform does by itself: windows that nobody used close, and what is late is told, once.

Each petition in its own transaction under a key of its own: run twice, or by two workers at once, it has one effect.
"""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.policy import clock_rows

from . import actions, queries

log = logging.getLogger(__name__)
MOST_AT_ONCE = 500


@app.periodic(cron="*/10 * * * *", periodic_id="petitions.tend")
@app.task(name="petitions.tend", queueing_lock="petitions.tend", lock="petitions.tend", pass_context=False)
def tend(timestamp: int = 0) -> int:
    """Every ten minutes: clocks of days. Answers how many petitions moved."""
    return 0 if clock.has_jumped() else tend_due()


@app.periodic(cron="25 * * * *", periodic_id="petitions.reckon_again")
@app.task(name="petitions.reckon_again", queueing_lock="petitions.reckon_again", lock="petitions.reckon_again")
def reckon_again(timestamp: int = 0) -> int:
    """Every hour: petitions whose clocks stood on a calendar that was published or corrected since."""
    return reckon_provisional()


def reckon_provisional() -> int:
    """Every doubtful petition looked at once; answers how many moved."""
    return clock_rows.reckon_all(queries.doubtful(), actions.reckon_again, "petition_id")


def tend_due() -> int:
    """Everything the platform owes now."""
    moved = 0
    for home_id, petition_id, version, state in queries.due(clock.now(), MOST_AT_ONCE):
        acts = (actions.lapse, actions.warn) if state in ("answered", "reviewed") else (actions.warn,)
        for act in acts:
            try:
                act(SYSTEM, key=f"petition-{petition_id}-{version}-{act.name}", estate_id=home_id,
                    petition_id=petition_id, version=version)  # fmt: skip
                moved += 1
                break
            except Refusal as refusal:
                log.info("left alone", extra={"petition": petition_id, "why": refusal.reasons[0].code})
    return moved
