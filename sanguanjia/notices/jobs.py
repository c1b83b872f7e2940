"""The job that sends: find receivers, then send what is due. Every ten seconds; two workers share the work."""

from __future__ import annotations

from procrastinate.contrib.django import app

from . import sending, spreading


@app.periodic(cron="* * * * * */10", periodic_id="notices.tend")
@app.task(name="notices.tend", queueing_lock="notices.tend", pass_context=False)
def tend(timestamp: int = 0) -> int:
    """Answers how many messages went out."""
    return work_off()


def work_off() -> int:
    """Everything that is owed now. Answers how many messages went out."""
    spreading.spread_due()
    return sending.send_due()
