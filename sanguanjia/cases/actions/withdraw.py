"""The reporter takes it back (撤回)."""

from __future__ import annotations

from sanguanjia.cases.step import carry_out, open_case
from sanguanjia.cases.types import CaseRef
from sanguanjia.kernel.act import Deed, act


@act("cases.withdraw")
def withdraw(
    deed: Deed,
    *,
    estate_id: int,
    case_id: int,
    version: int | None = None,
    words: str = "",
) -> CaseRef:
    """Refuses not_found, not_permitted, stale, wrong_phase."""
    step = open_case(deed, "withdraw", estate_id, case_id, version)
    return carry_out(step, words=words)
