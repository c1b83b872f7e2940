"""Things of the assemblies room behind the parts of addresses: a by-election of the estate's committee."""

from __future__ import annotations

from tests.support.guard import preparing
from tests.support.small_city import City


def procedure_id(city: City, at: str) -> int:
    """A by-election that is being prepared."""
    from sanguanjia.assemblies import actions
    from sanguanjia.assemblies.models import Procedure

    home = city.homes[at].pk
    found = Procedure.objects.filter(estate_id=home, kind="by_election", ended_at=None).first()
    if found is not None:
        return int(found.pk)
    with preparing():
        return int(actions.start(city.actor("committee_member", at), estate_id=home, kind="by_election").id)
