"""Not solved: the reporter sends it back to the same unit (没解决，退回重办)."""

from __future__ import annotations

from sanguanjia.cases.photos import StoredPhoto
from sanguanjia.cases.step import carry_out, open_case
from sanguanjia.cases.types import CaseRef
from sanguanjia.kernel.act import Deed, act


@act("cases.reopen")
def reopen(
    deed: Deed,
    *,
    estate_id: int,
    case_id: int,
    version: int | None = None,
    words: str,
    photos: tuple[StoredPhoto, ...] = (),
) -> CaseRef:
    """Refuses not_found, not_permitted, stale, wrong_phase, missing, report_anew, too_late_to_reopen."""
    step = open_case(deed, "reopen", estate_id, case_id, version)
    return carry_out(step, words=words, photos=photos)
