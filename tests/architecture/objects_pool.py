"""A use of pooled accounts that the committee asks for, and one with its order."""

from __future__ import annotations

from datetime import date

from sanguanjia.kernel import clock
from tests.support.guard import preparing
from tests.support.small_city import City


def use_id(city: City, at: str) -> int:
    """A draft of the committee's."""
    return _use(city, at, ordered=False)


def ordered(city: City, at: str) -> int:
    """One with an order to buy."""
    return _use(city, at, ordered=True)


def lift_id(city: City, at: str) -> int:
    """A lift of the estate, old enough."""
    from sanguanjia.registry.models import Lift

    home = city.homes[at].pk
    found = Lift.objects.filter(estate_id=home).order_by("id").first()
    if found is None:
        with preparing():
            found = Lift.objects.create(
                estate_id=home, building=city.buildings[at], name="1号梯", in_service_since=date(2010, 1, 1)
            )
    return int(found.pk)


def _use(city: City, at: str, *, ordered: bool) -> int:
    from sanguanjia.funds import actions
    from sanguanjia.funds.models import PoolUse

    home = city.homes[at].pk
    found = PoolUse.objects.filter(estate_id=home, order_number__isnull=not ordered).order_by("id").first()
    if found is not None:
        return int(found.pk)
    with preparing():
        ref = actions.ask_for_pool(
            city.actor("committee_member", at), estate_id=home, lift_ids=(lift_id(city, at),), per_lift_fen=800_000,
            reason="电梯老旧",
        )  # fmt: skip
        if ordered:
            PoolUse.objects.filter(estate_id=home, pk=ref.id).update(
                order_number=1, noticed_at=clock.now(), ordered_at=clock.now()
            )
    return ref.id
