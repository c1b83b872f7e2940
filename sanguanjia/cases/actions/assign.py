"""Name the worker (派工)."""

from __future__ import annotations

from sanguanjia.cases.step import carry_out, open_case
from sanguanjia.cases.types import CaseRef
from sanguanjia.cases.workers import workers_of
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.refusal import refuse


@act("cases.assign")
def assign(
    deed: Deed,
    *,
    estate_id: int,
    case_id: int,
    version: int | None = None,
    worker_account_id: int,
    words: str = "",
) -> CaseRef:
    """The worker belongs to the unit that has the matter. Refuses not_found, not_permitted, stale, wrong_phase,
    not_a_worker.
    """
    step = open_case(deed, "assign", estate_id, case_id, version)
    if worker_account_id not in {a.id for a in workers_of(step.place, step.facts.holder)}:
        refuse("not_a_worker", "worker_account_id")
    return carry_out(step, words=words, worker_account_id=worker_account_id)
