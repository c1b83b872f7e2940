"""A work paid from the fund: planned by the committee; one that was authorised, with its document."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any

from sanguanjia.kernel import clock
from tests.architecture import objects_funds
from tests.support.guard import preparing
from tests.support.small_city import City


def work_id(city: City, at: str) -> int:
    """A plan that waits for the authority."""
    return _work(city, at, "planned")


def authorised(city: City, at: str) -> int:
    """One that was authorised."""
    return _work(city, at, "authorised")


def contracted(city: City, at: str) -> int:
    """One that is under way."""
    return _work(city, at, "contracted")


def _work(city: City, at: str, state: str) -> int:
    from sanguanjia.funds import actions
    from sanguanjia.funds.models import FundWork
    from sanguanjia.funds.rules.spending import Reach
    from sanguanjia.funds.types import Authorisation, Authority
    from sanguanjia.kernel.pictures import Album
    from sanguanjia.notices import files
    from sanguanjia.registry.models import Unit

    home = city.homes[at].pk
    found = FundWork.objects.filter(estate_id=home, state=state).order_by("id").first()
    if found is not None:
        return int(found.pk)
    objects_funds.account_id(city, at)  # open books
    office = city.actor("fund_officer", at)
    with preparing():
        door = Unit.objects.filter(estate_id=home, code="3-1-1404")
        door.update(exclusive_area=Decimal("88.12"), exclusive_area_source="registry")
        ref = actions.plan_work(
            city.actor("committee_member", at), estate_id=home, title="屋面防水", plan="重做防水层",
            reach=Reach.BUILDING, building_id=city.buildings[at].id, budget_fen=400_000,
        )  # fmt: skip
        wish: dict[str, Any] = {"estate_id": home, "work_id": ref.id}
        if state != "planned":
            sha256 = files.take_in(home, [BytesIO(b"%PDF-1.4 decision")], store=Album("funds"))[0].sha256
            by = Authorisation(Authority.DECISION, "业主共同决定", sha256, clock.today())
            actions.authorise_work(office, **wish, by=by)
        if state == "contracted":
            actions.contract_work(
                office, **wish, contractor="防水公司", number="HT-1", document_hash=sha256, contract_fen=400_000
            )
    return ref.id
