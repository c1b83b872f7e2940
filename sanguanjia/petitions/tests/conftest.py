"""Fixtures of the petitions room: the small city of the cases room, with a department."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest

from sanguanjia.access.models import Account, Mandate
from sanguanjia.access.queries import actor_of
from sanguanjia.cases.tests import scene as scenes
from sanguanjia.kernel import clock
from sanguanjia.kernel.models import Home
from sanguanjia.petitions import actions
from sanguanjia.petitions.types import PetitionRef
from sanguanjia.registry.models import Organisation
from tests.support.guard import preparing

from .world import DELIVERS, WISHES, at

STREET_HOME = 4  # of the cases room's scene


class Scene:
    """The city, and the moves of a petition in short."""

    def __init__(self, city: scenes.Scene) -> None:
        self.city = city
        with preparing():
            district = Home.objects.get(pk=city.district)
            self.housing = Organisation.objects.create(
                kind="department", name="天元区住建局", credit_code="", home=district
            )
            for name, role, home, organisation in (
                ("housing", "department_officer", district, self.housing.pk),
                ("street2", "subdistrict_officer", Home.objects.get(pk=STREET_HOME), None),
                ("centre2", "district_officer", district, None),
                ("city2", "city_officer", Home.objects.get(pk=city.city), None),
            ):
                account = Account.objects.create(username=name, name=f"测试{name}", phone="1", password="!")
                Mandate.objects.create(
                    account=account, role=role, home=home, valid=scenes.ALWAYS, document="测试",
                    organisation_id=organisation, granted_at="2024-01-01T00:00Z",
                )  # fmt: skip
                city.people[name], city.accounts[name] = actor_of(account), account

    def register(self, who: str = "centre", **wishes: Any) -> PetitionRef:
        """A petition at the district, by default entered for a visitor."""
        given: dict[str, Any] = {
            "estate_id": self.city.district, "channel": "visit", "name": "王某", "title": "请求公开收支",
            "text": "请求公开维修资金收支", "phone": "13900001111", "about_estate_id": self.city.estate, "need": "N01",
        }  # fmt: skip
        return actions.register(self.city.people[who], **(given | wishes))

    def do(self, verb: str, who: str, ref: PetitionRef, **wishes: Any) -> PetitionRef:
        """One move by one person, with wishes that fit."""
        given = {**WISHES.get(verb, {}), **wishes}
        if verb == "route":
            given.setdefault("to", "")
            given["to"] = wishes.get("to", f"home-{STREET_HOME}")
        if verb in DELIVERS:
            given.setdefault("delivered_on", clock.today())
        actor = self.city.people[who]
        return actions.BY_VERB[verb](actor, estate_id=ref.estate_id, petition_id=ref.petition_id, **given)

    def accepted(self, **wishes: Any) -> PetitionRef:
        """Routed to the street and accepted there."""
        ref = self.register(**wishes)
        self.do("route", "centre", ref)
        return self.do("accept", "street", ref)

    def answered(self, **wishes: Any) -> PetitionRef:
        """With its written opinion."""
        return self.do("answer", "street", self.accepted(**wishes))

    def final(self, **wishes: Any) -> PetitionRef:
        """Through all three levels in one morning."""
        ref = self.answered(**wishes)
        self.do("ask_review", "centre", ref)
        self.do("answer_review", "centre", ref)
        self.do("ask_recheck", "centre", ref)
        return self.do("answer_recheck", "city_officer", ref)


@pytest.fixture
def turned() -> Iterator[Callable[[str], AbstractContextManager[object]]]:
    """A morning in 2024; turns the clock to other days."""
    with clock.turned_to(at("2024-03-01")):
        yield lambda day: clock.turned_to(at(day) + dt.timedelta(hours=1))


@pytest.fixture
def scene(db: None, turned: object) -> Scene:
    """The scene on the first of March 2024."""
    return Scene(scenes.make())
