"""A full number is shown: the look is stored in the same transaction, or nothing is shown."""

from __future__ import annotations

from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.privacy.looks import note_look
from sanguanjia.privacy.permissions import may_unmask
from sanguanjia.privacy.types import Unmasked
from sanguanjia.registry import people

COLUMNS = ("identity_number", "phone")


@act("privacy.unmask")
def unmask(deed: Deed, *, estate_id: int, party_id: int, reason: str) -> Unmasked:
    """Note that the actor sees the number and phone of a person in full; the page reads them afterwards.

    Refuses not_found, not_permitted, step_up_needed, look_reason_missing, too_long.
    """
    thing = people.person_thing(estate_id, party_id, clock.today())
    deed.permit(may_unmask, thing)
    look = note_look(
        deed, table="registry_party", row_id=party_id, account_id=thing.account_id, columns=COLUMNS, reason=reason
    )
    return Unmasked(look, party_id)
