"""Words (and pictures) added to the history by anyone who has to do with the matter (补充情况)."""

from __future__ import annotations

from sanguanjia.cases.photos import StoredPhoto
from sanguanjia.cases.step import carry_out, open_case
from sanguanjia.cases.types import CaseRef
from sanguanjia.kernel.act import Deed, act


@act("cases.add_note")
def add_note(
    deed: Deed,
    *,
    estate_id: int,
    case_id: int,
    version: int | None = None,
    words: str,
    photos: tuple[StoredPhoto, ...] = (),
) -> CaseRef:
    """Refuses not_found, not_permitted, stale, wrong_phase, missing, too_long."""
    step = open_case(deed, "add_note", estate_id, case_id, version)
    return carry_out(step, words=words, photos=photos)
