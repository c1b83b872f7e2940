"""The reporter's phone in full: for who works on the matter, with a reason that the reporter reads."""

from __future__ import annotations

from sanguanjia.cases.permissions import may_see
from sanguanjia.cases.queries import names_shown, thing
from sanguanjia.cases.types import ContactRef
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.predicates import word
from sanguanjia.kernel.refusal import refuse
from sanguanjia.privacy.looks import note_look

may_see_contact = word("works on the matter", names_shown).named("cases.see_contact")


@act("cases.see_contact")
def see_contact(deed: Deed, *, estate_id: int, case_id: int, reason: str) -> ContactRef:
    """Note that the actor sees the phone the reporter left; the page reads it afterwards.

    Refuses not_found (also for who may not even see the matter), not_permitted, look_reason_missing, too_long.
    """
    row, *_, seen = thing(estate_id, case_id)
    if not may_see(deed.actor, seen):
        refuse("not_found")
    deed.permit(may_see_contact, seen)
    look = note_look(
        deed, table="cases_case", row_id=row.id, account_id=row.reporter_account_id, columns=("phone",), reason=reason
    )
    return ContactRef(case_id, look)
