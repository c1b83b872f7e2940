"""The platform empties the petitioner of ended petitions when that person is erased by law."""

from __future__ import annotations

from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.predicates import is_system
from sanguanjia.petitions.models import Petition, PetitionEvent, Representative
from sanguanjia.registry.people import ERASED_NAME


@act("petitions.forget_petitioner")
def forget_petitioner(deed: Deed, *, estate_id: int, petition_ids: list[int], representative_ids: list[int]) -> int:
    """Name, address and number go, what was said stays; how many rows. Refuses everybody but the platform
    (not_permitted).
    """
    deed.permit(is_system, None)
    count = 0
    for row in Petition.objects.select_for_update().filter(estate_id=estate_id, pk__in=petition_ids).order_by("pk"):
        before = row_digest(row)
        account_id = row.petitioner_account_id
        row.petitioner_name, row.petitioner_address, row.phone = ERASED_NAME, "", ""
        row.save(update_fields=["petitioner_name", "petitioner_address", "phone", "phone_index"])
        deed.erased(row, before)
        count += 1
        said = PetitionEvent.objects.filter(estate_id=estate_id, petition_id=row.pk, account_id=account_id)
        for event in said.exclude(by_name="") if account_id is not None else ():
            before = row_digest(event)
            event.by_name = ERASED_NAME
            event.save(update_fields=["by_name"])
            deed.erased(event, before)
            count += 1
    spoke = Representative.objects.select_for_update().filter(estate_id=estate_id, pk__in=representative_ids)
    for person in spoke.order_by("pk"):
        before = row_digest(person)
        person.name, person.phone = ERASED_NAME, ""
        person.save(update_fields=["name", "phone", "phone_index"])
        deed.erased(person, before)
        count += 1
    return count
