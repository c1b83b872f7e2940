"""Hand a matter on (转办), at most as often as the policy allows; then the level above decides (HOT-V3)."""

from __future__ import annotations

from sanguanjia.cases.naming import holder_named
from sanguanjia.cases.step import carry_out, open_case
from sanguanjia.cases.types import CaseRef
from sanguanjia.kernel.act import Deed, act


@act("cases.hand_on")
def hand_on(
    deed: Deed,
    *,
    estate_id: int,
    case_id: int,
    version: int | None = None,
    words: str,
    to: str = "",
) -> CaseRef:
    """`to` names the holder kind it shall go to; once the number is used up it may be empty. Refuses not_found,
    not_permitted,
    stale, wrong_phase, missing, settled_by_decision, too_late_to_hand_on, not_a_holder_here, nobody_above.
    """
    step = open_case(deed, "hand_on", estate_id, case_id, version)
    return carry_out(step, to=holder_named(step, to), words=words)
