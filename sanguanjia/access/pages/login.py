"""Logging in and out: by password (and a second factor), by a code to phone or mailbox; the demo's list of accounts."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth import login as begin_session
from django.contrib.auth import logout as end_session
from django.contrib.auth.hashers import identify_hasher
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from sanguanjia.access import actions, codes, sessions, throttle, totp, ways
from sanguanjia.access.phones import account_of_login
from sanguanjia.access.queries import actor_of, has_factor, load_account
from sanguanjia.access.rules import logins
from sanguanjia.access.rules.logins import Strength
from sanguanjia.access.secret import Secret
from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import for_anyone
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import Reason, Refusal, refuse
from sanguanjia.look.forms import errors_of

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
MOST_SECONDS = 5
_SECOND = "second"  # in a session: who has given the right password and owes the second factor, since when
_SECOND_LASTS = timedelta(minutes=10)


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
    if has_factor(account.pk):
        request.session.cycle_key()
        request.session[_SECOND] = {"account": account.pk, "since": clock.now().isoformat()}
        return HttpResponseRedirect(f"{reverse('access:login-second')}{_carried(following)}")
    begin(request, account, Strength.PASSWORD)
    return HttpResponseRedirect(following)


@for_anyone
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def login_second(request: HttpRequest) -> HttpResponse:
    """The second factor, after the right password."""
    following, waiting = safe_next(request), request.session.get(_SECOND)
    if not waiting or clock.now() - datetime.fromisoformat(waiting["since"]) > _SECOND_LASTS:
        return HttpResponseRedirect(f"{settings.LOGIN_URL}?again")
    refusal = None
    if request.method == "POST":
        try:
            throttle.limit(f"second:account:{waiting['account']}", MOST_SECONDS, _QUARTER)
            account = load_account(waiting["account"])
            if account is None or not totp.accept_any(account.pk, request.POST.get("code", "")):
                refuse("wrong_second", "code")
        except Refusal as caught:
            refusal = caught
        else:
            throttle.forget([f"second:account:{account.pk}"])
            del request.session[_SECOND]
            begin(request, account, Strength.TWO)
            return HttpResponseRedirect(following)
    refusals, errors = errors_of(refusal)
    context = {"refusals": refusals, "errors": errors, "next": following}
    return render(
        request, "access/login_second.html", context, status=refusal.status if refusal else 200, using="jinja2"
    )


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
    begin(request, account, Strength.CODE)
    return HttpResponseRedirect(following)


@for_anyone
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End this session; a staff session opened by its owner ends with it."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor.awake_until is not None:
        actions.close_staff_session(actor, estate_id=Home.PLATFORM_ID)
    end_session(request)
    return HttpResponseRedirect(str(settings.LOGIN_URL))


def begin(request: HttpRequest, account: Account, strength: Strength) -> None:
    """A new session under a new key, as long and as strong as the person's roles and way of logging in make it."""
    account.backend = "sanguanjia.access.backend.AccountBackend"
    begin_session(request, account)
    actor = actor_of(account)
    roles = [mandate.role for mandate in (*actor.mandates, *actor.asleep)]
    length = logins.length_of(roles)
    sessions.begin(
        request.session, length, address=throttle.address_of(request), browser=request.headers.get("User-Agent", "")
    )
    staff = any(logins.is_staff(role) for role in roles)
    required = bool(settings.STAFF_SECOND_FACTOR_REQUIRED)
    if staff and not logins.wakes_staff(strength, strength is Strength.TWO or has_factor(account.pk), required):
        request.session[sessions.WEAK] = True
    if strength is not Strength.CODE:
        request.session[sessions.PROVED] = clock.now().isoformat()
    if length.alone:
        sessions.others_of(account.pk, request.session.session_key).delete()


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


def _carried(following: str) -> str:
    return "" if following == "/" else f"?{urlencode({'next': following})}"


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
