"""Logging in and out, and making an account."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth import login as begin_session
from django.contrib.auth import logout as end_session
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from sanguanjia.access import actions, rules, throttle
from sanguanjia.access.queries import actor_of, load_account
from sanguanjia.access.secret import Secret
from sanguanjia.access.types import RESIDENTS
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import ANONYMOUS
from sanguanjia.kernel.doors import for_anyone
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import Reason, Refusal

from .forms import safe_next, said

if TYPE_CHECKING:
    from sanguanjia.access.models import Account

_QUARTER, _HOUR = timedelta(minutes=15), timedelta(hours=1)
# One address may be an office or a whole estate behind one router: far above what people mistype, far below guessing.
MOST_WRONG_PER_ADDRESS = 100
MOST_NEW_PER_ADDRESS = 30
STAFF_SESSION = timedelta(hours=10)
RESIDENT_SESSION = timedelta(days=30)


@for_anyone
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """The login page; in demo mode it lists the accounts of every role."""
    following = safe_next(request)
    if request.method == "GET":
        if not request.actor.is_anonymous:  # type: ignore[attr-defined]
            return HttpResponseRedirect(following)
        return _login_page(request, following, None)
    address = throttle.address_of(request)
    try:
        throttle.check(f"login:address:{address}", MOST_WRONG_PER_ADDRESS, _QUARTER)
        account = authenticate(
            request, username=request.POST.get("username", ""), password=request.POST.get("password", "")
        )
        if account is None:
            throttle.count(f"login:address:{address}", _QUARTER)
            raise Refusal([Reason("login_failed", "username")])
    except Refusal as refusal:
        return _login_page(request, following, refusal)
    _begin(request, account)
    return HttpResponseRedirect(following)


@for_anyone
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End this session."""
    end_session(request)
    return HttpResponseRedirect(str(settings.LOGIN_URL))


@for_anyone
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Name, phone, password: an account that may nothing yet but claim a home and report."""
    following, typed = safe_next(request), request.POST
    if request.method == "GET":
        return _register_page(request, following, None)
    try:
        throttle.limit(f"register:address:{throttle.address_of(request)}", MOST_NEW_PER_ADDRESS, _HOUR)
        phone = typed.get("phone", "").strip()
        if not rules.is_phone(phone):  # here the phone is the account's name, and people are told about a phone
            raise Refusal([Reason("bad_phone", "phone")])
        made = actions.create_account(
            ANONYMOUS, estate_id=Home.PLATFORM_ID, username=phone, name=typed.get("name", ""), phone=phone,
            password=Secret(typed.get("password", "")),
        )  # fmt: skip
    except Refusal as refusal:
        return _register_page(request, following, refusal)
    account = load_account(made.id)
    assert account is not None  # noqa: S101 - made a moment ago
    account.backend = "sanguanjia.access.backend.AccountBackend"
    _begin(request, account)
    return HttpResponseRedirect(following)


def _begin(request: HttpRequest, account: Account) -> None:
    """A new session under a new key, which remembers from where it was begun."""
    begin_session(request, account)
    resident = all(mandate.role in RESIDENTS for mandate in actor_of(account).mandates)
    request.session.set_expiry(int((RESIDENT_SESSION if resident else STAFF_SESSION).total_seconds()))
    request.session["address"] = throttle.address_of(request)
    request.session["browser"] = request.headers.get("User-Agent", "")[:200]
    request.session["started"] = clock.now().isoformat()


def _login_page(request: HttpRequest, following: str, refusal: Refusal | None) -> HttpResponse:
    accounts = demo_accounts()
    chosen = next((a for a in accounts if a.username == request.GET.get("as")), None)
    refusals, errors = said(refusal)
    context = {
        "refusals": refusals, "errors": errors, "next": following, "demo": accounts,
        "username": request.POST.get("username", chosen.username if chosen else ""),
        "password": chosen.password if chosen else "", "chosen": chosen,
    }  # fmt: skip
    return render(request, "access/login.html", context, status=refusal.status if refusal else 200, using="jinja2")


def _register_page(request: HttpRequest, following: str, refusal: Refusal | None) -> HttpResponse:
    refusals, errors = said(refusal)
    # The phone is the account's name here: its refusals belong to the one field people see.
    errors.setdefault("phone", errors.get("username", ""))
    context = {"refusals": refusals, "errors": errors, "next": following, "typed": request.POST}
    return render(request, "access/register.html", context, status=refusal.status if refusal else 200, using="jinja2")


def demo_accounts() -> tuple[Any, ...]:
    """The accounts of the demo city; none outside demo mode. The demo stands above this room, hence by name."""
    if not settings.DEMO or not find_spec("sanguanjia.demo") or not find_spec("sanguanjia.demo.accounts"):
        return ()
    return tuple(import_module("sanguanjia.demo.accounts").ACCOUNTS)
