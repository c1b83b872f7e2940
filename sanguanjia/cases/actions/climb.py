"""A clock ran out: the matter climbs one level (超时升级), or at the top becomes an open alarm. Done by the
platform.
"""

from __future__ import annotations

from sanguanjia.cases.step import carry_out, open_case
from sanguanjia.cases.types import CaseRef
from sanguanjia.kernel.act import Deed, act


@act("cases.climb")
def climb(
    deed: Deed,
    *,
    estate_id: int,
    case_id: int,
    version: int | None = None,
) -> CaseRef:
    """Refuses not_found, not_permitted, wrong_phase, not_overdue. Done twice it finds the matter no longer overdue."""
    step = open_case(deed, "climb", estate_id, case_id, version)
    return carry_out(step)
