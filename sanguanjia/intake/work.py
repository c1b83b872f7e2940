"""Reading and filing of large exports, act by act; what a job and the command line run.

Both may be run twice, also at the same time: every part is an act that locks the batch and looks where it stands. A
run that finds another one ahead of it ends quietly.
"""

from __future__ import annotations

import gc
import secrets
import tempfile
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from sanguanjia.access import queries as access
from sanguanjia.kernel.actor import ANONYMOUS, SYSTEM, Actor
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.registry.actions.rosters import Upload

from . import actions, queries, staging, store
from .models import HotlineBatch, HotlineFile
from .types import PART_READ, BatchRef, BatchState, Judged

_PATIENCE = 900  # seconds


def read(home_id: int, batch_id: int) -> None:
    """Read the kept file of a batch into its preview, or refuse it."""
    file = HotlineFile.objects.filter(estate_id=home_id, batch_id=batch_id).first()
    if file is None:
        return  # read already
    estates = store.estates_of(store.desk(home_id).place)
    with tempfile.NamedTemporaryFile(prefix="sgj-sheets-") as copy:
        copy.write(file.bytes())
        copy.flush()
        try:
            _stage(home_id, batch_id, staging.judged(Path(copy.name), estates), staging.rows_in(Path(copy.name)))
        except Refusal as refusal:
            if _is_elsewhere(refusal):
                return
            reason = refusal.reasons[0]
            verdict = str(reason.data.get("verdict", reason.code))
            actions.refuse_sheets(SYSTEM, estate_id=home_id, batch_id=batch_id, verdict=verdict)


def _stage(home_id: int, batch_id: int, judged: Iterator[Judged], expected: int) -> None:
    done, run = 0, secrets.randbelow(1 << 31)
    part = list(islice(judged, PART_READ))
    while True:
        following = list(islice(judged, PART_READ))
        last = not following
        actions.stage_sheets(
            SYSTEM, estate_id=home_id, batch_id=batch_id, found=part, run=run, done=done, last=last, expected=expected
        )  # fmt: skip
        done += len(part)
        if not following:
            return
        part = following


def file(home_id: int, batch_id: int) -> tuple[int, int]:
    """File what is left of a committed batch; answers how many matters were opened and calls joined."""
    gc.disable()  # a part makes some ten thousand objects and no cycles: looking for them is a tenth of the work
    try:
        return _sums(_parts(home_id, batch_id))
    finally:
        gc.enable()


def _parts(home_id: int, batch_id: int) -> Iterator[BatchRef]:
    batch = HotlineBatch.objects.get(estate_id=home_id, pk=batch_id)
    account = access.load_account(batch.committed_by) if batch.committed_by is not None else None
    actor = access.actor_of(account) if account else ANONYMOUS
    state = batch.state
    while state == BatchState.COMMITTING.value:
        try:
            part = actions.file_sheets(actor, estate_id=home_id, batch_id=batch_id)
        except Refusal as refusal:
            if not _is_elsewhere(refusal):
                code = refusal.reasons[0].code
                actions.stop_sheets(SYSTEM, estate_id=home_id, batch_id=batch_id, verdict=code)
            return
        yield part
        state = part.state


def load(actor: Actor, home_id: int, upload: Upload, door: str) -> Iterator[tuple[Judged, str]]:
    """Take an export in from beginning to end, as the desk does on its pages, in one call: every row as it was judged,
    with the tracking code of its matter.

    The same file again goes on where it was broken off, or changes nothing. Refuses what the acts refuse, and
    `sheets_stopped` when a part of it was.
    """
    batch = queries.batch_of_file(home_id, upload.sha256)
    if batch is not None and batch.state == BatchState.DONE.value:
        return _seen_again(home_id, upload)
    batch_id = batch.pk if batch else actions.upload_sheets(actor, estate_id=home_id, upload=upload, door=door).id
    read(home_id, batch_id)
    batch = _left(home_id, batch_id, BatchState.READING)
    if batch.state == BatchState.REFUSED.value:
        refuse("sheets_unfit", "file", sentence=batch.verdict, verdict=batch.verdict)
    if batch.state in (BatchState.READY.value, BatchState.STOPPED.value) and store.to_file(batch, 1):
        actions.commit_sheets(actor, estate_id=home_id, batch_id=batch_id)
    file(home_id, batch_id)
    batch = _left(home_id, batch_id, BatchState.COMMITTING)
    if batch.state == BatchState.STOPPED.value:
        refuse("sheets_stopped", "file", why=batch.verdict)
    return queries.outcomes(home_id, batch_id)


def _left(home_id: int, batch_id: int, state: BatchState) -> HotlineBatch:
    """The batch once it has left a state: a worker of this city may have been faster, and is waited for."""
    until = time.monotonic() + _PATIENCE
    while (batch := queries.batch(home_id, batch_id)).state == state.value and time.monotonic() < until:
        time.sleep(0.5)
    return batch


def _seen_again(home_id: int, upload: Upload) -> Iterator[tuple[Judged, str]]:
    """A file that went in before: judged, and nothing written."""
    estates = store.estates_of(store.desk(home_id).place)
    judged = staging.judged(upload.path, estates)
    while part := list(islice(judged, PART_READ)):
        codes = queries.codes_of(home_id, {one.sheet.sheet_no for one in part})
        for one in staging.known_before(home_id, part, estates):
            yield one, codes.get(one.sheet.sheet_no, "")


def _sums(parts: Iterable[BatchRef]) -> tuple[int, int]:
    opened = joined = 0
    for part in parts:
        opened, joined = opened + part.opened, joined + part.joined
    return opened, joined


def _is_elsewhere(refusal: Refusal) -> bool:
    """Another run of the same work was faster, or the desk withdrew it: this one has nothing to do."""
    return any(reason.code == "sheets_not_now" for reason in refusal.reasons)
