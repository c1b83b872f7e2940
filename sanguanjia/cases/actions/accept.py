"""Accept a matter (受理): a building head, a grid worker or an office says: this is ours."""

from __future__ import annotations

from sanguanjia.cases.step import carry_out, open_case
from sanguanjia.cases.types import CaseRef
from sanguanjia.kernel.act import Deed, act


@act("cases.accept")
def accept(
    deed: Deed,
    *,
    estate_id: int,
    case_id: int,
    version: int | None = None,
    words: str = "",
) -> CaseRef:
    """Refuses not_found, not_permitted, stale, wrong_phase."""
    step = open_case(deed, "accept", estate_id, case_id, version)
    return carry_out(step, words=words)
