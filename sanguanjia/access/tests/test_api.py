"""The API's lock: keys, sessions with their token, and nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client, RequestFactory
from ninja.errors import HttpError

from sanguanjia.access.api import ActorAuth
from sanguanjia.access.models import ApiToken
from sanguanjia.access.queries import token_digest
from sanguanjia.kernel import clock
from tests.support.guard import preparing
from tests.support.small_city import City


def machine(city: City, role: str, at: str = "estate") -> Client:
    """A machine that shows a key of that person."""
    account = city.person(role, at)
    with preparing():
        ApiToken.objects.create(
            account=account, name="x", digest=token_digest(f"key of {account.username}"),
            expires_at=clock.now() + timedelta(days=1),
        )  # fmt: skip
    return Client(headers={"Authorization": f"Bearer key of {account.username}"}, enforce_csrf_checks=True)


def test_a_machine_learns_who_it_is_in_one_query(city: City, django_assert_num_queries) -> None:
    client = machine(city, "hotline_operator")
    client.get("/api/v1/me")  # takes a part of the key's minute: thirty requests that ask nothing more
    with django_assert_num_queries(1):
        answer = client.get("/api/v1/me")
    assert answer.status_code == 200
    assert [role["role"] for role in answer.json()["roles"]] == ["hotline_operator"]


def test_nobody_is_told_so_in_json(db: None) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer "}):
        answer = Client(headers=headers).get("/api/v1/me")
        assert (answer.status_code, answer.json()["refusals"][0]["code"]) == (401, "login_needed")


@pytest.mark.parametrize(
    ("method", "by_token", "let_in"), [("GET", False, True), ("POST", False, False), ("POST", True, True)]
)
def test_a_browser_writes_only_with_its_csrf_token(city: City, method: str, by_token: bool, let_in: bool) -> None:
    request = RequestFactory(enforce_csrf_checks=True).generic(method, "/api/v1/me")
    request.actor, request.by_token = city.actor("owner"), by_token
    if let_in:
        assert ActorAuth()(request) == city.actor("owner")
    else:
        with pytest.raises(HttpError):
            ActorAuth()(request)
