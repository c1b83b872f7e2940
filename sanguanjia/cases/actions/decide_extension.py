"""Grant or refuse more time (审批延期)."""

from __future__ import annotations

from sanguanjia.access.posts import keep_hands_apart
from sanguanjia.cases.step import carry_out, open_case
from sanguanjia.cases.types import CaseRef
from sanguanjia.kernel.act import Deed, act


@act("cases.decide_extension")
def decide_extension(
    deed: Deed,
    *,
    estate_id: int,
    case_id: int,
    version: int | None = None,
    granted: bool,
    words: str,
) -> CaseRef:
    """Who asked, or worked on the matter for the company, does not decide, whatever mandate he holds by now.

    Refuses not_found, not_permitted, same_hands, stale, wrong_phase, missing, no_extension_asked.
    """
    step = open_case(deed, "decide_extension", estate_id, case_id, version)
    role = deed.mandate.role if deed.mandate else ""
    keep_hands_apart(deed.actor.account_id, role, estate_id=estate_id, table="cases_case", row_id=case_id)
    return carry_out(step, granted=granted, words=words)
