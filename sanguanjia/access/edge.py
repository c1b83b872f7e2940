"""The edge of the web: refusals become pages or JSON, views without a door stay shut."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from sanguanjia.kernel.ids import MOST_ID
from sanguanjia.kernel.refusal import Reason, Refusal
from sanguanjia.kernel.wording import say_all
from sanguanjia.look import errors

# Code of others that keeps its own doors: Django's admin site asks `has_permission` at every view, an operation of the
# API its `auth`. The matrix test walks them all the same.
_WAYS_ON = {"step_up_needed": "access:step-up", "asleep": "access:wake"}
OWN_DOORS = frozenset({"admin", "api"})


def door_of(view: Any) -> Any:
    """The door a view carries, None if it has none."""
    return getattr(view, "door", None)


class DoorMiddleware:
    """Deny by default: a view that does not say who may open it is opened by nobody. What an address names by a number
    that no table takes is not there, whoever asks: views, doors and rules need not think of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, parts: Any) -> HttpResponse | None:
        """Django's hook before the view."""
        if any(isinstance(part, int) and part > MOST_ID for part in parts.values()):
            return errors.page(request, 404)
        matched = request.resolver_match
        if door_of(view) is None and not (matched and OWN_DOORS.intersection(matched.namespaces[:1])):
            return errors.page(request, 403)
        return None


class RefusalMiddleware:
    """A `Refusal` raised in a view becomes an answer in the form that was asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Django's hook after a view has raised."""
        return answer(request, error) if isinstance(error, Refusal) else None


def answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal as JSON for machines, as a way to the login, as a fragment for htmx, or as a page."""
    if wants_json(request):
        return problem(refusal.status, **as_json(refusal))
    code = refusal.reasons[0].code
    if code == "login_needed":
        return _to_login(request)
    if code in _WAYS_ON:
        return _way_on(request, reverse(_WAYS_ON[code]))
    said = say_all(refusal)
    if getattr(request, "htmx", False):
        return render(request, "access/refused.html", {"refusals": said}, status=refusal.status, using="jinja2")
    return errors.page(request, refusal.status, said[0].text, said[0].next_step)


PROBLEM = "application/problem+json; charset=utf-8"


def problem(status: int, refusals: list[dict[str, Any]]) -> HttpResponse:
    """An error for machines (RFC 9457): title, status, detail, and every refusal by itself. `type` is about:blank, so
    that `title` is HTTP's; what to tell people stands in `detail`."""
    try:
        title = HTTPStatus(status).phrase
    except ValueError:
        title = str(status)
    detail = "".join(f"{each['message']}{each['next']}" for each in refusals)
    facts = {"type": "about:blank", "title": title, "status": status, "detail": detail, "refusals": refusals}
    return JsonResponse(facts, status=status, content_type=PROBLEM, json_dumps_params={"ensure_ascii": False})


def as_json(refusal: Refusal) -> dict[str, Any]:
    """{"refusals": [{"code", "field", "message", "next"}]}"""
    return {
        "refusals": [
            {"code": said.code, "field": said.field, "message": said.text, "next": said.next_step}
            for said in say_all(refusal)
        ]
    }


def wants_json(request: HttpRequest) -> bool:
    """Machines: the API's addresses, a bearer's key, or an Accept header that names JSON and not HTML."""
    accepts = request.headers.get("Accept", "")
    by_token = bool(getattr(request, "by_token", False))
    return by_token or request.path.startswith("/api/") or ("json" in accepts and "html" not in accepts)


def locked_out(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    """What axes answers once too many passwords were wrong."""
    return answer(request, Refusal([Reason("login_locked")]))


def _way_on(request: HttpRequest, page: str) -> HttpResponse:
    """To the page that gives what is missing, and from there back to where the person was."""
    here = request.get_full_path()
    if getattr(request, "htmx", False):
        here = getattr(request.htmx, "current_url_abs_path", None) or "/"  # type: ignore[attr-defined]
    elif request.method != "GET":  # a form posted too late: back to the page it stands on
        came = urlsplit(request.headers.get("Referer", ""))
        here = came.path + (f"?{came.query}" if came.query else "") if came.netloc == request.get_host() else "/"
    way = f"{page}?{urlencode({'next': here})}"
    if getattr(request, "htmx", False):
        response = HttpResponse(status=403)
        response["HX-Redirect"] = way
        return response
    return HttpResponseRedirect(way)


def _to_login(request: HttpRequest) -> HttpResponse:
    if getattr(request, "htmx", False):
        here = getattr(request.htmx, "current_url_abs_path", None) or "/"  # type: ignore[attr-defined]
        response = HttpResponse(status=401)
        response["HX-Redirect"] = _login(here)
        return response
    return HttpResponseRedirect(_login(request.get_full_path() if request.method == "GET" else "/"))


def _login(following: str) -> str:
    login = str(settings.LOGIN_URL)
    return login if following == "/" else f"{login}?{urlencode({'next': following})}"
