"""What petitions keep of a person who is erased (`privacy.traces`): the petitioner's name, address and number.

A petition lies at its office, so each office has its own record of the erasure. Nothing is erased while one runs.
"""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Q, QuerySet

from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.kernel.sealed import blind_index
from sanguanjia.privacy.traces import Trace, provide
from sanguanjia.registry.people import Gone

from .actions import forget_petitioner
from .models import Petition, Representative


def _own(gone: Gone) -> QuerySet[Petition]:
    whose = Q(pk=None)
    if gone.account_id:
        whose |= Q(petitioner_account_id=gone.account_id)
    if gone.phone:
        whose |= Q(phone_index=blind_index(Petition, "phone_index", gone.phone))
    return Petition.objects.filter(whose)


def _spoke(gone: Gone) -> QuerySet[Representative]:
    if not gone.phone:
        return Representative.objects.none()
    return Representative.objects.filter(phone_index=blind_index(Representative, "phone_index", gone.phone))


def _open(gone: Gone) -> bool:
    with cross_estate():  # a person's petitions lie at the offices, not in the estate
        return _own(gone).filter(ended_at__isnull=True).exists()


def _erase(_deed: Deed, gone: Gone) -> int:
    by_office: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    with cross_estate():
        for office_id, petition_id in _own(gone).values_list("estate_id", "id"):
            by_office[office_id][0].append(petition_id)
        for office_id, person_id in _spoke(gone).values_list("estate_id", "id"):
            by_office[office_id][1].append(person_id)
    return sum(
        forget_petitioner(SYSTEM, estate_id=office, petition_ids=brought, representative_ids=spoke)
        for office, (brought, spoke) in sorted(by_office.items())
    )


provide(Trace("petitions.petitioners", _open, _erase))
