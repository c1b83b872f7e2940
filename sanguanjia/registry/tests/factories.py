"""A small city, founded by the acts themselves: so every scene also tries the founding acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sanguanjia.kernel.actor import SYSTEM, Actor, Mandate
from sanguanjia.kernel.models import Home
from sanguanjia.registry import actions
from sanguanjia.registry.types import MemberWish, OwnerWish, PlaceRef, UnitWish

SINCE = date(2015, 6, 1)
LATER = date(2020, 3, 5)

# Numbers of the test range (division 999999) with right check characters.
IDENTITIES = ("999999190001010015", "999999200002290027")
COMPANY_CODE, OTHER_CODE = "91430211MA4XX0012H", "91140403MA0XX0023L"


@dataclass(frozen=True)
class City:
    """Ids and paths of the founded places."""

    city: PlaceRef
    district: PlaceRef
    subdistrict: PlaceRef
    neighbourhood: PlaceRef
    estate: PlaceRef
    building_id: int
    entrance_id: int


def found_city(code: str = "430200", name: str = "株洲市", district: str = "430211") -> City:
    """City, district, subdistrict, neighbourhood, estate, a building with an entrance."""
    since = date(2000, 1, 1)
    city = actions.found_city(SYSTEM, estate_id=Home.PLATFORM_ID, code=code, name=name, since=since)
    area = actions.found_district(SYSTEM, estate_id=city.id, code=district, name="天元区", since=since)
    street = actions.found_subdistrict(SYSTEM, estate_id=area.id, code9=f"{district}001", name="嵩山路街道")
    quarter = actions.found_neighbourhood(SYSTEM, estate_id=street.id, code12=f"{district}001001", name="香山社区")
    home = actions.found_estate(SYSTEM, estate_id=quarter.id, name="山水文园", address="长江北路 1 号")
    building = actions.add_building(SYSTEM, estate_id=home.id, code="3", name="3栋", storeys=18)
    entrance = actions.add_entrance(SYSTEM, estate_id=home.id, building_id=building.id, code="1")
    return City(city, area, street, quarter, home, building.id, entrance.id)


def wish(room: str = "1403", **more: str) -> UnitWish:
    """A dwelling of 88.12 m2 by the register, 70.50 m2 of it exclusive."""
    facts = {
        "built_area": "88.12", "built_area_source": "registry",
        "exclusive_area": "70.50", "exclusive_area_source": "registry",
    }  # fmt: skip
    return UnitWish(room=room, **{**facts, **more})


def person(name: str = "王芳", identity: str = "", phone: str = "") -> MemberWish:
    """Somebody new, with a document if a number is given."""
    kind = "resident_id" if identity else ""
    return MemberWish(name=name, identity_kind=kind, identity_number=identity, phone=phone)


def owners(*shares: tuple[str, MemberWish | tuple[MemberWish, ...]]) -> tuple[OwnerWish, ...]:
    """`owners(("1/2", person()), ("1/2", (person(), person())))`: shares, each for one or jointly for several."""
    return tuple(
        OwnerWish(Fraction(share), members if isinstance(members, tuple) else (members,)) for share, members in shares
    )


def add_unit(city: City, room: str = "1403", *, since: date = SINCE, **more: object) -> int:
    """A unit owned as a whole by one new person, unless `owners` says otherwise."""
    more.setdefault("owners", owners(("1", person())))
    unit = more.pop("unit", None) or wish(room)
    done = actions.add_unit(
        SYSTEM, estate_id=city.estate.id, building_id=city.building_id, entrance_id=city.entrance_id, since=since,
        unit=unit, **more,
    )  # fmt: skip
    return done.id


def officer(role: str, place: PlaceRef, *, account_id: int = 7, **more: int) -> Actor:
    """Somebody who holds a role at a place."""
    mandate = Mandate(id=1, role=role, home_id=place.id, place=place.path, valid_from=date(2020, 1, 1), **more)
    return Actor(account_id=account_id, name="测试员", mandates=(mandate,))


def codes_of(refusal: object) -> set[str]:
    """The codes of a caught refusal."""
    return {reason.code for reason in refusal.reasons}  # type: ignore[attr-defined]
