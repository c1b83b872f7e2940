"""The job that tells other systems. Every ten seconds; two workers share the work."""

from __future__ import annotations

from procrastinate.contrib.django import app

from . import sending, spreading


@app.periodic(cron="* * * * * */10", periodic_id="interfaces.tend")
@app.task(name="interfaces.tend", queueing_lock="interfaces.tend", pass_context=False)
def tend(timestamp: int = 0) -> int:
    """Answers how many deliveries arrived."""
    return work_off()


def work_off() -> int:
    """Everything that is owed now. Answers how many deliveries arrived."""
    spreading.spread()
    return sending.send_due()
