"""Subscriptions: who may, what is told, signed, tried again, disabled with a notice; nothing inside is called."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.test import Client

from sanguanjia.access.secret import Secret
from sanguanjia.cases.tests.scene import Scene
from sanguanjia.interfaces import actions, calling, queries, sending, spreading
from sanguanjia.interfaces.models import Hook, HookDelivery, HookHealth
from sanguanjia.interfaces.rules import signing
from sanguanjia.interfaces.types import HookRef
from sanguanjia.kernel import clock
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.notices.models import Notice

from .conftest import KEY

pytestmark = pytest.mark.django_db
SECRET = signing.secret_text(b"s" * 32)
URL = "https://hooks.example.org/in"


def subscribe(scene: Scene, who: str = "hotline", **wishes: Any) -> HookRef:
    given = {"estate_id": scene.district, "url": URL, "verbs": ("report", "close"), "secret": Secret(SECRET)}
    return actions.subscribe(scene.people[who], **(given | wishes))


class Receiver:
    """Answers what it is told to, and keeps what it got."""

    def __init__(self, *statuses: int) -> None:
        self.statuses, self.got = list(statuses), list[tuple[bytes, Mapping[str, str]]]()

    def __call__(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        assert url == URL
        self.got.append((body, headers))
        return self.statuses.pop(0) if self.statuses else 204


def lines(hook_id: int) -> list[HookDelivery]:
    return list(reversed(queries.deliveries(hook_id)))


def test_what_happens_is_told_once_signed_without_anything_personal(scene: Scene) -> None:
    ref = subscribe(scene)
    case = scene.closed()
    assert (spreading.spread(), spreading.spread()) == (2, 0)  # assign and take were not subscribed
    receiver = Receiver()
    assert sending.send_due(receiver) == 2
    assert sending.send_due(receiver) == 0
    said = [json.loads(body) for body, _ in receiver.got]
    assert [each["type"] for each in said] == ["case.report", "case.close"]
    assert said[1]["data"] == {
        "estate_id": scene.estate, "case_id": case.case_id, "number": 1, "need_code": "N01", "state": "done",
        "level": "estate", "holder_kind": "company", "version": 3,
    }  # fmt: skip
    for body, headers in receiver.got:
        assert signing.is_genuine(SECRET, dict(headers), body, int(headers["webhook-timestamp"]))
        assert "灯" not in body.decode()
    assert [(row.state, row.attempts, row.status) for row in lines(ref.id)] == [("sent", 1, 204)] * 2


def test_only_what_lies_in_the_place_and_came_after_it(scene: Scene) -> None:
    scene.report()
    with clock.turned_to(clock.now() + timedelta(minutes=1)):
        ref = subscribe(scene, "officer", estate_id=scene.neighbourhood)
        scene.report(text="另一盏灯")
        scene.report("stranger", estate_id=scene.far_estate)
        spreading.spread()
    assert [row.estate_id for row in lines(ref.id)] == [scene.estate]


def test_a_company_is_not_told_what_is_kept_from_it(scene: Scene) -> None:
    ref = subscribe(scene, "manager")
    scene.report(confidentiality="matter", need="N99")
    scene.report()
    spreading.spread()
    receiver = Receiver()
    assert sending.send_due(receiver) == 1
    assert sorted((row.state, row.fault) for row in lines(ref.id)) == [("dropped", "no_longer_permitted"), ("sent", "")]


def test_what_fails_is_tried_again_under_the_same_id_and_with_the_same_body(scene: Scene) -> None:
    ref = subscribe(scene)
    scene.report()
    spreading.spread()
    receiver = Receiver(500, 302)
    assert sending.send_due(receiver) == 0
    assert sending.send_due(receiver) == 0  # not yet
    (row,) = lines(ref.id)
    assert (row.state, row.status, row.fault, row.due_at) == (
        "waiting",
        500,
        "status",
        clock.now() + timedelta(minutes=1),
    )
    with clock.turned_to(clock.now() + timedelta(minutes=1)):
        assert sending.send_due(receiver) == 0  # a redirect is not followed
    with clock.turned_to(clock.now() + timedelta(minutes=6)):
        assert sending.send_due(receiver) == 1
    bodies = {body for body, _ in receiver.got}
    ids = {headers["webhook-id"] for _, headers in receiver.got}
    assert (len(receiver.got), len(bodies), len(ids)) == (3, 1, 1)
    assert HookHealth.objects.get(pk=ref.id).failures == 0


def test_a_claim_that_was_lost_is_sent_again(scene: Scene) -> None:
    ref = subscribe(scene)
    scene.report()
    spreading.spread()

    def dies(*_: Any) -> int:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sending.send_due(dies)
    assert [row.state for row in lines(ref.id)] == ["claimed"]
    with clock.turned_to(clock.now() + sending.LEASE + timedelta(seconds=1)):
        assert sending.send_due(Receiver()) == 1
    assert [(row.state, row.attempts) for row in lines(ref.id)] == [("sent", 2)]


def test_after_long_failure_it_is_disabled_with_a_notice_and_resuming_sends_what_waited(scene: Scene) -> None:
    ref = subscribe(scene)
    for number in range(10):
        scene.report(text=f"第{number}盏灯")
    spreading.spread()
    begin = clock.now()
    sending.send_due(Receiver(*[500] * 9, 500))
    assert Hook.objects.get(pk=ref.id).state == "on"  # ten failures, but not for long
    with clock.turned_to(begin + timedelta(hours=6)):
        down = Receiver(*[500] * 20)
        sending.send_due(down)
        assert len(down.got) == 1
        hook = Hook.objects.get(pk=ref.id)
        assert (hook.state, hook.fault) == ("disabled", "failing")
        with cross_estate():
            assert sorted(Notice.objects.values_list("template", flat=True)) == [
                *["cases.given"] * 10, "interfaces.disabled", "interfaces.disabled_for_administrators",
            ]  # fmt: skip
        assert sending.send_due(Receiver()) == 0
        with pytest.raises(Refusal, match="wrong_phase"):
            actions.disable_subscription(clock_actor(), estate_id=hook.home_id, hook_id=ref.id, fault="failing")
        actions.resume_subscription(scene.hotline, estate_id=hook.home_id, hook_id=ref.id)
        with pytest.raises(Refusal, match="wrong_phase"):
            actions.resume_subscription(scene.hotline, estate_id=hook.home_id, hook_id=ref.id)
    with clock.turned_to(begin + timedelta(hours=8)):
        assert sending.send_due(Receiver()) == 10


def clock_actor() -> Any:
    from sanguanjia.kernel.actor import SYSTEM

    return SYSTEM


def test_gone_means_at_once_and_an_end_is_for_good(scene: Scene) -> None:
    ref = subscribe(scene)
    scene.report()
    spreading.spread()
    sending.send_due(Receiver(410))
    assert Hook.objects.get(pk=ref.id).fault == "gone"
    actions.end_subscription(scene.hotline, estate_id=scene.district, hook_id=ref.id)
    with pytest.raises(Refusal, match="wrong_phase"):
        actions.end_subscription(scene.hotline, estate_id=scene.district, hook_id=ref.id)
    scene.report(text="又一盏")
    assert spreading.spread() == 0
    sending.send_due(Receiver())
    assert [(row.state, row.fault) for row in lines(ref.id)] == [("dropped", "ended")]


@pytest.mark.parametrize(
    ("who", "wishes", "code"),
    [
        ("owner", {"estate_id": 10}, "not_permitted"),
        ("officer", {"estate_id": 3}, "not_permitted"),  # a neighbourhood's officer for the whole district
        ("hotline", {"url": "http://hooks.example.org/"}, "unsafe_address"),
        ("hotline", {"url": "https://127.0.0.1/"}, "unsafe_address"),
        ("hotline", {"url": "hooks"}, "argument_wrong"),
        ("hotline", {"verbs": ()}, "missing"),
        ("hotline", {"verbs": ("see_contact",)}, "unknown_event"),
        ("hotline", {"estate_id": 4040}, "not_found"),
    ],
)
def test_a_subscription_is_refused(scene: Scene, who: str, wishes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        subscribe(scene, who, **wishes)
    assert [reason.code for reason in refused.value.reasons] == [code]


def test_nobody_keeps_the_subscription_of_another(scene: Scene) -> None:
    ref = subscribe(scene)
    with pytest.raises(Refusal, match="not_permitted"):
        actions.end_subscription(scene.centre, estate_id=scene.district, hook_id=ref.id)
    with pytest.raises(Refusal, match="not_found"):
        actions.end_subscription(scene.hotline, estate_id=scene.estate, hook_id=ref.id)
    with pytest.raises(Refusal, match="not_permitted"):
        actions.disable_subscription(scene.hotline, estate_id=scene.district, hook_id=ref.id, fault="x")


def test_twenty_subscriptions_and_no_more(scene: Scene) -> None:
    for number in range(20):
        subscribe(scene, url=f"{URL}/{number}")
    with pytest.raises(Refusal, match="too_many_hooks"):
        subscribe(scene)


def test_the_secret_is_sealed_at_rest(scene: Scene) -> None:
    from django.db import connection

    subscribe(scene)
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM interfaces_hook")
        assert cursor.fetchone()[0].startswith("$a$")
    assert Hook.objects.get().secret == SECRET


def test_machines_subscribe_over_the_api_and_the_secret_is_shown_once(scene: Scene) -> None:
    def ask(method: str, path: str, body: Any = None, key: str = "") -> Any:
        headers = {"Authorization": f"Bearer {KEY}"} | ({"Idempotency-Key": key} if key else {})
        return getattr(Client(), method)(
            f"/api/v1/webhooks{path}", json.dumps(body) if body else None, content_type="application/json",
            headers=headers,
        ) if body or method == "post" else Client().get(f"/api/v1/webhooks{path}", headers=headers)  # fmt: skip

    wanted = {"home_id": scene.district, "url": URL, "events": ["case.report"]}
    first = ask("post", "", wanted, "k")
    assert first.status_code == 201, first.content.decode()
    assert ask("post", "", wanted, "k").json() == first.json()
    other = ask("post", "", {**wanted, "url": URL + "/other"}, "k")
    assert (other.status_code, other.headers["Content-Type"]) == (409, "application/problem+json; charset=utf-8")
    number = first.json()["id"]
    listed = ask("get", "").json()
    assert ([each["id"] for each in listed["lines"]], listed["next_after"]) == ([number], "")
    assert "secret" not in listed["lines"][0]
    scene.report()
    spreading.spread()
    assert ask("get", f"/{number}/deliveries").json()["lines"][0]["event"] == "case.report"
    assert ask("post", f"/{number}/end", key="e").json()["state"] == "ended"
    assert ask("get", "/7").status_code == 404
    bad = ask("post", "", {**wanted, "events": ["case.see"], "url": "http://x.org"}).json()
    assert (bad["type"], bad["title"], bad["status"]) == ("about:blank", "Unprocessable Entity", 422)
    assert [each["code"] for each in bad["refusals"]] == ["unsafe_address", "unknown_event"]


# --- the call itself --------------------------------------------------------------------------------------------------


class _Hook(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.server.got.append((self.path, self.headers["Host"], self.rfile.read(int(self.headers["Content-Length"]))))  # type: ignore[attr-defined]
        self.send_response(302 if self.path == "/moved" else 200)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


def test_a_call_goes_to_the_judged_address_with_the_name_of_the_host(settings: Any, monkeypatch: Any) -> None:
    server = HTTPServer(("127.0.0.1", 0), _Hook)
    server.got = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    port = server.server_address[1]
    try:
        asked = []

        def resolve(host: str, port: int, *_: Any, **__: Any) -> Any:
            asked.append(host)
            return [(2, 1, 6, "", ("127.0.0.1", port))]

        monkeypatch.setattr(calling.socket, "getaddrinfo", resolve)
        with pytest.raises(calling.NotDelivered, match="unsafe_address"):
            calling.post(f"http://rebind.example.org:{port}/", b"{}", {})
        settings.WEBHOOK_PRIVATE = True
        asked.clear()
        assert calling.post(f"http://hooks.example.org:{port}/in?a=1", b"{}", {"webhook-id": "1"}) == 200
        assert calling.post(f"http://hooks.example.org:{port}/moved", b"{}", {}) == 302
        assert asked.count("hooks.example.org") == 2  # once per call, and never again
        settings.WEBHOOK_HOSTS = ("elsewhere.example.org",)
        with pytest.raises(calling.NotDelivered, match="unsafe_address"):
            calling.post(f"http://hooks.example.org:{port}/in", b"{}", {})
        assert asked.count("hooks.example.org") == 2, "not even its name is asked for"
        settings.WEBHOOK_HOSTS = ("hooks.example.org",)
        assert calling.post(f"http://HOOKS.example.org:{port}/moved", b"{}", {}) == 302
        assert server.got[0] == ("/in?a=1", f"hooks.example.org:{port}", b"{}")  # type: ignore[attr-defined]
        assert [path for path, *_ in server.got] == ["/in?a=1", "/moved", "/moved"]  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    with pytest.raises(calling.NotDelivered, match="unreachable"):
        calling.post(f"http://hooks.example.org:{port}/", b"{}", {})
