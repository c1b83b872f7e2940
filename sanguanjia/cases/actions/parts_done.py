"""Every part is accepted: closed (各部门任务均已验收). Done by the platform, for the whistle room."""

from __future__ import annotations

from sanguanjia.cases.step import carry_out, open_case
from sanguanjia.cases.types import CaseRef
from sanguanjia.kernel.act import Deed, act


@act("cases.parts_done")
def parts_done(
    deed: Deed,
    *,
    estate_id: int,
    case_id: int,
    version: int | None = None,
    words: str,
) -> CaseRef:
    """Refuses not_found, not_permitted, stale, wrong_phase, missing."""
    step = open_case(deed, "parts_done", estate_id, case_id, version)
    return carry_out(step, words=words)
