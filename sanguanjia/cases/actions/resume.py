"""Go on without an answer (继续办理): the unit decides so, or the platform when the answer's clock ran out."""

from __future__ import annotations

from sanguanjia.cases.step import carry_out, open_case
from sanguanjia.cases.types import CaseRef
from sanguanjia.kernel.act import Deed, act


@act("cases.resume")
def resume(
    deed: Deed,
    *,
    estate_id: int,
    case_id: int,
    version: int | None = None,
    words: str = "",
) -> CaseRef:
    """Refuses not_found, not_permitted, stale, wrong_phase."""
    step = open_case(deed, "resume", estate_id, case_id, version)
    return carry_out(step, words=words)
