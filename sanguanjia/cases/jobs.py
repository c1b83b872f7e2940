"""What the platform does by itself: overdue matters climb, go on without an answer, close after silence; rates are
kept.

Every job looks for what is due and calls the act as the platform, matter by matter, each in its own transaction under a
key of its own: run twice, or by two workers at once, it has one effect. A matter somebody just moved refuses, and is
left.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from procrastinate.contrib.django import app

from sanguanjia.cases import actions, photos, queries
from sanguanjia.cases.rules import clocks
from sanguanjia.cases.types import CaseRef, State
from sanguanjia.cases.values import times_at
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Act
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.policy import queries as policy

log = logging.getLogger(__name__)
MOST_AT_ONCE = 500
_LOOK_AGAIN = timedelta(hours=1)  # a web process may have filed on the old calendar a second after it was replaced

_DUE_ACT: dict[str, Act[CaseRef]] = {
    State.DONE.value: actions.close_by_silence,
    State.WAITING.value: actions.resume,
}


@dataclass
class _Looked:
    """When this process last went through the doubtful clocks, and under which policy."""

    generation: int = -1
    at: datetime | None = None


_looked = _Looked()


@app.periodic(cron="* * * * *", periodic_id="cases.tend")
@app.task(name="cases.tend", queueing_lock="cases.tend", lock="cases.tend", pass_context=False)
def tend(timestamp: int = 0) -> int:
    """Every minute: climb, resume, close by silence. Answers how many matters moved."""
    return 0 if clock.has_jumped() else tend_due()


@app.periodic(cron="* * * * *", periodic_id="cases.reckon_again")
@app.task(name="cases.reckon_again", queueing_lock="cases.reckon_again", lock="cases.reckon_again")
def reckon_again(timestamp: int = 0) -> int:
    """Every minute: was any policy published? Then, and once an hour in any case, reckon what is provisional; clocks of
    corrected years then and an hour later, until each was looked at by some process (`clock_rows.settle`)."""
    generation, now = policy.generation(), clock.now()
    known = _looked.generation == generation
    if known and _looked.at is not None and timedelta() <= now - _looked.at < _LOOK_AGAIN:
        return 0
    moved, left = _reckon_doubtful(MOST_AT_ONCE, queries.corrected_years())
    _looked.generation, _looked.at = generation, now
    if not left:
        queries.settle(now, generation)
    return moved


@app.periodic(cron="10 1 1 * *", periodic_id="cases.keep_rates")
@app.task(name="cases.keep_rates", queueing_lock="cases.keep_rates", lock="cases.keep_rates")
def keep_rates(timestamp: int = 0) -> int:
    """On the first of each month: the rates of the month before, for every office."""
    return 0 if clock.has_jumped() else keep_rates_of_last_month()


@app.periodic(cron="40 3 * * *", periodic_id="cases.sweep_photos")
@app.task(name="cases.sweep_photos", queueing_lock="cases.sweep_photos", lock="cases.sweep_photos")
def sweep_photos(timestamp: int = 0) -> int:
    """Every night: files of reports that were refused, or sent ahead and never used, a day later."""
    return sweep_unused_photos()


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


def reckon_provisional(most: int = MOST_AT_ONCE) -> int:
    """Deadlines reckoned before a year's calendar was out, or on one that was corrected since, on the calendar as it
    is now. Answers how many matters moved.

    Clocks are read in batches and reckoned in memory; only a matter with an end or a mark that changes is locked.
    """
    return _reckon_doubtful(most, policy.corrected_years())[0]


def _reckon_doubtful(most: int, corrected: list[int]) -> tuple[int, int]:
    """(matters that moved, matters that somebody else moved meanwhile and that are to be looked at again)."""
    moved, left, after = 0, 0, (0, 0)
    while found := queries.provisional(after, most, corrected):
        changed = {(s.estate_id, s.case_id): s.version for s in found if _changes(s)}
        done = sum(_reckon(*matter, version) for matter, version in changed.items())
        moved, left = moved + done, left + len(changed) - done
        after = (found[-1].estate_id, found[-1].clock.id)
    return moved, left


def _changes(standing: queries.Standing) -> bool:
    return clocks.reckon_again(standing.clock, times_at(standing.path, clock.now())) != standing.clock


def _reckon(estate_id: int, case_id: int, version: int) -> bool:
    act = actions.reckon_again
    key = f"{act.name}:{case_id}:{version}:{policy.generation()}"  # the version says which clocks there are
    try:
        act(SYSTEM, key=key, estate_id=estate_id, case_id=case_id, version=version)
    except Refusal as refusal:  # somebody moved it meanwhile: seen again within the hour
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


def sweep_unused_photos() -> int:
    """Delete pictures older than a day that no matter has. Answers how many."""
    return photos.sweep((clock.now() - timedelta(days=1)).timestamp(), queries.photos_used)
