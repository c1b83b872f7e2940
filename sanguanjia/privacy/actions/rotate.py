"""The data key is changed: the wish and the outcome are acts; the work between is `rotation.rotate`, by a job or by the
command `sgj keys rotate`, and goes on where it stopped."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from sanguanjia.hosting import keys
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.refusal import refuse
from sanguanjia.privacy.models import KeyRotation
from sanguanjia.privacy.permissions import may_finish_rotation, may_rotate
from sanguanjia.privacy.rotation import Rotated
from sanguanjia.privacy.types import RotationRef


@act("privacy.rotate_keys")
def rotate_keys(deed: Deed, *, estate_id: int, suite: str = "", by_job: bool = True) -> RotationRef:
    """Begin to change the data key, or go on with a change that was interrupted. `estate_id`: the platform's home;
    `by_job` False: whoever asks does the work.

    Refuses not_permitted, step_up_needed, unknown_suite, keys_kept_elsewhere.
    """
    deed.permit(may_rotate, None)
    if suite and suite not in keys.SUITES:
        refuse("unknown_suite", "suite")
    if keys.given_text() is not None:
        refuse("keys_kept_elsewhere")
    row = KeyRotation.objects.select_for_update().filter(estate_id=estate_id, finished_at=None).first()
    if row is None:
        before = sorted(keys.read(Path(settings.DATA_DIR)).keys)
        row = KeyRotation(
            estate_id=estate_id, at=deed.at, by_account_id=deed.actor.account_id, suite=suite, keys_before=before
        )
        row.save(force_insert=True)
        deed.touched(row)
    else:
        deed.touched(row, row_digest(row))
    if by_job:
        from sanguanjia.privacy import jobs

        jobs.rotate_keys.defer(rotation_id=row.id)
    return RotationRef(row.id)


@act("privacy.finish_rotation")
def finish_rotation(deed: Deed, *, estate_id: int, rotation_id: int, outcome: Rotated) -> RotationRef:
    """Note which key is in use now, which were retired, and how many values were sealed anew.

    Refuses not_found, rotation_over.
    """
    deed.permit(may_finish_rotation, None)
    row = KeyRotation.objects.select_for_update().filter(estate_id=estate_id, pk=rotation_id).first()
    row = row or refuse("not_found")
    if row.finished_at is not None:
        refuse("rotation_over")
    before = row_digest(row)
    row.current, row.retired, row.values = outcome.current, list(outcome.retired), outcome.values
    row.passes, row.finished_at = outcome.passes, deed.at
    row.save(update_fields=["current", "retired", "values", "passes", "finished_at"])
    deed.touched(row, before)
    return RotationRef(row.id)
