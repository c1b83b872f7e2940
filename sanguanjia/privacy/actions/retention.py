"""The retention job's act: what is past its time goes, table by table, and the run is stored with its counts."""

from __future__ import annotations

from datetime import timedelta

from sanguanjia.kernel.act import Deed, act
from sanguanjia.privacy import catalogue, sweeps
from sanguanjia.privacy.models import RetentionRun
from sanguanjia.privacy.permissions import may_run


@act("privacy.retention_run")
def retention_run(deed: Deed, *, estate_id: int) -> dict[str, int]:
    """Delete what the classes say is past its days. `estate_id` is the platform's home. Answers the counts by table."""
    deed.permit(may_run, None)
    counts: dict[str, int] = {}
    for table, sweep in sweeps.SWEEPS.items():
        kind = catalogue.classes()[catalogue.class_of_table()[table]]
        if kind.days is None:
            continue
        before = deed.at - timedelta(days=kind.days)
        counts[table] = sweep(before)
        row = RetentionRun(
            estate_id=deed.estate_id, at=deed.at, table=table, retention=kind.key, before=before, rows=counts[table]
        )
        row.save(force_insert=True)
        deed.touched(row)
    return counts
