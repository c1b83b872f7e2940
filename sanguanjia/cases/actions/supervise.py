"""An office above presses the unit (督办); it owes a written report."""

from __future__ import annotations

from sanguanjia.cases.permissions import OFFICER_ROLES
from sanguanjia.cases.step import carry_out, open_case
from sanguanjia.cases.types import CaseRef
from sanguanjia.kernel.act import Deed, act


@act("cases.supervise")
def supervise(
    deed: Deed,
    *,
    estate_id: int,
    case_id: int,
    version: int | None = None,
    words: str,
) -> CaseRef:
    """Refuses not_found, not_permitted, stale, wrong_phase, missing, case_supervised."""
    step = open_case(deed, "supervise", estate_id, case_id, version)
    held = deed.mandate
    level = next(rung for rung, role in OFFICER_ROLES.items() if held is not None and role == held.role)
    return carry_out(step, words=words, level=level)
