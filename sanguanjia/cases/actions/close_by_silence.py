"""Nobody answered within the policy's days: closed (到期自动结案). Done by the platform."""

from __future__ import annotations

from sanguanjia.cases.step import carry_out, open_case
from sanguanjia.cases.types import CaseRef
from sanguanjia.kernel.act import Deed, act


@act("cases.close_by_silence")
def close_by_silence(
    deed: Deed,
    *,
    estate_id: int,
    case_id: int,
    version: int | None = None,
) -> CaseRef:
    """Refuses not_found, not_permitted, wrong_phase, not_overdue."""
    step = open_case(deed, "close_by_silence", estate_id, case_id, version)
    return carry_out(step)
