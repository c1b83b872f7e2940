"""Fixtures of the interfaces room: the small city, a key of the city's hotline, a way to ask."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from sanguanjia.access import actions as access
from sanguanjia.access.queries import token_digest
from sanguanjia.cases.tests import scene as scenes
from sanguanjia.cases.tests.world import MORNING
from sanguanjia.interfaces import budget, places
from sanguanjia.interfaces.queries.services import forget as forget_cities
from sanguanjia.kernel import clock
from sanguanjia.policy import queries as policy
from sanguanjia.registry.models import Division
from tests.support.guard import preparing

KEY = "sgj_test-key-of-the-hotline"


@pytest.fixture(autouse=True)
def _fresh_memory(settings: Any, tmp_path: Path) -> Iterator[None]:
    """Nothing kept in the process from another test's city."""
    settings.MEDIA_ROOT = tmp_path / "media"
    budget.forget()
    forget_cities()
    places.forget()
    policy.forget()
    yield
    forget_cities()
    places.forget()
    policy.forget()


@pytest.fixture
def scene(db: None) -> Iterator[scenes.Scene]:
    """The small city, on a Thursday morning before the May holidays of 2024, with a key for the hotline's machine."""
    with clock.turned_to(MORNING):
        made = scenes.make()
        with preparing():
            Division(code="430200", name="株洲市", level="city", valid=scenes.ALWAYS, home_id=made.city).save()
        access.issue_token(made.hotline, estate_id=1, name="测试", digest=token_digest(KEY), days=300)
        yield made


@pytest.fixture
def at() -> Any:
    """`with at(26, 10): …` turns the clock to 26 April 2024, 10:00."""

    def turn(day: int, hour: int = 10, month: int = 4, year: int = 2024) -> Any:
        return clock.turned_to(dt.datetime(year, month, day, hour, tzinfo=clock.SHANGHAI))

    return turn


def get(path: str, **typed: Any) -> Any:
    """GET below /open311/v2/ without a key."""
    return Client().get(f"/open311/v2/{path}", typed)


def post(path: str = "requests.json", key: str = KEY, headers: dict[str, str] | None = None, **typed: Any) -> Any:
    """POST below /open311/v2/."""
    body = {"api_key": key, **typed} if key else typed
    return Client(enforce_csrf_checks=True).post(f"/open311/v2/{path}", body, headers=headers or {})


def facts(answer: Any) -> Any:
    """JSON of an answer that is right."""
    assert answer.status_code == 200, answer.content.decode()
    return json.loads(answer.content)


def tree(answer: Any) -> ElementTree.Element:
    """XML of an answer."""
    assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert answer.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    return ElementTree.fromstring(answer.content.decode())  # noqa: S314 - our own answer
