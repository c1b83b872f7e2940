"""The job that obeys the retention classes, every night."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.models import Home

from .actions import retention_run


@app.periodic(cron="40 19 * * *", periodic_id="privacy.retention")  # 03:40 in Shanghai
@app.task(name="privacy.retention", queueing_lock="privacy.retention", pass_context=False)
def obey_retention(timestamp: int = 0) -> dict[str, int]:
    """Answers how many rows went, by table. The same tick twice has one effect."""
    key = f"retention-{timestamp}" if timestamp else None
    return retention_run(SYSTEM, key=key, estate_id=Home.PLATFORM_ID)
