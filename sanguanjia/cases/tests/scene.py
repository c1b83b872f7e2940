"""A small city for tests: one estate with a company, one without, a neighbour estate elsewhere, and a person per
role.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from sanguanjia.access.models import Account, Mandate
from sanguanjia.access.queries import actor_of
from sanguanjia.access.types import Role
from sanguanjia.cases import actions
from sanguanjia.cases.photos import StoredPhoto
from sanguanjia.cases.types import CaseRef
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.models import Home
from sanguanjia.registry.models import (
    Building,
    Division,
    Estate,
    Grid,
    ManagementTenure,
    Neighbourhood,
    Organisation,
    Subdistrict,
    Unit,
)
from tests.support.guard import preparing

ALWAYS = DateRange(date(2019, 1, 1), None)
PHOTO = StoredPhoto("ab" * 32, 640, 480, 12345)


@dataclass
class Scene:
    """Ids and people."""

    estate: int
    bare_estate: int
    far_estate: int
    neighbourhood: int
    district: int
    city: int
    building: int
    unit: int
    grid: int
    company: int
    other_company: int
    people: dict[str, Actor]
    accounts: dict[str, Account]

    def __getattr__(self, name: str) -> Actor:
        try:
            return self.people[name]
        except KeyError as error:
            raise AttributeError(name) from error

    def report(self, who: str = "owner", **wishes: Any) -> CaseRef:
        """File a matter with sensible defaults."""
        given = {
            "estate_id": self.estate,
            "need": "N01",
            "text": "三单元五楼的楼道灯不亮了",
            "building_id": self.building,
        }
        if wishes.get("estate_id", self.estate) != self.estate:
            given.pop("building_id")
        return actions.report(self.people[who], **(given | wishes))

    def do(self, verb: str, who: str, ref: CaseRef, **wishes: Any) -> CaseRef:
        """One move by one person."""
        return actions.BY_VERB[verb](self.people[who], estate_id=ref.estate_id, case_id=ref.case_id, **wishes)

    def closed(self, **wishes: Any) -> CaseRef:
        """A matter the company has taken and closed."""
        ref = self.report(**wishes)
        ref = self.do("take_order", "manager", ref)
        return self.do("close", "manager", ref, outcome="solved", words="换了灯泡", photos=(PHOTO,))


def make() -> Scene:
    """Lay out the city."""
    with preparing():
        return _make()


def _home(number: int, kind: str, name: str, parent: Home) -> Home:
    home = Home(id=number, kind=kind, name=name, path=f"{parent.path}{number}/", parent=parent)
    home.save()
    return home


def _estate(number: int, name: str, neighbourhood: Home, grid: Grid) -> Home:
    home = _home(number, "estate", name, neighbourhood)
    Estate(home=home, name=name, pinyin=name, neighbourhood_id=neighbourhood.pk, grid=grid, address="株洲市").save()
    return home


def _make() -> Scene:
    platform = Home.objects.get(pk=Home.PLATFORM_ID)
    city = _home(2, "city", "株洲市", platform)
    district = _home(3, "district", "天元区", city)
    street = _home(4, "subdistrict", "泰山路街道", district)
    hood = _home(5, "neighbourhood", "山水社区", street)
    hood2 = _home(6, "neighbourhood", "湘江社区", street)
    county = Division(code="430211", name="天元区", level="county", valid=ALWAYS, home=district)
    county.save()
    Subdistrict(home=street, code9="430211001", name=street.name, division=county).save()
    for number, home in enumerate((hood, hood2), start=1):
        Neighbourhood(home=home, code12=f"43021100100{number}", name=home.name, subdistrict_id=street.pk).save()
    grid = Grid(neighbourhood_id=hood.pk, code="01", name="第一网格")
    grid.save()
    grid2 = Grid(neighbourhood_id=hood2.pk, code="01", name="第一网格")
    grid2.save()
    estate = _estate(10, "山水文园", hood, grid)
    bare = _estate(11, "红旗小区", hood, grid)
    far = _estate(12, "新桂都", hood2, grid2)
    company = Organisation(kind="company", name="山水物业", credit_code="")
    company.save()
    other = Organisation(kind="company", name="别家物业", credit_code="")
    other.save()
    for home, organisation in ((estate, company), (far, other)):
        ManagementTenure(estate=home, organisation=organisation, period=ALWAYS, contract_number="合同1").save()
    building = Building(estate=estate, code="3", name="3栋")
    building.save()
    unit = Unit(
        estate=estate, building=building, room="501", code="3-1-501", use="dwelling", valid_from=date(2019, 1, 1)
    )
    unit.save()
    offices: dict[str, tuple[str, Home, dict[str, Any]]] = {
        "owner": (Role.OWNER, estate, {"unit_id": unit.pk, "unit_estate_id": estate.pk}),
        "neighbour": (Role.OWNER, estate, {"unit_id": unit.pk + 1, "unit_estate_id": estate.pk}),
        "bare_owner": (Role.OWNER, bare, {"unit_id": unit.pk + 2, "unit_estate_id": bare.pk}),
        "stranger": (Role.OWNER, far, {"unit_id": unit.pk + 3, "unit_estate_id": far.pk}),
        "head": (Role.BUILDING_HEAD, estate, {"building_id": building.pk}),
        "grid_worker": (Role.GRID_WORKER, hood, {"grid_id": grid.pk}),
        "manager": (Role.COMPANY_MANAGER, district, {"organisation_id": company.pk}),
        "worker": (Role.COMPANY_WORKER, estate, {"organisation_id": company.pk}),
        "other_manager": (Role.COMPANY_MANAGER, district, {"organisation_id": other.pk}),
        "officer": (Role.NEIGHBOURHOOD_OFFICER, hood, {}),
        "far_officer": (Role.NEIGHBOURHOOD_OFFICER, hood2, {}),
        "street": (Role.SUBDISTRICT_OFFICER, street, {}),
        "centre": (Role.DISTRICT_OFFICER, district, {}),
        "city_officer": (Role.CITY_OFFICER, city, {}),
        "hotline": (Role.HOTLINE_OPERATOR, district, {}),
    }
    people, accounts = {}, {}
    for name, (role, home, more) in offices.items():
        account = Account(username=name, name=f"测试{name}", phone="13800000000", password="!")
        account.save()
        Mandate(
            account=account,
            role=str(role),
            home=home,
            valid=ALWAYS,
            document="测试",
            **more,
            granted_at="2024-01-01T00:00Z",
        ).save()
        people[name], accounts[name] = actor_of(account), account
    return Scene(
        estate.pk, bare.pk, far.pk, hood.pk, district.pk, city.pk, building.pk, unit.pk, grid.pk, company.pk, other.pk,
        people, accounts,
    )  # fmt: skip


__all__ = ["PHOTO", "Scene", "make", "new_id"]
