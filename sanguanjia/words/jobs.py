"""Learning on a clock, in the worker: web processes never load the library."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError
from procrastinate.contrib.django import app

from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.models import Home

from . import actions, queries, shipped, sources

_AGAIN = timedelta(hours=20)
"""What people confirmed waits for the night: every training is a row of about a megabyte."""


@app.periodic(cron="*/2 * * * *", periodic_id="words.learn")
@app.task(name="words.learn", queueing_lock="words.learn", lock="words.learn", pass_context=False)
def learn(timestamp: int = 0) -> bool:
    """Learn at once when the program brings other examples (or nothing was learned yet), else once a day."""
    from . import learning  # late: every process knows the jobs, only the worker learns

    newest = queries.newest()
    if newest and newest.shipped == learning.digest_of(shipped.examples()) and clock.now() - newest.at < _AGAIN:
        return False
    return learn_if_new()


def learn_if_new() -> bool:
    """Learn from the shipped examples and what the city confirmed, unless just that was learned before."""
    from . import learning

    mine, theirs = shipped.examples(), sources.confirmed()
    known = set(mine)
    everything = [*mine, *(example for example in theirs if example not in known)]
    if queries.known(learning.digest_of(everything)):
        return False
    model = learning.train(everything)
    try:
        actions.learn(
            SYSTEM, key=None, estate_id=Home.PLATFORM_ID, body=model.to_bytes(), shipped=learning.digest_of(mine),
            examples=len(mine), confirmed=len(everything) - len(mine),
        )  # fmt: skip
    except IntegrityError:  # another worker has learned just this meanwhile (one_training_per_digest)
        return False
    queries.forget()
    return True
