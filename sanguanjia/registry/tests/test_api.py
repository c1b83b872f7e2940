"""The machine's edge shows no more than the pages do."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ninja.testing import TestClient

from sanguanjia.kernel.actor import ANONYMOUS, Actor
from sanguanjia.kernel.refusal import Refusal

from .factories import IDENTITIES, City, add_unit, codes_of, found_city, officer, owners, person

pytestmark = pytest.mark.django_db
NAME, PHONE = "王芳芳", "13812345678"


@pytest.fixture(scope="module")
def client() -> TestClient:
    from sanguanjia.registry.api import router

    return TestClient(router)


def get(client: TestClient, actor: Actor, path: str) -> Any:
    answer = client.get(path, actor=actor, by_token=False)
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


@pytest.fixture
def city() -> City:
    return found_city()


def test_estates_buildings_and_units_are_read_page_by_page(client: TestClient, city: City) -> None:
    for room in ("1403", "203", "1404"):
        add_unit(city, room)
    office = officer("neighbourhood_officer", city.neighbourhood)
    found = get(client, office, "/estates?q=文园")
    assert [e["name"] for e in found["items"]] == ["山水文园"]
    assert found["items"][0]["division"] == "430211"
    base = f"/estates/{city.estate.id}"
    assert get(client, office, base)["company"] is None
    assert get(client, office, f"{base}/buildings")[0]["units"] == 3
    first = get(client, office, f"{base}/units?limit=2")
    assert [u["code"] for u in first["items"]] == ["3-1-203", "3-1-1403"]
    assert first["items"][0]["built_area"] == "88.12"
    second = get(client, office, f"{base}/units?limit=2&after={first['next']}")
    assert [u["code"] for u in second["items"]] == ["3-1-1404"]
    assert second["next"] is None


@pytest.mark.parametrize(
    ("role", "place", "name", "phone"),
    [
        ("neighbourhood_officer", "neighbourhood", NAME, "138****5678"),  # in full only by `privacy.unmask`
        ("committee_member", "estate", NAME, "138****5678"),
        ("city_officer", "city", "王*芳", ""),
        ("tenant", "estate", None, None),
    ],
)
def test_a_unit_is_told_as_far_as_the_role_goes(
    client: TestClient, city: City, role: str, place: str, name: str | None, phone: str | None
) -> None:
    unit_id = add_unit(city, owners=owners(("1", person(NAME, IDENTITIES[0], PHONE))))
    actor = officer(role, getattr(city, place))
    found = get(client, actor, f"/estates/{city.estate.id}/units/{unit_id}")
    assert found["exclusive_area_source"] == "registry"
    assert IDENTITIES[0] not in json.dumps(found)
    if name is None:
        assert found["owners"] == []
    else:
        owner = found["owners"][0]
        assert (owner["share"], owner["people"][0]["name"], owner["people"][0]["phone"]) == ("1", name, phone)


def test_who_has_nothing_to_do_with_the_place_finds_nothing(client: TestClient, city: City) -> None:
    unit_id = add_unit(city)
    stranger = Actor(8, "外地")
    assert get(client, stranger, "/estates")["items"] == []
    for path in ("/buildings", "/units", f"/units/{unit_id}"):
        with pytest.raises(Refusal) as caught:
            client.get(f"/estates/{city.estate.id}{path}", actor=stranger, by_token=False)
        assert codes_of(caught.value) == {"not_found"}
    with pytest.raises(Refusal) as caught:
        client.get(f"/estates/{city.estate.id}", actor=ANONYMOUS, by_token=False)
    assert codes_of(caught.value) == {"login_needed"}
