"""The outermost layer: health, metrics, headers, foreign origins, the last resort, and what the log says."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from datetime import date
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import DataError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from sanguanjia.access.models import Account
from sanguanjia.config import edge, headers, readiness
from sanguanjia.hosting import health, meters
from sanguanjia.hosting.lines import Line, scrub, told
from sanguanjia.kernel.actor import SYSTEM

NAME, PHONE, IDENTITY = "欧阳建国", "19900001234", "999999199003070018"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What stands in the log, as a person would read it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Line())
    root = logging.getLogger()
    root.addHandler(handler)
    logging.getLogger("sgj").setLevel(logging.INFO)
    yield written
    root.removeHandler(handler)


def said(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


# --- health -----------------------------------------------------------------------------------------------------------


def test_alive_asks_nothing(client: Client) -> None:
    answer = client.get("/healthz", headers={"host": "no-such-host.example"})
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_ready_names_what_is_missing(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    monkeypatch.setattr(readiness, "_last", None)
    monkeypatch.setattr(readiness, "heartbeat_age", lambda: 3)
    answer = client.get("/readyz")
    assert answer.json() == {"ok": True, "checks": dict.fromkeys(("database", "migrations", "worker", "disk"), True)}
    for broken, patch in {
        "worker": (readiness, "heartbeat_age", lambda: 61),
        "disk": (health, "has_room", lambda _data: False),
        "database": (readiness, "_answers", lambda: 1 // 0),
        "migrations": (readiness, "known_migrations", lambda: frozenset({("kernel", "9999_from_tomorrow")})),
    }.items():
        with monkeypatch.context() as each:
            each.setattr(*patch)
            each.setattr(readiness, "_last", None)
            each.setattr(readiness, "_migrated", False)
            answer = client.get("/readyz")
            assert answer.status_code == 503
            assert [name for name, well in answer.json()["checks"].items() if not well] == [broken]


@pytest.mark.django_db
def test_metrics_are_for_this_machine_or_the_token(settings: Any, client: Client) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    client.get("/login/")
    body = client.get("/metrics").content.decode()
    assert 'sgj_requests_total{method="GET",status="2xx"}' in body
    assert "sgj_request_seconds_count" in body
    waiting = ProcrastinateJob.objects.filter(status="todo").count()  # tests that commit may have left some
    assert f"sgj_jobs_waiting {waiting}" in body
    assert client.get("/metrics", REMOTE_ADDR="10.1.1.1").status_code == 404
    assert client.get("/metrics", headers={"x-forwarded-for": "10.1.1.1"}).status_code == 404
    settings.METRICS_TOKEN = "right"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"authorization": "Bearer wrong"}).status_code == 404
    assert client.get("/metrics", headers={"authorization": "Bearer right"}, REMOTE_ADDR="10.1.1.1").status_code == 200


def test_counters_add_up_over_threads() -> None:
    import threading

    before = meters.totals()
    threads = [
        threading.Thread(target=lambda: [meters.answered("POST", 201, 3000, 1) for _ in range(500)]) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    gained = [after - earlier for earlier, after in zip(before, meters.totals(), strict=True)]
    assert sum(gained) == 2000 * (1 + 1 + 3000 + 1)


def shut(answer: Any) -> None:
    """Let go of a streamed file, without the signal that would also close the test's connection."""
    for each in getattr(answer, "_resource_closers", ()):
        each()


# --- headers and origins ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_every_answer_carries_the_headers(client: Client) -> None:
    for path in ("/login/", "/healthz", "/static/look/look.css", "/nowhere/", "/api/v1/me"):
        answer = client.get(path)
        shut(answer)
        for name, value in headers.ALWAYS.items():
            assert answer.headers[name] == value, (path, name)
        assert "Strict-Transport-Security" not in answer.headers
    assert client.get("/login/").headers["Cache-Control"].count("no-store") == 1
    style = client.get("/static/look/look.css")
    shut(style)
    assert "no-store" not in style.headers["Cache-Control"]


def test_tls_adds_transport_security_and_bound_cookies(settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = True
    layer = edge.Edge(lambda _request: HttpResponse("x"))
    answer = layer(RequestFactory().get("/somewhere/"))
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.django_db
def test_every_cookie_is_bound_under_tls(client: Client, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = True
    answer = client.post("/look/prefs/", {"theme": "dark", "type": "large", "next": "/login/"})
    assert sorted(answer.cookies) == ["__Host-sgj_theme", "__Host-sgj_type"]
    for cookie in answer.cookies.values():
        assert (cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, True, "Lax", "/")
        assert not cookie["domain"]
    assert 'data-theme="dark"' in client.get("/login/").content.decode()


def test_cookie_names_under_tls_are_bound_to_the_host() -> None:
    import os
    import subprocess
    import sys

    ask = (
        "from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        "s.SESSION_COOKIE_HTTPONLY, s.CSRF_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE, s.SESSION_COOKIE_PATH,"
        "s.SESSION_COOKIE_DOMAIN)"
    )
    done = subprocess.run(
        [sys.executable, "-c", ask], capture_output=True, text=True, check=True,
        env={**os.environ, "SGJ_SECURE_COOKIES": "1", "DJANGO_SETTINGS_MODULE": "sanguanjia.config.settings"},
    )  # fmt: skip
    assert done.stdout.split() == [
        "__Host-sessionid", "__Host-csrftoken", "True", "True", "True", "True", "Lax", "/", "None",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sent", "refused"),
    [
        ({}, False),
        ({"Origin": "http://testserver"}, False),
        ({"Origin": "http://evil.example"}, True),
        ({"Origin": "http://testserver.evil.example"}, True),
        ({"Origin": "null"}, True),
        ({"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, True),
    ],
)
def test_foreign_origins_are_refused(sent: dict[str, str], refused: bool) -> None:
    request = RequestFactory(headers=sent).post("/anything/", HTTP_HOST="testserver")
    answer = edge.forbidden_origin(request)
    assert (answer is not None) == refused
    if answer is not None:
        assert answer.status_code == 403
    assert edge.forbidden_origin(RequestFactory(headers=sent).get("/anything/", HTTP_HOST="testserver")) is None


def test_every_unsafe_route_is_behind_the_origin_check(client: Client) -> None:
    """The check stands before the URL table, so one address of each kind is enough; the layer is the first."""
    assert settings.MIDDLEWARE[0] == "sanguanjia.config.edge.Edge"
    for path in ("/login/", "/cases/new/", "/api/v1/cases", "/nowhere/"):
        answer = client.post(path, headers={"origin": "https://evil.example"})
        assert answer.status_code == 403
        assert "别的网站" in answer.content.decode() or "foreign_origin" in answer.content.decode()


# --- bodies beyond measure --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "kind"), [("/login/", "text/html"), ("/api/v1/cases", "application/problem+json")])
def test_a_body_beyond_measure_is_refused_before_it_is_read(path: str, kind: str) -> None:
    class Endless(io.RawIOBase):
        def read(self, *_: Any) -> bytes:
            raise AssertionError("read")

    for length in (str(edge.MOST_BODY_BYTES + 1), "9" * 40, "-1", "x"):
        environ = {
            "REQUEST_METHOD": "POST", "PATH_INFO": path, "CONTENT_LENGTH": length, "wsgi.input": Endless(),
            "CONTENT_TYPE": "multipart/form-data; boundary=x", "SERVER_NAME": "testserver", "SERVER_PORT": "80",
            "HTTP_HOST": "testserver",
        }  # fmt: skip
        request = RequestFactory().generic("POST", path)
        request.META.update(environ)
        answer = edge.Edge(lambda _request: pytest.fail("went on"))(request)
        assert (answer.status_code, answer.headers["Content-Type"].split(";")[0]) == (413, kind), length
    request.META["CONTENT_LENGTH"] = str(edge.MOST_BODY_BYTES)
    assert edge.Edge(lambda _request: HttpResponse("on"))(request).content == b"on"


# --- the admin's own name ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_admin_answers_under_its_own_name_alone(settings: Any, client: Client) -> None:
    settings.ADMIN_HOST, settings.ALLOWED_HOSTS = "admin.test", ["testserver", "admin.test"]

    def status(path: str, host: str) -> int:
        return client.get(path, headers={"host": host}).status_code

    assert [status("/admin/", host) for host in ("admin.test", "testserver", "ADMIN.test:8443")] == [302, 404, 302]
    assert [status("/cases/new/", host) for host in ("admin.test", "testserver")] == [404, 302]
    assert [status("/login/", host) for host in ("admin.test", "testserver")] == [200, 200]
    settings.ADMIN_HOST = ""
    assert status("/admin/", "testserver") == 302


# --- the last resort --------------------------------------------------------------------------------------------------


def _chained(inner: Exception, outer: Exception) -> Exception:
    outer.__cause__ = inner
    return outer


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (_chained(psycopg.errors.DiskFull("no space left"), OperationalError("x")), 507),
        (OSError(28, "No space left on device"), 507),
        (OSError(27, "File too large"), 507),
        (_chained(psycopg.OperationalError("connection refused"), OperationalError("x")), 503),
        (_chained(psycopg.errors.AdminShutdown("stopping"), OperationalError("x")), 503),
        (_chained(psycopg.errors.TooManyConnections("full"), OperationalError("x")), 503),
        (_chained(psycopg.errors.QueryCanceled("slow"), OperationalError("x")), 503),
        (_chained(psycopg.errors.DeadlockDetected("x"), OperationalError("x")), 500),
        (_chained(psycopg.errors.NumericValueOutOfRange("x"), DataError("x")), 400),
        (DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes"), 400),
        (OverflowError("int too big to convert"), 400),
        (OverflowError("cannot convert float infinity to integer"), 500),
        (_chained(psycopg.errors.StringDataRightTruncation("x"), DataError("x")), 500),
        (ValueError("x"), 500),
        (None, 500),
    ],
)
def test_what_went_wrong_has_its_status(error: Exception | None, status: int) -> None:
    assert edge.status_of(error) == status


@pytest.mark.parametrize("path", ["/login/", "/api/v1/me"])
def test_a_full_disk_is_said_plainly(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    def full(*_: Any, **__: Any) -> Any:
        raise OperationalError from psycopg.errors.DiskFull("could not extend file")

    monkeypatch.setattr("sanguanjia.access.middleware.ActorMiddleware.__call__", full)
    before = sum(meters.totals()[-1:])
    answer = Client(raise_request_exception=False).get(path)
    assert answer.status_code == 507
    assert "磁盘满了" in answer.content.decode()
    assert answer.headers["Retry-After"] == "5"
    assert meters.totals()[-1] == before + 1


# --- the log ----------------------------------------------------------------------------------------------------------


def test_scrubbing() -> None:
    text = f"owner {NAME} ({PHONE}, {IDENTITY}, 199-0000-1234, 99999919900307001X) of 3-1-1403 at line 42"
    clean = scrub(text)
    for personal in (NAME, PHONE, IDENTITY, "1990000", "99999919900307001"):
        assert personal not in clean
    assert "3-1-1403" in clean or "…" in clean
    assert "line 42" in clean
    assert "\n" not in scrub("a\nforged line")


@pytest.mark.django_db
def test_requests_are_logged_without_personal_data(client: Client, log: io.StringIO) -> None:
    client.post("/login/", {"username": PHONE, "password": f"{NAME}{IDENTITY}"})
    client.get(f"/search/?q={NAME}", headers={"user-agent": NAME})
    client.get(f"/t/{PHONE}/")
    client.get("/login/", headers={"host": f"{PHONE}.example"})
    for personal in (NAME, PHONE, IDENTITY, NAME.encode("unicode_escape").decode()):
        assert personal not in log.getvalue()
    lines = [line for line in said(log) if line["log"] == "sgj.request"]
    assert [line["route"] for line in lines][:1] == ["access:login"]
    assert {"at", "request", "route", "method", "status", "ms", "account", "acts"} <= set(lines[0])
    assert lines[0]["at"].endswith("Z")


def test_errors_are_logged_without_their_message(log: io.StringIO) -> None:
    try:
        try:
            raise psycopg.errors.UniqueViolation(f"Key (phone)=({PHONE}) already exists: {NAME}")
        except psycopg.Error as error:
            raise OperationalError(f"{NAME} {IDENTITY}") from error
    except OperationalError as error:
        facts = told(error)
        logging.getLogger("django.request").error("Internal Server Error: %s", f"/t/{PHONE}/{NAME}", exc_info=error)
    assert facts["sqlstate"] == "23505"
    assert facts["at"][0].startswith("sanguanjia/config/tests/test_edge.py:")
    for personal in (NAME, PHONE, IDENTITY):
        assert personal not in log.getvalue()
    assert said(log)[-1]["error"]["type"] == "OperationalError"


@pytest.mark.django_db
def test_acts_and_the_account_stand_in_the_line(log: io.StringIO) -> None:
    from sanguanjia.kernel.models import Home
    from sanguanjia.registry.actions import found_city

    def view(_request: HttpRequest) -> HttpResponse:
        found_city(SYSTEM, estate_id=Home.PLATFORM_ID, code="430200", name=NAME, since=date(2000, 1, 1))
        return HttpResponse("done")

    edge.Edge(view)(RequestFactory().get("/"))
    line = said(log)[-1]
    assert line["acts"] == ["registry.found_city"]
    assert Account.objects.count() == 0
    assert NAME not in log.getvalue()


@pytest.mark.django_db
def test_what_was_refused_stands_in_the_line_by_code_alone(log: io.StringIO) -> None:
    """Wrong input, limits, missing permissions: each try that a rule stopped, without what was typed (ASVS 16.3.3)."""
    client = Client()
    client.post("/login/", {"username": NAME, "password": PHONE})
    client.post("/login/code/", {"phone": "not a phone"})
    client.get("/api/v1/me")
    lines = [line for line in said(log) if line["log"] == "sgj.request"]
    assert [line.get("refusals") for line in lines] == [["login_failed"], ["bad_contact"], ["login_needed"]]
    assert NAME not in log.getvalue()
    assert PHONE not in log.getvalue()
