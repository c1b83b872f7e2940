"""20 parallel replays of every POST of Open311 and of subscriptions with one key: one effect; another body: refused.

A POST there is two acts in one transaction (the submission and the matter), so the count is of matters, notes and
subscriptions themselves.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from sanguanjia.access.queries import token_digest
from sanguanjia.interfaces import budget
from sanguanjia.kernel import clock
from tests.simulation.test_replays import TIMES, at_once
from tests.support.guard import preparing
from tests.support.small_city import City, build

pytestmark = pytest.mark.unguarded
KEY = "sgj_replay"


@pytest.fixture
def city(committed_db: None) -> City:
    from sanguanjia.access.models import ApiToken

    made = build()
    budget.forget()
    with preparing():
        ApiToken.objects.create(
            account=made.person("hotline_operator"), name="重放", digest=token_digest(KEY),
            expires_at=clock.now() + timedelta(days=1),
        )  # fmt: skip
    return made


def _count(table: str, where: str = "true") -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} WHERE {where}")
        return int(cursor.fetchone()[0])


def _form(path: str, typed: dict[str, Any]) -> Callable[[], Any]:
    def send() -> Any:
        client = Client(raise_request_exception=False)
        return client.post(path, {"api_key": KEY, **typed}, headers={"Idempotency-Key": "replay"})

    return send


def _json(path: str, body: dict[str, Any]) -> Callable[[], Any]:
    headers = {"Authorization": f"Bearer {KEY}", "Idempotency-Key": f"replay{path}"}

    def send() -> Any:
        client = Client(raise_request_exception=False)
        return client.post(path, json.dumps(body), content_type="application/json", headers=headers)

    return send


def test_every_post_of_other_systems(city: City) -> None:
    estate, other = city.estate.pk, city.sibling.pk
    report = {"service_code": "N01", "address_id": str(estate), "description": "灯不亮", "phone": "13900001001"}
    send = _form("/open311/v2/requests.json", report)
    assert at_once(send, "o311").statuses == {200: TIMES}
    assert (_count("cases_case"), _count("interfaces_submission")) == (1, 1)
    number = json.loads(send().content)[0]["service_request_id"]
    for changed in ({"description": "别的事"}, {"address_id": str(other)}):
        assert _form("/open311/v2/requests.json", {**report, **changed})().status_code == 409
    assert _count("cases_case") == 1

    note = {"service_request_id": number, "description": "补充"}
    assert at_once(_form("/open311/v2/servicerequestupdates.json", note), "o311").statuses == {200: TIMES}
    assert _count("cases_caseevent", "verb = 'add_note'") == 1
    assert _form("/open311/v2/servicerequestupdates.json", {**note, "description": "别的"})().status_code == 409

    hook = {"home_id": city.city.pk, "url": "https://hooks.example.org/", "events": ["case.close"]}
    send = _json("/api/v1/webhooks", hook)
    assert at_once(send, "replay").statuses == {201: TIMES}
    assert (_count("interfaces_hook"), len({json.loads(send().content)["secret"]})) == (1, 1)
    assert _json("/api/v1/webhooks", {**hook, "events": ["case.report"]})().status_code == 409
    path = f"/api/v1/webhooks/{json.loads(send().content)['id']}/end"
    assert at_once(_json(path, {}), "replay").statuses == {200: TIMES}
