"""The petitioner's phone in full: for who works on the petition, with a reason that the petitioner reads."""

from __future__ import annotations

from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.refusal import refuse
from sanguanjia.petitions.models import Petition
from sanguanjia.petitions.permissions import may_see, may_see_contact
from sanguanjia.petitions.store import ref_of, thing_of
from sanguanjia.petitions.types import PetitionRef
from sanguanjia.privacy.looks import note_look


@act("petitions.see_contact")
def see_contact(deed: Deed, *, estate_id: int, petition_id: int, reason: str) -> PetitionRef:
    """Note that the actor sees the number; the page reads it afterwards.

    Refuses not_found (also for who may not even see the petition), not_permitted, look_reason_missing, too_long.
    """
    row = Petition.objects.filter(estate_id=estate_id, pk=petition_id).first() or refuse("not_found")
    thing = thing_of(row)
    if not may_see(deed.actor, thing):
        refuse("not_found")
    deed.permit(may_see_contact, thing)
    note_look(
        deed, table="petitions_petition", row_id=row.pk, account_id=row.petitioner_account_id, columns=("phone",),
        reason=reason,
    )  # fmt: skip
    return ref_of(row)
