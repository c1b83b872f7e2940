"""The reporter, the hotline or an office above asks to hurry (催办); the unit owes an answer."""

from __future__ import annotations

from sanguanjia.cases.step import carry_out, open_case
from sanguanjia.cases.types import CaseRef
from sanguanjia.kernel.act import Deed, act


@act("cases.urge")
def urge(
    deed: Deed,
    *,
    estate_id: int,
    case_id: int,
    version: int | None = None,
    words: str = "",
) -> CaseRef:
    """Refuses not_found, not_permitted, stale, wrong_phase, urged_already."""
    step = open_case(deed, "urge", estate_id, case_id, version)
    return carry_out(step, words=words)
