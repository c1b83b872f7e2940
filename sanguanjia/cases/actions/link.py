"""Link two matters that belong together (关联)."""

from __future__ import annotations

from sanguanjia.cases.models import Case, CaseLink
from sanguanjia.cases.step import carry_out, open_case
from sanguanjia.cases.types import CaseRef
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.refusal import refuse


@act("cases.link")
def link(
    deed: Deed, *, estate_id: int, case_id: int, version: int | None = None, other_case_id: int, words: str = ""
) -> CaseRef:
    """Refuses not_found, not_permitted, stale, wrong_phase, link_to_itself, unknown_case, linked_already."""
    step = open_case(deed, "link", estate_id, case_id, version)
    if other_case_id == case_id:
        refuse("link_to_itself", "other_case_id")
    other = Case.objects.filter(estate_id=estate_id, pk=other_case_id).first() or refuse(
        "unknown_case", "other_case_id"
    )
    row = CaseLink(estate_id=estate_id, case_id=case_id, other_id=other.pk, kind="related", at=deed.at)
    row.save(force_insert=True)
    deed.touched(row)
    return carry_out(step, words=words, other=other.number)
