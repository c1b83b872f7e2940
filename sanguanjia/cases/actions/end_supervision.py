"""The office that presses a unit is content with its report, or asks again."""

from __future__ import annotations

from sanguanjia.cases.step import carry_out, open_case
from sanguanjia.cases.types import CaseRef
from sanguanjia.kernel.act import Deed, act


@act("cases.end_supervision")
def end_supervision(
    deed: Deed,
    *,
    estate_id: int,
    case_id: int,
    version: int | None = None,
    accepted: bool,
    words: str,
) -> CaseRef:
    """Refuses not_found, not_permitted, stale, wrong_phase, missing, case_not_supervised, report_not_yet."""
    step = open_case(deed, "end_supervision", estate_id, case_id, version)
    return carry_out(step, words=words, accepted=accepted)
