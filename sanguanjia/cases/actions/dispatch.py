"""Give an order down (派单): an office names a unit of its place."""

from __future__ import annotations

from sanguanjia.cases.naming import required_holder
from sanguanjia.cases.step import carry_out, open_case
from sanguanjia.cases.types import CaseRef
from sanguanjia.kernel.act import Deed, act


@act("cases.dispatch")
def dispatch(
    deed: Deed,
    *,
    estate_id: int,
    case_id: int,
    version: int | None = None,
    to: str,
    words: str = "",
) -> CaseRef:
    """`to` is a holder kind. Refuses not_found, not_permitted, stale, wrong_phase, not_a_holder_here."""
    step = open_case(deed, "dispatch", estate_id, case_id, version)
    return carry_out(step, to=required_holder(step, to), words=words)
