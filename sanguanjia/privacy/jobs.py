"""The job that obeys the retention classes, every night; the one that seals everything under a new key, when wanted."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.models import Home

from .actions import finish_rotation, retention_run
from .models import KeyRotation
from .rotation import carry_on


@app.periodic(cron="40 19 * * *", periodic_id="privacy.retention")  # 03:40 in Shanghai
@app.task(name="privacy.retention", queueing_lock="privacy.retention", pass_context=False)
def obey_retention(timestamp: int = 0) -> dict[str, int]:
    """Answers how many rows went, by table. The same tick twice has one effect. Nothing goes by a clock that has just
    jumped: the next night is soon enough."""
    if clock.has_jumped():
        return {}
    key = f"retention-{timestamp}" if timestamp else None
    return retention_run(SYSTEM, key=key, estate_id=Home.PLATFORM_ID)


@app.task(name="privacy.rotate_keys", lock="privacy.rotate_keys", pass_context=False)
def rotate_keys(rotation_id: int) -> int:
    """Seal every value under the new key, while the city runs; answers how many. A second run goes on where the first
    stopped, and does nothing where it was done."""
    row = KeyRotation.objects.filter(estate_id=Home.PLATFORM_ID, pk=rotation_id).first()
    if row is None or row.finished_at is not None:
        return 0
    done = carry_on(row.keys_before, suite=row.suite or None, alias="default")
    finish_rotation(
        SYSTEM, key=f"rotation-{rotation_id}", estate_id=Home.PLATFORM_ID, rotation_id=rotation_id, outcome=done
    )
    return done.values
