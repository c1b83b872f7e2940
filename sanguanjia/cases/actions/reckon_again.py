"""A year's calendar was published: provisional deadlines are reckoned on it (CAL-007). Done by the platform."""

from __future__ import annotations

from sanguanjia.cases.step import carry_out, open_case
from sanguanjia.cases.types import CaseRef
from sanguanjia.kernel.act import Deed, act


@act("cases.reckon_again")
def reckon_again(
    deed: Deed,
    *,
    estate_id: int,
    case_id: int,
    version: int | None = None,
) -> CaseRef:
    """All provisional clocks of one matter. Refuses not_found, not_permitted, stale, wrong_phase, nothing_to_reckon."""
    step = open_case(deed, "reckon_again", estate_id, case_id, version)
    return carry_out(step)
