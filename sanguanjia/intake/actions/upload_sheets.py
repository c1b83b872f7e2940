"""Read an export and show what would become of every row; nothing of it is a matter yet."""

from __future__ import annotations

from itertools import islice

from sanguanjia.intake import staging, store
from sanguanjia.intake.models import HotlineBatch, HotlineFile
from sanguanjia.intake.permissions import may_take_in
from sanguanjia.intake.types import IN_REQUEST, BatchRef, BatchState, Door
from sanguanjia.kernel.act import Deed, act
from sanguanjia.registry.actions.rosters import Upload


@act("intake.upload_sheets")
def upload_sheets(deed: Deed, *, estate_id: int, upload: Upload, door: str = Door.HOTLINE.value) -> BatchRef:
    """Keep the rows of an export with their outcomes; a large one is kept as it is, and a job reads it.

    `estate_id` is the home of the desk. Refuses not_permitted, sheets_unfit, sheets_too_many.
    """
    place = store.desk(estate_id)
    deed.permit(may_take_in, place)
    estates = store.estates_of(place.place)
    found = list(islice(staging.judged(upload.path, estates), IN_REQUEST + 1))
    large = len(found) > IN_REQUEST
    batch = HotlineBatch(
        estate_id=estate_id,
        name=upload.name,
        sha256=upload.sha256,
        door=Door(door).value,
        state=(BatchState.READING if large else BatchState.READY).value,
        uploaded_by=deed.actor.account_id,
        uploaded_at=deed.at,
    )
    batch.save(force_insert=True)
    if large:
        _keep(batch, upload)
    else:
        staging.stage(deed, batch, staging.known_before(estate_id, found, estates), estates)
        batch.save(update_fields=["counts"])
    deed.touched(batch)
    return BatchRef(batch.pk, estate_id, state=batch.state)


def _keep(batch: HotlineBatch, upload: Upload) -> None:
    from sanguanjia.intake import jobs

    file = HotlineFile(estate_id=batch.estate_id, batch_id=batch.pk)
    file.put(upload.path.read_bytes())
    file.save(force_insert=True)
    jobs.read_sheets.defer(estate_id=batch.estate_id, batch_id=batch.pk)
