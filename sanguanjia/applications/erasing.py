"""What applications keep of a person who is erased (`privacy.traces`). Nothing is erased while one is open; a draft is
no application yet."""

from __future__ import annotations

from django.db.models import QuerySet

from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.privacy.traces import Trace, provide
from sanguanjia.registry.people import Gone

from .actions import forget_applicant
from .models import Application
from .types import ENDS, State


def _own(gone: Gone) -> QuerySet[Application]:
    return Application.objects.filter(account_id=gone.account_id or 0)


def _open(gone: Gone) -> bool:
    with cross_estate():  # a person applies wherever he owns
        return _own(gone).exclude(state__in=[State.DRAFT.value, *(state.value for state in ENDS)]).exists()


def _erase(_deed: Deed, gone: Gone) -> int:
    if not gone.account_id:
        return 0
    with cross_estate():
        homes = sorted(set(_own(gone).exclude(answers={}).values_list("estate_id", flat=True)))
    return sum(forget_applicant(SYSTEM, estate_id=home, account_id=gone.account_id) for home in homes)


provide(Trace("applications.applicants", _open, _erase))
