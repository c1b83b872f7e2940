"""What the platform does by itself: procedures go on when something outside happened; what is late is told, once."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from procrastinate.contrib.django import app

from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Act
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.policy import clock_rows

from . import actions, queries
from .types import ProcedureRef

log = logging.getLogger(__name__)
_ROUNDS = 5


@app.periodic(cron="*/10 * * * *", periodic_id="assemblies.tend")
@app.task(name="assemblies.tend", queueing_lock="assemblies.tend", lock="assemblies.tend", pass_context=False)
def tend(timestamp: int = 0) -> int:
    """Every ten minutes. Answers how many procedures moved."""
    return 0 if clock.has_jumped() else tend_due()


@app.periodic(cron="35 * * * *", periodic_id="assemblies.reckon_again")
@app.task(name="assemblies.reckon_again", queueing_lock="assemblies.reckon_again", lock="assemblies.reckon_again")
def reckon_again(timestamp: int = 0) -> int:
    """Every hour: procedures whose clocks stood on a calendar that was published or corrected since."""
    return clock_rows.reckon_all(queries.doubtful(), actions.reckon_again, "procedure_id")


def tend_due() -> int:
    """Everything that moves on, as long as one move makes another, then everything that is late; each in its own
    transaction under a key of its own, so that twice has the effect of once."""
    moved = 0
    for _ in range(_ROUNDS):
        last = moved
        moved += _each(actions.follow, queries.moving())
        if moved == last:
            break
    return moved + _each(actions.warn, queries.late(clock.now()))


def _each(act: Act[ProcedureRef], due: Iterable[tuple[int, int, int]]) -> int:
    moved = 0
    for estate_id, procedure_id, version in due:
        key = f"{act.name}:{procedure_id}:{version}"
        try:
            act(SYSTEM, key=key, estate_id=estate_id, procedure_id=procedure_id, version=version)
            moved += 1
        except Refusal as refusal:  # somebody was faster: the next run looks again
            log.info("left alone", extra={"procedure": procedure_id, "why": refusal.reasons[0].code})
    return moved
