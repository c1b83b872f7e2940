"""The reporter confirms (确认): solved or not, and how satisfied."""

from __future__ import annotations

from sanguanjia.cases.step import carry_out, open_case
from sanguanjia.cases.types import CaseRef
from sanguanjia.kernel.act import Deed, act


@act("cases.confirm")
def confirm(
    deed: Deed,
    *,
    estate_id: int,
    case_id: int,
    version: int | None = None,
    solved: bool,
    satisfaction: int,
    words: str = "",
) -> CaseRef:
    """`satisfaction` 1 to 5. Refuses not_found, not_permitted, stale, wrong_phase, satisfaction_out_of_range."""
    step = open_case(deed, "confirm", estate_id, case_id, version)
    return carry_out(step, solved=solved, satisfaction=satisfaction, words=words)
