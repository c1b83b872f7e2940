"""What this room tidies up: codes and counts nobody needs any more, sessions that have ended."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sanguanjia.access import codes, sessions, throttle


@app.periodic(cron="17 * * * *", periodic_id="access.sweep")
@app.task(name="access.sweep", queueing_lock="access.sweep", lock="access.sweep", pass_context=False)
def sweep(timestamp: int = 0) -> int:
    """Every hour; answers how many rows went."""
    return codes.sweep() + throttle.sweep() + sessions.sweep()
