"""Deny by default, and refusals in the form that was asked for."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from sanguanjia.kernel.doors import for_anyone, for_known, home_of, needs
from sanguanjia.kernel.predicates import holds
from sanguanjia.kernel.refusal import refuse
from tests.support.small_city import City


def _hello(request: HttpRequest, **_parts: object) -> HttpResponse:
    return HttpResponse("hello")


def _refuses(request: HttpRequest, code: str) -> HttpResponse:
    refuse(code)


ours = import_module(settings.ROOT_URLCONF).urlpatterns  # access stands below config and may not import it
urlpatterns = [
    *ours,
    path("tried/open/", _hello),
    path("tried/for-known/", for_known(_hello)),
    path("tried/at/<int:estate_id>/", needs(holds("grid_worker"), at=home_of())(_hello)),
    path("tried/refuses/<str:code>/", for_anyone(_refuses)),
    path("tried/nested/", include([path("open/", _hello)])),
]

pytestmark = pytest.mark.urls(__name__)


@pytest.mark.parametrize("address", ["/tried/open/", "/tried/nested/open/"])
def test_a_view_that_forgot_its_door_is_opened_by_nobody(city: City, address: str) -> None:
    for client in (Client(), _as(city, "system_admin")):
        assert client.get(address).status_code == 403


@pytest.mark.parametrize(
    ("role", "at", "status"),
    [("grid_worker", "estate", 200), ("owner", "estate", 403), ("grid_worker", "sibling", 404), ("owner", "far", 404)],
)
def test_a_place_that_is_none_of_ones_business_is_not_found(city: City, role: str, at: str, status: int) -> None:
    assert _as(city, role, at).get(f"/tried/at/{city.estate.pk}/").status_code == status
    assert _as(city, role, at).get("/tried/at/77/").status_code == 404


def test_nobody_is_led_to_the_login_and_back(db: None) -> None:
    answer = Client().get("/tried/for-known/?a=1")
    assert (answer.status_code, answer["Location"]) == (302, "/login/?next=%2Ftried%2Ffor-known%2F%3Fa%3D1")
    assert Client().post("/tried/for-known/")["Location"] == "/login/"
    htmx = Client(headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/?a=1"})
    answer = htmx.get("/tried/for-known/")
    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/login/?next=%2Fdesk%2F%3Fa%3D1")
    answer = Client(headers={"Accept": "application/json"}).get("/tried/for-known/")
    assert (answer.status_code, answer.json()["refusals"][0]["code"]) == (401, "login_needed")


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("not_permitted", 403), ("not_found", 404), ("stale", 409), ("reason_needed", 422), ("too_many_requests", 429),
    ],
)  # fmt: skip
def test_a_refusal_is_a_page_a_fragment_or_json(db: None, code: str, status: int) -> None:
    page = Client().get(f"/tried/refuses/{code}/")
    assert page.status_code == status
    assert "<h1>" in page.content.decode()
    fragment = Client(headers={"HX-Request": "true"}).get(f"/tried/refuses/{code}/")
    assert fragment.status_code == status
    assert "<html" not in fragment.content.decode()
    data = Client(headers={"Accept": "application/json"}).get(f"/tried/refuses/{code}/")
    assert (data.status_code, data.json()["refusals"][0]["code"]) == (status, code)


def test_every_answer_carries_the_headers_of_a_careful_server(city: City) -> None:
    for client, address in ((Client(), "/login/"), (_as(city, "owner"), "/account/"), (Client(), "/nowhere/")):
        answer = client.get(address)
        assert "object-src 'none'" in answer["Content-Security-Policy"]
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def _as(city: City, role: str, at: str = "estate") -> Client:
    client = Client()
    client.force_login(city.person(role, at))
    return client
