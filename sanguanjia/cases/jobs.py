"""What the platform does by itself: overdue matters climb, go on without an answer, close after silence; rates are
kept.

Every job looks for what is due and calls the act as the platform, matter by matter, each in its own transaction under a
key of its own: run twice, or by two workers at once, it has one effect. A matter somebody just moved refuses, and is
left.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from procrastinate.contrib.django import app

from sanguanjia.cases import actions, queries
from sanguanjia.cases.types import CaseRef, State
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Act
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.refusal import Refusal

log = logging.getLogger(__name__)
MOST_AT_ONCE = 500

_DUE_ACT: dict[str, Act[CaseRef]] = {
    State.DONE.value: actions.close_by_silence,
    State.WAITING.value: actions.resume,
}


@app.periodic(cron="* * * * *", periodic_id="cases.tend")
@app.task(name="cases.tend", queueing_lock="cases.tend", lock="cases.tend", pass_context=False)
def tend(timestamp: int = 0) -> int:
    """Every minute: climb, resume, close by silence. Answers how many matters moved."""
    return tend_due()


@app.periodic(cron="10 1 1 * *", periodic_id="cases.keep_rates")
@app.task(name="cases.keep_rates", queueing_lock="cases.keep_rates", lock="cases.keep_rates")
def keep_rates(timestamp: int = 0) -> int:
    """On the first of each month: the rates of the month before, for every office."""
    return keep_rates_of_last_month()


def tend_due(most: int = MOST_AT_ONCE) -> int:
    """Do everything that is due now, the longest overdue first; work through several batches if there is more."""
    moved = 0
    while True:
        done, seen = _batch(most)
        moved += done
        if seen < most or done == 0:  # nothing left, or nothing that can be moved: the next minute tries again
            return moved


def _batch(most: int) -> tuple[int, int]:
    due = queries.due(clock.now(), most)
    return sum(_tend(*row) for row in due), len(due)


def _tend(estate_id: int, case_id: int, state: str, version: int) -> bool:
    act = _DUE_ACT.get(state, actions.climb)
    try:
        act(SYSTEM, key=f"{act.name}:{case_id}:{version}", estate_id=estate_id, case_id=case_id, version=version)
    except Refusal as refusal:  # somebody was faster: what it is now will be seen next time
        log.info("matter %s/%s left as it is: %s", estate_id, case_id, refusal)
        return False
    return True


def keep_rates_of_last_month() -> int:
    """One snapshot per neighbourhood, subdistrict, district and city; a place that has one for the month is left."""
    last_day = clock.today().replace(day=1) - timedelta(days=1)
    first_day = last_day.replace(day=1)
    homes = queries.offices_without_rates(first_day, last_day)
    for home_id in homes:
        actions.take_rates(
            SYSTEM, key=f"cases.rates:{first_day}:{last_day}", estate_id=home_id, first_day=first_day, last_day=last_day
        )
    return len(homes)
