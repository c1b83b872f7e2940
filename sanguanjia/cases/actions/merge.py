"""Merge a matter into another that is about the same thing (并案)."""

from __future__ import annotations

from sanguanjia.cases import store
from sanguanjia.cases.models import CaseLink
from sanguanjia.cases.rules.moves import decide
from sanguanjia.cases.step import open_case, store_decision
from sanguanjia.cases.types import ENDS, CaseRef, Confidentiality, State
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.refusal import refuse


@act("cases.merge")
def merge(
    deed: Deed, *, estate_id: int, case_id: int, version: int | None = None, into_case_id: int, words: str = ""
) -> CaseRef:
    """Both matters are of one estate; the other one must be open and not kept from anyone this one is open to.

    Refuses not_found, not_permitted, stale, wrong_phase, merge_into_itself, merge_into_ended, merge_differs_in_secrecy.
    """
    if into_case_id == case_id:
        refuse("merge_into_itself", "into_case_id")
    # Lock in the order of ids, so that two merges of the same pair cannot wait for each other.
    target = store.lock(estate_id, into_case_id) if into_case_id < case_id else None
    step = open_case(deed, "merge", estate_id, case_id, version)
    target = target or store.lock(estate_id, into_case_id)
    if State(target.state) in ENDS:
        refuse("merge_into_ended", "into_case_id")
    secret = Confidentiality.MATTER.value
    if (target.confidentiality == secret) != (step.row.confidentiality == secret):
        refuse("merge_differs_in_secrecy", "into_case_id")
    step.row.merged_into_id = target.pk
    link = CaseLink(estate_id=estate_id, case_id=case_id, other_id=target.pk, kind="merged", at=deed.at)
    link.save(force_insert=True)
    deed.touched(link)
    return store_decision(step, decide("merge", step.facts, step.world, into=target.number), words)
