"""The unit that has the matter says how it stands, after an urge (答复催办)."""

from __future__ import annotations

from sanguanjia.cases.step import carry_out, open_case
from sanguanjia.cases.types import CaseRef
from sanguanjia.kernel.act import Deed, act


@act("cases.answer_urge")
def answer_urge(
    deed: Deed,
    *,
    estate_id: int,
    case_id: int,
    version: int | None = None,
    words: str,
) -> CaseRef:
    """Refuses not_found, not_permitted, stale, wrong_phase, missing, not_urged."""
    step = open_case(deed, "answer_urge", estate_id, case_id, version)
    return carry_out(step, words=words)
