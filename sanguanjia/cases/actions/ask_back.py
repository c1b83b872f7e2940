"""Ask the reporter back (请补充): the clocks stand still, with the question as the reason."""

from __future__ import annotations

from sanguanjia.cases.step import carry_out, open_case
from sanguanjia.cases.types import CaseRef
from sanguanjia.kernel.act import Deed, act


@act("cases.ask_back")
def ask_back(
    deed: Deed,
    *,
    estate_id: int,
    case_id: int,
    version: int | None = None,
    words: str,
) -> CaseRef:
    """Refuses not_found, not_permitted, stale, wrong_phase, missing, too_long."""
    step = open_case(deed, "ask_back", estate_id, case_id, version)
    return carry_out(step, words=words)
