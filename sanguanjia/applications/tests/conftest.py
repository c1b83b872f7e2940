"""The small city's estate in Luzhou, its committee, and the three levels that review together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from sanguanjia.access.queries import actor_of
from sanguanjia.applications import actions
from sanguanjia.applications.models import Application
from sanguanjia.applications.types import ApplicationRef
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.notices.files import StoredFile
from sanguanjia.policy import queries as policy
from tests.support.small_city import City, build

NOON = dt.datetime(2024, 5, 15, 12, tzinfo=clock.SHANGHAI)
ITEM = "committee"
ANSWERS = {"name": "御林家园业主委员会", "elected_on": "2024-05-01", "members": "五人"}
PAPERS = ("minutes", "covenant", "rules", "members_list")


def paper(code: str, mark: str = "a") -> tuple[str, StoredFile]:
    """A document that lies on no disk: its facts alone."""
    return code, StoredFile(f"{code}.pdf", "pdf", (mark * 64)[:64], 10)


@dataclass
class Town:
    """People of the estate 御林家园 (潞州区), and shortcuts for their acts."""

    city: City
    at: str = "abroad"
    more: dict[str, Actor] = field(default_factory=dict)

    @property
    def home(self) -> int:
        return int(self.city.homes[self.at].pk)

    def who(self, role: str) -> Actor:
        """Somebody in the role over the estate; "district_officer2" is another one."""
        if role.endswith("2"):
            if role not in self.more:
                self.more[role] = actor_of(self.city._make(role[:-1], self.at, name=f"second {role[:-1]}"))
            return self.more[role]
        return self.city.actor(role, self.at)

    def draft(self, who: str = "committee_member", **more: Any) -> ApplicationRef:
        wish: dict[str, Any] = {"item": ITEM, "answers": ANSWERS, "files": tuple(paper(code) for code in PAPERS)}
        return actions.save(self.who(who), estate_id=self.home, **{**wish, **more})

    def do(self, who: str, verb: str, ref: ApplicationRef, **more: Any) -> ApplicationRef:
        return actions.MOVES[verb](self.who(who), estate_id=self.home, application_id=ref.id, **more)

    def submitted(self) -> ApplicationRef:
        return self.do("committee_member", "submit", self.draft())

    def reviewing(self) -> ApplicationRef:
        return self.do("neighbourhood_officer", "accept", self.submitted())

    def opined(self, agrees: bool = True) -> ApplicationRef:
        ref = self.reviewing()
        self.do("subdistrict_officer", "opine", ref, agrees=agrees, clear=True, words="材料齐全")
        return self.do("neighbourhood_officer", "opine", ref, agrees=True, clear=True)

    def row(self, ref: ApplicationRef) -> Application:
        return Application.objects.get(estate_id=self.home, pk=ref.id)


@pytest.fixture
def town(db: None) -> Iterator[Town]:
    """Noon of 15 May 2024, a Wednesday."""
    policy.forget()
    with clock.turned_to(NOON):
        yield Town(build())
    policy.forget()
