"""Ask for more time (申请延期), with the reason; the level above decides."""

from __future__ import annotations

from sanguanjia.cases.step import carry_out, open_case
from sanguanjia.cases.types import CaseRef
from sanguanjia.kernel.act import Deed, act


@act("cases.ask_extension")
def ask_extension(
    deed: Deed,
    *,
    estate_id: int,
    case_id: int,
    version: int | None = None,
    amount: int,
    words: str,
) -> CaseRef:
    """`amount` in the policy's unit (working days). Refuses not_found, not_permitted, stale, wrong_phase, missing,
    extension_pending, no_more_extensions, extension_too_long, extension_too_late, extension_other_unit, nobody_above.
    """
    step = open_case(deed, "ask_extension", estate_id, case_id, version)
    return carry_out(step, amount=amount, words=words)
