"""Logging in and out: by password, by a code to phone or mailbox (`second.py`: what is asked after it); the demo's list
of accounts."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth import logout as end_session
from django.contrib.auth.hashers import identify_hasher
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from sanguanjia.access import actions, codes, throttle, ways
from sanguanjia.access.phones import account_of_login
from sanguanjia.access.queries import actor_of, load_account
from sanguanjia.access.rules.logins import Strength
from sanguanjia.access.secret import Secret
from sanguanjia.kernel.doors import for_anyone
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import Reason, Refusal
from sanguanjia.look.forms import errors_of

from . import second
from .forms import safe_next

if TYPE_CHECKING:
    from sanguanjia.access.models import Account

_QUARTER, _DAY = timedelta(minutes=15), timedelta(days=1)
# One address may be an office or a whole estate behind one router: far above what people mistype, far below guessing.
MOST_WRONG_PER_ADDRESS = 100
# One estate's flood closes that estate's door for a quarter of an hour, nobody else's.
MOST_WRONG_PER_PLACE = 300
# Five in a quarter of an hour close an account (axes); whoever keeps just below that is stopped for the day.
MOST_WRONG_A_DAY = 40


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
    try:
        account = _by_password(request, request.POST.get("username", ""), request.POST.get("password", ""))
    except Refusal as refusal:
        return _login_page(request, following, refusal)
    return second.enter(request, account, Strength.PASSWORD, following)


@for_anyone
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def login_code(request: HttpRequest) -> HttpResponse:
    """验证码登录: phone number or mailbox, then the six digits. Enough for residents; staff mandates stay asleep."""
    following, typed = safe_next(request), request.POST
    if request.method == "GET":
        return _code_page(request, following, None)
    phone = typed.get("phone", "").strip()
    try:
        way = ways.read(phone)
        if typed.get("step") != "code":
            found = account_of_login(phone)
            asked = ways.send("login", way, found.pk if found else None, address=throttle.address_of(request))
            return _code_page(request, following, None, phone=phone, asked=asked)
        accepted = codes.check("login", typed.get("token", ""), typed.get("code", ""))
        account = load_account(accepted.account_id) if accepted and accepted.account_id else None
        if account is None:
            raise Refusal([Reason("wrong_code", "code")])
    except Refusal as refusal:
        waiting = codes.Asked(typed.get("token", "")) if typed.get("step") == "code" else None
        return _code_page(request, following, refusal, phone=phone, asked=waiting)
    return second.enter(request, account, Strength.CODE, following)


@for_anyone
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End this session; a staff session opened by its owner ends with it."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor.awake_until is not None:
        actions.close_staff_session(actor, estate_id=Home.PLATFORM_ID)
    end_session(request)
    response = HttpResponseRedirect(str(settings.LOGIN_URL))
    response.headers["Clear-Site-Data"] = '"storage"'  # the drafts, also where the script did not run
    return response


def _by_password(request: HttpRequest, typed: str, password: str) -> Account:
    """The account of this name and password. Every wrong try costs the same and is counted by account, address, place.

    Refuses: too_many_requests, login_failed. Whether the account exists is not told.
    """
    known = account_of_login(typed)
    name = f"login:account:{known.pk}" if known else f"login:name:{throttle.typed_name(request, {'username': typed})}"
    place = f"login:place:{throttle.place_of_account(known.pk if known else None, typed)}"
    address = f"login:address:{throttle.address_of(request)}"
    throttle.check_all(
        [(name, MOST_WRONG_A_DAY, _DAY), (place, MOST_WRONG_PER_PLACE, _QUARTER),
         (address, MOST_WRONG_PER_ADDRESS, _QUARTER)]
    )  # fmt: skip
    account = authenticate(request, username=typed, password=password)
    if account is None:
        throttle.count_all([(name, _DAY), (place, _QUARTER), (address, _QUARTER)])
        raise Refusal([Reason("login_failed", "username")])
    throttle.forget([name])
    if identify_hasher(account.password).must_update(account.password):
        actions.rehash_password(actor_of(account), estate_id=Home.PLATFORM_ID, password=Secret(password))
        account.refresh_from_db(fields=["password"])
    return account


def _login_page(request: HttpRequest, following: str, refusal: Refusal | None) -> HttpResponse:
    accounts = demo_accounts()
    chosen = next((a for a in accounts if a.username == request.GET.get("as")), None)
    refusals, errors = errors_of(refusal)
    context = {
        "refusals": refusals, "errors": errors, "next": following, "demo": accounts,
        "username": request.POST.get("username", chosen.username if chosen else ""),
        "password": chosen.password if chosen else "", "chosen": chosen,
    }  # fmt: skip
    return render(request, "access/login.html", context, status=refusal.status if refusal else 200, using="jinja2")


def _code_page(
    request: HttpRequest, following: str, refusal: Refusal | None, *, phone: str = "", asked: codes.Asked | None = None
) -> HttpResponse:
    refusals, errors = errors_of(refusal)
    context = {"refusals": refusals, "errors": errors, "next": following, "phone": phone, "asked": asked}
    return render(
        request, "access/login_code.html", context, status=refusal.status if refusal else 200, using="jinja2"
    )


def demo_accounts() -> tuple[Any, ...]:
    """The accounts of the demo city; none outside demo mode. The demo stands above this room, hence by name."""
    if not settings.DEMO or not find_spec("sanguanjia.demo") or not find_spec("sanguanjia.demo.accounts"):
        return ()
    return tuple(import_module("sanguanjia.demo.accounts").ACCOUNTS)
