"""The worker says: done (完工). The unit still has to close the matter."""

from __future__ import annotations

from sanguanjia.cases.photos import StoredPhoto
from sanguanjia.cases.step import carry_out, open_case
from sanguanjia.cases.types import CaseRef
from sanguanjia.kernel.act import Deed, act


@act("cases.finish")
def finish(
    deed: Deed,
    *,
    estate_id: int,
    case_id: int,
    version: int | None = None,
    words: str,
    photos: tuple[StoredPhoto, ...] = (),
) -> CaseRef:
    """Refuses not_found, not_permitted, stale, wrong_phase, missing, too_long."""
    step = open_case(deed, "finish", estate_id, case_id, version)
    return carry_out(step, words=words, photos=photos)
