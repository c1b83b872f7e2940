"""A mark after silence had closed it (补充评价), once."""

from __future__ import annotations

from sanguanjia.cases.step import carry_out, open_case
from sanguanjia.cases.types import CaseRef
from sanguanjia.kernel.act import Deed, act


@act("cases.rate")
def rate(
    deed: Deed,
    *,
    estate_id: int,
    case_id: int,
    version: int | None = None,
    satisfaction: int,
    words: str = "",
) -> CaseRef:
    """Refuses not_found, not_permitted, stale, wrong_phase, satisfaction_out_of_range, already_rated,
    too_late_to_reopen.
    """
    step = open_case(deed, "rate", estate_id, case_id, version)
    return carry_out(step, satisfaction=satisfaction, words=words)
