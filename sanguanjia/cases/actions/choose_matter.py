"""Somebody says which of the 68 matters a report is about: the suggestion confirmed, or another one."""

from __future__ import annotations

from sanguanjia.cases import matters
from sanguanjia.cases.permissions import may_choose_matter, may_see
from sanguanjia.cases.queries import thing
from sanguanjia.cases.types import CaseRef
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.refusal import refuse
from sanguanjia.words import queries as words
from sanguanjia.words.models import Choice
from sanguanjia.words.types import MATTERS


@act("cases.choose_matter")
def choose_matter(deed: Deed, *, estate_id: int, case_id: int, code: str) -> CaseRef:
    """Kept beside the report, and learned from at the next training; it moves nothing by itself.

    Refuses not_found (also for who may not see the matter), not_permitted, unknown_matter.
    """
    row, *_, seen = thing(estate_id, case_id)
    if not may_see(deed.actor, seen):
        refuse("not_found")
    deed.permit(may_choose_matter, seen)
    if code not in MATTERS:
        refuse("unknown_matter", "code")
    model = words.current()
    choice = Choice(
        estate_id=estate_id, case_id=case_id, code=code, at=deed.at, account_id=deed.actor.account_id,
        suggested=[each.code for each in matters.suggested(row.text)], model=model.digest if model else "",
    )  # fmt: skip
    choice.save(force_insert=True)
    deed.touched(choice)
    return CaseRef(estate_id, case_id, row.number, row.tracking_code, row.state, row.version)
