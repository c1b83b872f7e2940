"""A person is erased: the key is destroyed, the row emptied, the reason and the clause recorded."""

from __future__ import annotations

from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.refusal import refuse_if_any
from sanguanjia.privacy import traces
from sanguanjia.privacy.permissions import may_erase
from sanguanjia.privacy.rules import reasons_against_erasing
from sanguanjia.privacy.types import Erased
from sanguanjia.registry import people


@act("privacy.erase_person")
def erase_person(deed: Deed, *, estate_id: int, party_id: int, reason: str, clause: str) -> Erased:
    """Erase a person of an estate's register, and what every room keeps of the person there (`traces`). What the record
    says of the person stays, and tells nothing any more.

    Refuses not_found, not_permitted, erases_oneself, step_up_needed, look_reason_missing, clause_missing,
    person_still_needed (an owner or guardian on this day), matters_still_open.
    """
    today = clock.today()
    deed.permit(may_erase, people.person_thing(estate_id, party_id, today))
    gone = people.lock_person(estate_id, party_id)
    needed = people.still_needed(estate_id, party_id, today)
    refuse_if_any(reasons_against_erasing(reason, clause, needed=needed, is_open=traces.still_needed(gone)))
    deed.because(f"{reason.strip()}（{clause.strip()}）")
    people.erase(deed, gone)
    traces.erase_all(deed, gone)
    return Erased(party_id)
