"""An estate that votes: ten dwellings of 100 m², some owned together, the developer's two; and one who prepares."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest

from sanguanjia.access.queries import actor_of
from sanguanjia.decisions import actions, jobs, queries
from sanguanjia.decisions.actions.casting import Confirmed
from sanguanjia.decisions.actions.drafting import ItemWish, VoteWish
from sanguanjia.decisions.models import Vote
from sanguanjia.decisions.types import CastRef, PaperDone, PaperLine, VoteRef
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.refusal import Refusal
from tests.support.guard import preparing
from tests.support.small_city import BEGAN, City, build

NOON = dt.datetime(2024, 5, 15, 12, tzinfo=clock.SHANGHAI)
OPENS, CLOSES = dt.date(2024, 6, 1), dt.date(2024, 6, 10)
VOTING = dt.datetime(2024, 6, 3, 10, tzinfo=clock.SHANGHAI)
SCANS = "ab" * 32
AREAS = {"101": "100.00", "102": "100.00", "201": "100.00", "202": "100.00", "301": "100.00", "302": "100.00"}


def refused(call: Callable[[], object]) -> set[str]:
    """The codes with which an act refuses."""
    with pytest.raises(Refusal) as caught:
        call()
    return {reason.code for reason in caught.value.reasons}


@dataclass
class Scene:
    """The estate, its people, and shortcuts for what tests do over and over."""

    city: City
    units: dict[str, Any] = field(default_factory=dict)
    parties: dict[str, Any] = field(default_factory=dict)
    accounts: dict[str, Any] = field(default_factory=dict)

    @property
    def home(self) -> int:
        return int(self.city.estate.pk)

    @property
    def desk(self) -> Actor:
        return self.city.actor("committee_member")

    def owner(self, name: str) -> Actor:
        """Who owns something, as an actor; `name` as given to `own`."""
        return actor_of(self.accounts[name])

    def own(self, code: str, *names: str, area: str = "100.00", basis: str = "registered", use: str = "dwelling",
            building: Any = None) -> Any:  # fmt: skip
        """A unit with its owners (accounts are made once per name); no name: nobody known."""
        from django.db.backends.postgresql.psycopg_any import DateRange, NumericRange

        from sanguanjia.registry import models as registry
        from sanguanjia.registry.types import WHOLE

        home, building = self.city.estate, building or self.city.buildings["estate"]
        with preparing():
            unit = registry.Unit.objects.create(
                estate=home, building=building, room=code, code=code, use=use, exclusive_area=Decimal(area),
                exclusive_area_source="registry", valid_from=BEGAN,
            )  # fmt: skip
            self.units[code] = unit
            if names:
                share = registry.Ownership.objects.create(
                    estate=home, unit=unit, slice=NumericRange(0, WHOLE), period=DateRange(BEGAN, None), basis=basis
                )
            for name in names:
                if name not in self.parties:
                    self.parties[name] = registry.Party.objects.create(estate=home, kind="person", name=name)
                registry.OwnershipMember.objects.create(estate=home, ownership=share, party=self.parties[name])
        for name in names:
            self.mandate(name, unit)
        return unit

    def mandate(self, name: str, unit: Any) -> None:
        """An account for the name, known in the register, with an owner's mandate on the unit."""
        from django.db.backends.postgresql.psycopg_any import DateRange

        from sanguanjia.access.models import Account, Mandate
        from sanguanjia.registry.models import Party

        with preparing():
            if name not in self.accounts:
                phone = f"139{len(self.accounts) + 10_000_000:08d}"
                self.accounts[name] = Account.objects.create(
                    username=f"v-{name}", name=name, phone=phone, phone_verified_at=NOON
                )
                Party.objects.filter(estate_id=self.home, pk=self.parties[name].pk).update(
                    account_id=self.accounts[name].pk
                )
            Mandate.objects.create(
                account=self.accounts[name], role="owner", home=self.city.estate, valid=DateRange(BEGAN, None),
                unit_id=unit.pk, unit_estate_id=self.home, document="登记",
            )  # fmt: skip

    def wish(self, *matters: int, **more: Any) -> VoteWish:
        items = tuple(ItemWish(matter, f"第{matter}类事项", "全文") for matter in matters or (5,))
        return VoteWish(**{"title": "更换电梯", "caller": "committee", "opens_on": OPENS, "closes_on": CLOSES,
                           "items": items, **more})  # fmt: skip

    def announced(self, *matters: int, **more: Any) -> VoteRef:
        ref = actions.draft_vote(self.desk, estate_id=self.home, wish=self.wish(*matters, **more))
        return actions.announce(self.desk, estate_id=self.home, vote_id=ref.id)

    def opened(self, *matters: int, **more: Any) -> VoteRef:
        """An open vote; the clock must be turned to a day of voting by the test."""
        with clock.turned_to(NOON):
            ref = self.announced(*matters, **more)
        return actions.open_vote(self.desk, estate_id=self.home, vote_id=ref.id)

    def cast(self, ref: VoteRef, name: str, code: str, choice: str = "for", items: int = 1, **more: Any) -> CastRef:
        return actions.cast(
            self.owner(name), estate_id=self.home, vote_id=ref.id, unit_id=self.units[code].pk,
            choices={str(n): choice for n in range(1, items + 1)}, confirmed=Confirmed(True), **more,
        )  # fmt: skip

    def paper(self, ref: VoteRef, who: Actor, *lines: tuple[int, str]) -> PaperDone:
        typed = tuple(PaperLine(form, (choice,)) for form, choice in lines)
        return actions.enter_papers(who, estate_id=self.home, vote_id=ref.id, lines=typed, scans=SCANS)

    def row(self, ref: VoteRef) -> Vote:
        return queries.vote(self.home, ref.id)

    def counted(self, ref: VoteRef) -> Any:
        """Close and count, by the job, on the day after."""
        with clock.turned_to(dt.datetime.combine(CLOSES + dt.timedelta(days=1), dt.time(0, 1), clock.SHANGHAI)):
            jobs.tend_due()
            jobs.tend_due()
            return queries.results(self.row(ref))


def make_scene() -> Scene:
    """Six dwellings of six owners, one of a couple, the developer's two; the small city's own two units have gone."""
    scene = Scene(build())
    from sanguanjia.registry.models import Unit

    with preparing():
        Unit.objects.filter(estate_id=scene.home).update(valid_to=BEGAN + dt.timedelta(days=1))
    for number, code in enumerate(AREAS, start=1):
        scene.own(code, f"业主{number}")
    scene.own("401", "夫", "妻")
    scene.own("501", "开发商", basis="developer_unsold")
    scene.own("502", "开发商", basis="developer_undelivered")
    scene.own("601", "业主1")  # a second dwelling of the first owner: one head
    return scene
