"""Learning on a clock, in the worker: web processes never load the library."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.models import Home

from . import actions, learning, queries, shipped, sources


@app.periodic(cron="*/15 * * * *", periodic_id="words.learn")
@app.task(name="words.learn", queueing_lock="words.learn", lock="words.learn", pass_context=False)
def learn(timestamp: int = 0) -> bool:
    """Every quarter of an hour: learn if there is anything new to learn from."""
    return learn_if_new()


def learn_if_new() -> bool:
    """Learn from the shipped examples and what the city confirmed, unless just that was learned before."""
    mine, theirs = shipped.examples(), sources.confirmed()
    everything = [*mine, *(example for example in theirs if example not in set(mine))]
    digest = learning.digest_of(everything)
    if queries.known(digest):
        return False
    model = learning.train(everything)
    actions.learn(
        SYSTEM, key=None, estate_id=Home.PLATFORM_ID, body=model.to_bytes(),
        examples=len(mine), confirmed=len(everything) - len(mine),
    )  # fmt: skip
    queries.forget()
    return True
