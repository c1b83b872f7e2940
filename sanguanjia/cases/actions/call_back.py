"""The front desk asks a reporter who said nothing (回访), by phone or SMS."""

from __future__ import annotations

from sanguanjia.cases.step import carry_out, open_case
from sanguanjia.cases.types import CaseRef
from sanguanjia.kernel.act import Deed, act


@act("cases.call_back")
def call_back(
    deed: Deed,
    *,
    estate_id: int,
    case_id: int,
    version: int | None = None,
    channel: str,
    result: str,
    satisfaction: int | None = None,
    words: str,
) -> CaseRef:
    """`result`: solved, accepted (the explanation), redo, unreached. Refuses not_found, not_permitted, stale,
    wrong_phase, missing, unknown_call, said_already, satisfaction_out_of_range, report_anew, too_late_to_reopen.
    """
    step = open_case(deed, "call_back", estate_id, case_id, version)
    return carry_out(step, channel=channel, result=result, satisfaction=satisfaction, words=words)
