"""What procedures keep of a person who is erased (`privacy.traces`): the name beside what was done. Who sat in a group
was posted publicly and stays, as the notice does."""

from __future__ import annotations

from django.db.models import QuerySet

from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.privacy.traces import Trace, provide
from sanguanjia.registry.people import ERASED_NAME, Gone

from .actions import forget_person
from .models import ProcedureEvent


def _said(gone: Gone) -> QuerySet[ProcedureEvent]:
    return ProcedureEvent.objects.filter(account_id=gone.account_id or 0).exclude(by_name__in=["", ERASED_NAME])


def _erase(_deed: Deed, gone: Gone) -> int:
    if not gone.account_id:
        return 0
    with cross_estate():  # an officer acts in many estates
        homes = sorted(set(_said(gone).values_list("estate_id", flat=True)))
    return sum(forget_person(SYSTEM, estate_id=home, account_id=gone.account_id) for home in homes)


provide(Trace("assemblies.people", lambda _gone: False, _erase))
