"""Grant or refuse more time (审批延期)."""

from __future__ import annotations

from sanguanjia.cases.step import carry_out, open_case
from sanguanjia.cases.types import CaseRef
from sanguanjia.kernel.act import Deed, act


@act("cases.decide_extension")
def decide_extension(
    deed: Deed,
    *,
    estate_id: int,
    case_id: int,
    version: int | None = None,
    granted: bool,
    words: str,
) -> CaseRef:
    """Refuses not_found, not_permitted, stale, wrong_phase, missing, no_extension_asked."""
    step = open_case(deed, "decide_extension", estate_id, case_id, version)
    return carry_out(step, granted=granted, words=words)
