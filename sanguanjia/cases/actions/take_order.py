"""Take the order (接单): the property company says: we do it."""

from __future__ import annotations

from sanguanjia.cases.step import carry_out, open_case
from sanguanjia.cases.types import CaseRef
from sanguanjia.kernel.act import Deed, act


@act("cases.take_order")
def take_order(
    deed: Deed,
    *,
    estate_id: int,
    case_id: int,
    version: int | None = None,
    words: str = "",
) -> CaseRef:
    """Refuses not_found, not_permitted, stale, wrong_phase."""
    step = open_case(deed, "take_order", estate_id, case_id, version)
    return carry_out(step, words=words)
