"""A second person decides whether a matter is left out of the rates (审批剔除)."""

from __future__ import annotations

from sanguanjia.cases.step import carry_out, open_case
from sanguanjia.cases.types import CaseRef
from sanguanjia.kernel.act import Deed, act


@act("cases.decide_exclusion")
def decide_exclusion(
    deed: Deed,
    *,
    estate_id: int,
    case_id: int,
    version: int | None = None,
    granted: bool,
    words: str,
) -> CaseRef:
    """Refuses not_found, not_permitted, stale, wrong_phase, missing,
    no_exclusion_asked, second_person_needed.
    """
    step = open_case(deed, "decide_exclusion", estate_id, case_id, version)
    return carry_out(step, granted=granted, words=words, account_id=deed.actor.account_id)
