"""20 parallel replays of every POST of Open311 with one key: one effect; the same key with another body: refused.

A POST there shows a machine's key and is two acts in one transaction (the submission and the matter), at two homes; so
it is not among the rows of `replays.py`, and what is counted are matters and notes.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from sanguanjia.access.queries import token_digest
from sanguanjia.interfaces import budget
from sanguanjia.kernel import clock
from tests.support.guard import preparing
from tests.support.small_city import City, build

pytestmark = pytest.mark.unguarded
KEY, TIMES = "sgj_replay", 20


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
        return client.post(path, {"api_key": KEY, **typed}, headers={"Idempotency-Key": f"replay {path}"})

    return send


def at_once(send: Callable[[], Any]) -> Counter[tuple[int, bytes]]:
    """The answers to the same request from TIMES threads at one moment."""
    gate = threading.Barrier(TIMES)
    answers: list[tuple[int, bytes]] = []

    def one() -> None:
        try:
            gate.wait(30)
            answer = send()
            answers.append((answer.status_code, answer.content))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(TIMES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return Counter(answers)


def test_every_post_of_other_systems_has_one_effect(city: City) -> None:
    estate, other = city.estate.pk, city.sibling.pk
    report = {"service_code": "N01", "address_id": str(estate), "description": "灯不亮", "phone": "13900001001"}
    ((status, said), times) = next(iter(at_once(_form("/open311/v2/requests.json", report)).items()))
    assert (status, times) == (200, TIMES)
    assert (_count("cases_case"), _count("interfaces_submission")) == (1, 1)
    number = json.loads(said)[0]["service_request_id"]
    for changed in ({"description": "别的事"}, {"address_id": str(other)}):
        assert _form("/open311/v2/requests.json", {**report, **changed})().status_code == 409
    assert _count("cases_case") == 1

    note = {"service_request_id": number, "description": "补充"}
    answers = at_once(_form("/open311/v2/servicerequestupdates.json", note))
    assert (list(answers.values()), {status for status, _ in answers}) == ([TIMES], {200})
    assert _count("cases_caseevent", "verb = 'add_note'") == 1
    assert _form("/open311/v2/servicerequestupdates.json", {**note, "description": "别的"})().status_code == 409
