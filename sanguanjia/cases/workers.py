"""Who can be assigned: the people of the unit that has the matter."""

from __future__ import annotations

from sanguanjia.access import queries as access
from sanguanjia.access.types import AccountRef

from .permissions import ROLE_OF_HOLDER
from .places import PlaceFacts
from .types import Holder, HolderKind


def workers_of(place: PlaceFacts, holder: Holder) -> tuple[AccountRef, ...]:
    """Workers and managers of the company, or the holders of the unit's own role at the place."""
    if holder.kind is HolderKind.COMPANY:
        roles: tuple[str, ...] = ("company_worker", "company_manager")
    else:
        roles = (ROLE_OF_HOLDER[holder.kind],)
    found: dict[int, AccountRef] = {}
    for role in roles:
        for account in access.holders_of(
            role, place.path, place.day, organisation_id=holder.organisation_id, building_id=holder.building_id
        ):
            found.setdefault(account.id, account)
    return tuple(found.values())
