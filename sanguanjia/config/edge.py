"""The outermost layer: health, request numbers, headers, foreign origins, one log line, and the last resort.

One middleware instead of six, because every layer is paid for by every request. `/healthz`, `/readyz` and `/metrics`
are answered here, before hosts, sessions and doors, so that a broken part cannot hide behind them (hosting/README.md).
"""

from __future__ import annotations

import errno
import hmac
import logging
import secrets
import sys
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from sanguanjia.access.edge import problem, wants_json
from sanguanjia.hosting import meters, trace
from sanguanjia.look import errors

from . import headers, readiness

_log = logging.getLogger("sgj.request")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FULL_STATES = frozenset({"53100", "58030"})  # disk_full, io_error (what a write beyond a limit is called)
_UNFIT_STATES = frozenset({"22003", "22021", "22P05"})  # out of range; not in the repertoire; untranslatable
_WAIT = "5"


class Edge:
    """The first middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.headers = dict(headers.ALWAYS) | (dict(headers.OVER_TLS) if settings.SESSION_COOKIE_SECURE else {})

    def __call__(self, request: HttpRequest) -> HttpResponse:
        own = _OWN.get(request.path_info)
        if own is not None:
            return self._dressed(request, own(request))
        began = time.perf_counter_ns()
        token = trace.begin(secrets.token_hex(8))
        try:
            response = (
                too_much(request) or wrong_name(request) or forbidden_origin(request) or self.get_response(request)
            )
        finally:
            notes = trace.end(token)
        response = _for_machines(request, response)
        response.headers["X-Request-ID"] = notes["request"]
        self._dressed(request, response)
        _note(request, response, notes, (time.perf_counter_ns() - began) // 1000)
        return response

    def _dressed(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        if not request.path_info.startswith("/static/"):
            response.headers.setdefault("Cache-Control", headers.PRIVATE)
        return response


def _for_machines(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Below /api/ every error has one form, also one that no operation of ours answered (unknown address, method)."""
    status = response.status_code
    if status < 400 or not request.path_info.startswith("/api/") or "json" in response.headers.get("Content-Type", ""):
        return response
    title, sentence, next_step = errors.PAGES.get(status, errors.PAGES[400])
    code = {404: "not_found", 405: "method_not_allowed", 403: "not_permitted"}.get(status, "malformed")
    reason = {"code": code, "field": None, "message": f"{title}：{sentence}", "next": next_step}
    answered = problem(status, [reason])
    for name in ("Allow", "Retry-After"):
        if name in response.headers:
            answered.headers[name] = response.headers[name]
    return answered


# --- the log line and the counters ------------------------------------------------------------------------------------


def _note(request: HttpRequest, response: HttpResponse, notes: dict[str, Any], microseconds: int) -> None:
    acts = notes.get("acts", [])
    meters.answered(request.method or "", response.status_code, microseconds, len(acts))
    if not settings.LOG_REQUESTS:
        return
    match = request.resolver_match
    # The route's name, never the address: it may hold a tracking code or what somebody searched for.
    facts = {
        "request": notes["request"],
        "route": match.view_name if match else "static" if request.path_info.startswith("/static/") else "",
        "method": request.method,
        "status": response.status_code,
        "ms": microseconds // 1000,
        "account": _account(request, notes),
        "acts": acts,
    }
    if "refusals" in notes:  # what the rules, the permissions or the limits stopped
        facts["refusals"] = notes["refusals"]
    level = logging.ERROR if response.status_code >= 500 else logging.INFO
    if response.status_code in (401, 403):
        level = logging.WARNING
    _log.log(level, "", extra={"facts": facts})


def _account(request: HttpRequest, notes: dict[str, Any]) -> int | None:
    """Who asked, if anything wanted to know; asking now would cost a query."""
    if "account" in notes:
        return notes["account"]  # type: ignore[no-any-return]
    known = getattr(request, "actor", None)
    wrapped = getattr(known, "_wrapped", known)
    found = getattr(wrapped, "account_id", None)
    return found if isinstance(found, int) else None


# --- bodies beyond measure --------------------------------------------------------------------------------------------

MOST_BODY_BYTES = 66 * 1024 * 1024  # the largest file that is read (kernel/sheets/limits.py), and its form around it


def too_much(request: HttpRequest) -> HttpResponse | None:
    """Refuse a body before anything reads it: the token against forgery lies in the form, so that Django would take a
    stranger's file to the disk first and ask who he is afterwards. A body of unsaid length is not read at all."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    return errors.page(request, 413) if not said.isdecimal() or int(said) > MOST_BODY_BYTES else None


# --- the admin's own name ---------------------------------------------------------------------------------------------

_SHARED = ("/static/", "/login/", "/logout/", "/account/")  # what somebody who enters the admin needs on the way


def wrong_name(request: HttpRequest) -> HttpResponse | None:
    """Where SGJ_ADMIN_HOST names a host, the admin's pages are found under that name alone, and nothing else is: an
    origin whose cookies and pages the platform's own cannot reach."""
    if not settings.ADMIN_HOST:
        return None
    of_admin = request.META.get("HTTP_HOST", "").partition(":")[0].lower() == settings.ADMIN_HOST
    wants_admin = request.path_info.startswith("/admin/")
    if of_admin == wants_admin or (of_admin and request.path_info.startswith(_SHARED)):
        return None
    return errors.page(request, 404)


# --- foreign origins --------------------------------------------------------------------------------------------------


def forbidden_origin(request: HttpRequest) -> HttpResponse | None:
    """Refuse what another site's page makes a browser send. Programs send no Origin, and machines' keys no cookie.

    Before the token is looked at, and for every unsafe request: the token guards forms, this guards all.
    """
    if request.method in _SAFE:
        return None
    if request.headers.get("Sec-Fetch-Site") == "cross-site" or not _is_ours(request, request.headers.get("Origin")):
        if request.path_info.startswith("/api/"):
            reason = {"code": "foreign_origin", "field": None, "message": _FOREIGN[0], "next": _FOREIGN[1]}
            return problem(403, [reason])
        return errors.page(request, 403, *_FOREIGN, title="请求来自别的网站")
    return None


_FOREIGN = ("这个请求不是从本平台的页面发出的，没有执行。", "请从本平台的页面重新操作。")


def _is_ours(request: HttpRequest, origin: str | None) -> bool:
    if origin is None:
        return True
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    parts = urlsplit(origin)
    return bool(parts.netloc) and parts.scheme in ("http", "https") and parts.netloc == request.META.get("HTTP_HOST")


# --- the last resort --------------------------------------------------------------------------------------------------


def server_error(request: HttpRequest) -> HttpResponse:
    """``handler500``: no room on the disk is 507, a database that is gone 503, a number or character that no table
    takes 400, everything else 500.

    Whatever happened, nothing was acknowledged: acts answer after their commit only.
    """
    status = status_of(sys.exc_info()[1])
    if status == 507:
        meters.refused_as_full()
    if wants_json(request):
        title, sentence, next_step = errors.PAGES[status]
        code = {507: "disk_full", 503: "unavailable", 400: "malformed"}.get(status, "broken")
        reason = {"code": code, "field": None, "message": f"{title}：{sentence}", "next": next_step}
        response: HttpResponse = problem(status, [reason])
    else:
        response = errors.page(request, status)
    if status in (503, 507):
        response.headers["Retry-After"] = _WAIT
    return response


def status_of(error: BaseException | None) -> int:
    """400, 500, 503 or 507 for what was raised."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        state = getattr(error, "sqlstate", None)
        if state in _FULL_STATES or (isinstance(error, OSError) and error.errno in _FULL):
            return 507
        if isinstance(error, OperationalError | InterfaceError) and _is_gone(error):
            return 503
        if isinstance(error, DataError | OverflowError) and _is_unfit(error):
            return 400
        error = error.__cause__ or error.__context__
    return 500


def _is_unfit(error: Exception) -> bool:
    """What was sent holds a number beyond every column, or a NUL: rules say what they take, this is what slips by."""
    if isinstance(error, OverflowError):  # the driver's, before the database sees it
        return str(error) == "int too big to convert"
    state = getattr(error.__cause__, "sqlstate", None)
    return state in _UNFIT_STATES or (state is None and "NUL" in str(error))


def _is_gone(error: Exception) -> bool:
    """No connection, one that broke, or a server that starts or stops; not a mistake in a statement."""
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state[:2] in ("08", "57") or state == "53300"


# --- health -----------------------------------------------------------------------------------------------------------


def _alive(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def _ready(_request: HttpRequest) -> HttpResponse:
    found = readiness.look()
    return HttpResponse(found.as_json() + "\n", status=200 if found.ok else 503, content_type="application/json")


def _metrics(request: HttpRequest) -> HttpResponse:
    if not may_see_metrics(request):
        return errors.page(request, 404) if not wants_json(request) else HttpResponse(status=404)
    text = "\n".join([*meters.lines(), *readiness.lines()]) + "\n"
    return HttpResponse(text, content_type="text/plain; version=0.0.4; charset=utf-8")


def may_see_metrics(request: HttpRequest) -> bool:
    """A machine with the token; without one, only this machine itself: a proxy would make everybody look local."""
    wanted = settings.METRICS_TOKEN
    if wanted:
        shown = request.headers.get("Authorization", "")
        return hmac.compare_digest(shown.encode(), f"Bearer {wanted}".encode())
    passed_on = any(f"HTTP_{name}" in request.META for name in ("X_FORWARDED_FOR", "FORWARDED", "X_REAL_IP", "VIA"))
    return not passed_on and request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1")


_OWN: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "/healthz": _alive,
    "/readyz": _ready,
    "/metrics": _metrics,
}
