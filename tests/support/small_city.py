"""A small city for tests: two districts, sibling estates, one person per role. Laid out, not acted.

    platform 1/
      city            株洲市
        district      天元区            district2    芦淞区
          subdistrict 嵩山路街道          subdistrict2
            neighbourhood  文园社区        neighbourhood2
              estate   山水文园            far (芦淞区的小区)
              sibling  新桂都
            neighbourhood_b 桂花社区 (estate: cousin)
      city2          长治市 … estate abroad

Everything is named by attribute: `city.estate` (Home), `city.person("neighbourhood_officer")` (Account with that role
at its own place over `city.estate`), `city.person("owner", "sibling")` …
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.models import Home, HomeKind
from tests.support.guard import preparing

PASSWORD = "an umbrella in april"
BEGAN = date(2020, 1, 1)
PLACES: tuple[tuple[str, str, str, str], ...] = (
    ("city", "platform", HomeKind.CITY, "株洲市"),
    ("district", "city", HomeKind.DISTRICT, "天元区"),
    ("district2", "city", HomeKind.DISTRICT, "芦淞区"),
    ("subdistrict", "district", HomeKind.SUBDISTRICT, "嵩山路街道"),
    ("subdistrict2", "district2", HomeKind.SUBDISTRICT, "建设街道"),
    ("neighbourhood", "subdistrict", HomeKind.NEIGHBOURHOOD, "文园社区"),
    ("neighbourhood_b", "subdistrict", HomeKind.NEIGHBOURHOOD, "桂花社区"),
    ("neighbourhood2", "subdistrict2", HomeKind.NEIGHBOURHOOD, "钟鼓岭社区"),
    ("estate", "neighbourhood", HomeKind.ESTATE, "山水文园"),
    ("sibling", "neighbourhood", HomeKind.ESTATE, "新桂都"),
    ("cousin", "neighbourhood_b", HomeKind.ESTATE, "桂花园"),
    ("far", "neighbourhood2", HomeKind.ESTATE, "钟鼓家园"),
    ("city2", "platform", HomeKind.CITY, "长治市"),
    ("district3", "city2", HomeKind.DISTRICT, "潞州区"),
    ("subdistrict3", "district3", HomeKind.SUBDISTRICT, "英雄中路街道"),
    ("neighbourhood3", "subdistrict3", HomeKind.NEIGHBOURHOOD, "英雄社区"),
    ("abroad", "neighbourhood3", HomeKind.ESTATE, "御林家园"),
)
PHONES = {
    "estate": "13900001001", "sibling": "13900002001", "cousin": "13900003001", "far": "13900004001",
    "abroad": "13900005001",
}  # fmt: skip
TAILS = {"estate": "430200199001011234", "sibling": "430200199001012345", "cousin": "", "far": "", "abroad": ""}


@dataclass
class City:
    """Homes by name, and whatever the tests add."""

    homes: dict[str, Home] = field(default_factory=dict)
    companies: dict[str, Any] = field(default_factory=dict)
    buildings: dict[str, Any] = field(default_factory=dict)
    units: dict[str, Any] = field(default_factory=dict)
    others: dict[str, Any] = field(default_factory=dict)  # a neighbour's unit in the same building
    parties: dict[str, Any] = field(default_factory=dict)
    people: dict[tuple[str, str], Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Home:
        try:
            return self.homes[name]
        except KeyError:
            raise AttributeError(name) from None

    def place_of(self, role: str, at: str) -> Home:
        """Where the role is held over the estate `at`: the narrowest kind of home at which it may be held."""
        from sanguanjia.access.types import OFFICES, Role

        home = self.homes[at]
        while home.kind not in OFFICES[Role(role)].kinds:
            home = next(h for h in self.homes.values() if h.pk == home.parent_id)
        return home

    def person(self, role: str, at: str = "estate") -> Any:
        """The account that holds the role for the estate `at`; made when first asked for."""
        if (role, at) not in self.people:
            self.people[role, at] = self._make(role, at)
        return self.people[role, at]

    def neighbour(self, at: str = "estate") -> Any:
        """The owner of the other unit of the estate: same role, same place, another home."""
        if ("neighbour", at) not in self.people:
            self.people["neighbour", at] = self._make("owner", at, self.others[at], "neighbour")
        return self.people["neighbour", at]

    def actor(self, role: str, at: str = "estate") -> Actor:
        """The same as an actor."""
        from sanguanjia.access.queries import actor_of

        return actor_of(self.person(role, at))

    def _make(self, role: str, at: str, unit: Any = None, name: str = "") -> Any:
        from django.db.backends.postgresql.psycopg_any import DateRange

        from sanguanjia.access.models import Account, Mandate
        from sanguanjia.access.types import OFFICES, Role

        needs = OFFICES[Role(role)].needs
        with preparing():
            account = Account(username=f"{name or role}.{at}", name=f"{Role(role).label}{at}{name}", phone="")
            account.password = _password()
            account.save()
            Mandate.objects.create(
                account=account, role=role, home=self.place_of(role, at), valid=DateRange(BEGAN, None),
                organisation_id=self.companies[at].id if "organisation" in needs else None,
                unit_id=(unit or self.units[at]).id if "unit" in needs else None,
                unit_estate_id=self.homes[at].id if "unit" in needs else None,
                building_id=self.buildings[at].id if "building" in needs else None, document="任命",
            )  # fmt: skip
            if role == Role.SYSTEM_ADMIN:
                self.wake(account)
        return account

    def wake(self, account: Any) -> None:
        """An open staff session for a system administrator: without one he has no power."""
        from datetime import timedelta

        from sanguanjia.access.models import StaffSession
        from sanguanjia.kernel import clock

        with preparing():
            StaffSession.objects.create(account=account, reason="测试", until=clock.now() + timedelta(days=3650))


_hashed = ""


def _password() -> str:
    # One argon2 hash for the whole run: making it is slow on purpose.
    global _hashed
    if not _hashed:
        from django.contrib.auth.hashers import make_password

        _hashed = make_password(PASSWORD)
    return _hashed


def build() -> City:
    """Lay the city out in the present transaction."""
    from django.db.backends.postgresql.psycopg_any import DateRange, NumericRange

    from sanguanjia.registry import models as registry
    from sanguanjia.registry.types import WHOLE

    made = City(homes={"platform": Home.objects.get(pk=Home.PLATFORM_ID)})
    with preparing():
        for number, (key, above, kind, name) in enumerate(PLACES, start=9001):
            parent = made.homes[above]
            made.homes[key] = Home.objects.create(
                id=number, kind=kind, name=name, parent=parent, path=f"{parent.path}{number}/"
            )
        _places(made)
        for at in PHONES:
            home = made.homes[at]
            made.buildings[at] = registry.Building.objects.create(estate=home, code="3", name="3栋")
            made.units[at] = registry.Unit.objects.create(
                estate=home, building=made.buildings[at], room="1403", code="3-1-1403", use="dwelling",
                exclusive_area=Decimal("88.12"), exclusive_area_source="roster", valid_from=BEGAN,
            )  # fmt: skip
            made.parties[at] = registry.Party.objects.create(
                estate=home, kind="person", name="陈建平", phone=PHONES[at],
                identity_kind="resident_id" if TAILS[at] else "", identity_number=TAILS[at],
            )  # fmt: skip
            made.others[at] = registry.Unit.objects.create(
                estate=home, building=made.buildings[at], room="1404", code="3-1-1404", use="dwelling",
                valid_from=BEGAN,
            )  # fmt: skip
            share = registry.Ownership.objects.create(
                estate=home, unit=made.units[at], slice=NumericRange(0, WHOLE), period=DateRange(BEGAN, None),
                basis="registered",
            )  # fmt: skip
            registry.OwnershipMember.objects.create(estate=home, ownership=share, party=made.parties[at])
            company = "山水物业" if at in ("estate", "cousin") else f"{home.name}物业"
            made.companies[at] = next(
                (c for c in made.companies.values() if c.name == company), None
            ) or registry.Organisation.objects.create(kind="company", name=company)
            registry.ManagementTenure.objects.create(
                estate=home, organisation=made.companies[at], period=DateRange(BEGAN, None), contract_number="2020-1"
            )
    return made


def _places(made: City) -> None:
    """The registry's own rows behind the homes."""
    from django.db.backends.postgresql.psycopg_any import DateRange

    from sanguanjia.registry import models as registry

    valid = DateRange(BEGAN, None)
    city = registry.Division.objects.create(code="430200", name="株洲市", level="city", valid=valid, home=made.city)
    divisions = {}
    city2 = registry.Division.objects.create(code="140400", name="长治市", level="city", valid=valid, home=made.city2)
    counties = (("430211", "district", city), ("430202", "district2", city), ("140403", "district3", city2))
    for code, key, above in counties:
        divisions[key] = registry.Division.objects.create(
            code=code, name=made.homes[key].name, level="county", parent=above, valid=valid,
            home=made.homes[key],
        )  # fmt: skip
    streets = (
        ("430211001", "subdistrict", "district"), ("430202001", "subdistrict2", "district2"),
        ("140403001", "subdistrict3", "district3"),
    )  # fmt: skip
    for code, key, division in streets:
        registry.Subdistrict.objects.create(
            home=made.homes[key], code9=code, name=made.homes[key].name, division=divisions[division]
        )
    hoods = {"neighbourhood": "430211001001", "neighbourhood_b": "430211001002", "neighbourhood2": "430202001001",
             "neighbourhood3": "140403001001"}  # fmt: skip
    for key, code in hoods.items():
        home = made.homes[key]
        registry.Neighbourhood.objects.create(home=home, code12=code, name=home.name, subdistrict_id=home.parent_id)
    for key in PHONES:
        home = made.homes[key]
        registry.Estate.objects.create(home=home, name=home.name, pinyin=key, neighbourhood_id=home.parent_id)


@pytest.fixture
def city(db: None) -> City:
    """A fresh small city."""
    return build()
