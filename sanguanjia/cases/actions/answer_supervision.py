"""The unit reports to the office that presses it."""

from __future__ import annotations

from sanguanjia.cases.step import carry_out, open_case
from sanguanjia.cases.types import CaseRef
from sanguanjia.kernel.act import Deed, act


@act("cases.answer_supervision")
def answer_supervision(
    deed: Deed,
    *,
    estate_id: int,
    case_id: int,
    version: int | None = None,
    words: str,
) -> CaseRef:
    """Refuses not_found, not_permitted, stale, wrong_phase, missing, case_not_supervised."""
    step = open_case(deed, "answer_supervision", estate_id, case_id, version)
    return carry_out(step, words=words)
