"""Ask that a matter is left out of the rates (申请剔除), with a reason of the policy's list."""

from __future__ import annotations

from sanguanjia.cases.step import carry_out, open_case
from sanguanjia.cases.types import CaseRef
from sanguanjia.kernel.act import Deed, act


@act("cases.ask_exclusion")
def ask_exclusion(
    deed: Deed,
    *,
    estate_id: int,
    case_id: int,
    version: int | None = None,
    reason: str,
    words: str,
) -> CaseRef:
    """Refuses not_found, not_permitted, stale, wrong_phase, missing,
    unknown_exclusion, excluded_already.
    """
    step = open_case(deed, "ask_exclusion", estate_id, case_id, version)
    return carry_out(step, reason=reason, words=words, account_id=deed.actor.account_id)
