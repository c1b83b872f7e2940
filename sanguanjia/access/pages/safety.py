"""Proving who one is, waking what is asleep, the second factor, a new phone, closing the account."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout as end_session
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from sanguanjia.access import actions, codes, queries, rules, sessions, throttle, totp, ways
from sanguanjia.access.permissions import needs_step_up
from sanguanjia.access.rules import logins
from sanguanjia.access.rules.logins import Strength
from sanguanjia.access.secret import Secret
from sanguanjia.access.types import Role
from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import for_known, needs
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.outgoing import Channel
from sanguanjia.kernel.predicates import is_known, word
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.look.forms import errors_of, key_or_fresh
from sanguanjia.look.words import masked_email, masked_phone

from .forms import number, safe_next

if TYPE_CHECKING:
    from sanguanjia.access.models import Account

_QUARTER = timedelta(minutes=15)
MOST_PROOFS = 10
PLATFORM = Home.PLATFORM_ID
for_proved = needs(is_known & needs_step_up)


# --- proving who one is ---------------------------------------------------------------------------------------------


@for_known
@never_cache
@sensitive_post_parameters("proof")
@require_http_methods(["GET", "POST"])
def step_up(request: HttpRequest) -> HttpResponse:
    """验证身份: by second factor, else password, else a code to phone or mailbox. Fresh for five minutes, in this
    browser."""
    following, typed = safe_next(request, reverse("access:me")), request.POST
    account = _account(request)
    way, refusal, asked, to = _way(account), None, None, None
    try:
        if request.method == "POST":
            if way == "code" and typed.get("step") != "code":
                to = ways.way_of(account, typed.get("by", "")) or refuse("bad_contact")
                asked = ways.send("step-up", to, account.pk, address=throttle.address_of(request))
            else:
                asked = codes.Asked(typed.get("token", "")) if way == "code" else None
                _prove(request, account, way, typed.get("proof", ""), typed.get("token", ""))
                return HttpResponseRedirect(following)
    except Refusal as caught:
        refusal = caught
    refusals, errors = errors_of(refusal)
    context = {
        "refusals": refusals, "errors": errors, "next": following, "way": way, "asked": asked,
        "ways": ways.ways_of(account), "sent_to": to.shown if to else "",
    }  # fmt: skip
    return render(request, "access/step_up.html", context, status=refusal.status if refusal else 200, using="jinja2")


def _way(account: Account) -> str:
    if queries.has_factor(account.pk):
        return "totp"
    return "password" if account.has_usable_password() else "code"


def _prove(request: HttpRequest, account: Account, way: str, proof: str, token: str) -> None:
    throttle.limit(f"proof:account:{account.pk}", MOST_PROOFS, _QUARTER)
    if way == "totp":
        right, code = totp.accept_any(account.pk, proof), "wrong_second"
    elif way == "password":
        right, code = len(proof) <= 128 and account.check_password(proof), "wrong_password"
    else:
        accepted = codes.check("step-up", token, proof)
        right, code = accepted is not None and accepted.account_id == account.pk, "wrong_code"
    if not right:
        refuse(code, "proof")
    throttle.forget([f"proof:account:{account.pk}"])
    request.session.cycle_key()
    request.session[sessions.PROVED] = clock.now().isoformat()
    strength = {"totp": Strength.TWO, "password": Strength.PASSWORD, "code": Strength.CODE}[way]
    required = bool(settings.STAFF_SECOND_FACTOR_REQUIRED)
    if logins.wakes_staff(strength, way == "totp", required):
        request.session.pop(sessions.WEAK, None)
    if strength is Strength.TWO:
        request.session.pop(sessions.ONE, None)


@for_known
@never_cache
@require_http_methods(["GET"])
def wake(request: HttpRequest) -> HttpResponse:
    """To the page that wakes what the person holds but has no power in now."""
    following = safe_next(request)
    if request.session.get(sessions.WEAK):
        account = _account(request)
        ready = _way(account) == "totp" or not settings.STAFF_SECOND_FACTOR_REQUIRED
        page = "access:step-up" if ready else "access:factor"
    else:
        page = "access:staff-session" if request.actor.asleep else "access:me"  # type: ignore[attr-defined]
    return HttpResponseRedirect(f"{reverse(page)}?{urlencode({'next': following})}")


# --- a system administrator's staff session ---------------------------------------------------------------------------

_administers = word(
    "has a system administrator's mandate, awake or asleep",
    lambda actor, _thing: any(m.role == Role.SYSTEM_ADMIN for m in (*actor.mandates, *actor.asleep)),
)
_MINUTES = tuple((str(m), f"{m} 分钟") for m in logins.STAFF_SESSION_MINUTES)


@needs(is_known & _administers & needs_step_up)
@never_cache
@require_http_methods(["GET", "POST"])
def staff_session(request: HttpRequest) -> HttpResponse:
    """开启管理时段: reason and minutes. Until then a system administrator has no power."""
    following, refusal = safe_next(request), None
    if request.method == "POST":
        try:
            actions.open_staff_session(
                request.actor, estate_id=PLATFORM, reason=request.POST.get("reason", ""),  # type: ignore[attr-defined]
                minutes=number(request.POST.get("minutes")) or 0,
            )  # fmt: skip
        except Refusal as caught:
            refusal = caught
        else:
            messages.success(request, "管理时段已开启，所做的事都会留下记录。")
            return HttpResponseRedirect(following)
    refusals, errors = errors_of(refusal)
    context = {"refusals": refusals, "errors": errors, "next": following, "typed": request.POST, "minutes": _MINUTES}
    return render(
        request, "access/staff_session.html", context, status=refusal.status if refusal else 200, using="jinja2"
    )


@needs(is_known & _administers)
@require_POST
def end_staff_session(request: HttpRequest) -> HttpResponse:
    """End the open staff session at once."""
    actions.close_staff_session(request.actor, estate_id=PLATFORM)  # type: ignore[attr-defined]
    messages.success(request, "管理时段已结束。")
    return HttpResponseRedirect(reverse("access:me"))


# --- the second factor ------------------------------------------------------------------------------------------------


@for_proved
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def factor(request: HttpRequest) -> HttpResponse:
    """动态口令: offered with a picture, confirmed by a first code; then ten recovery codes, shown once."""
    account, refusal = _account(request), None
    recovery: tuple[str, ...] = ()
    actor, key = request.actor, key_or_fresh(request)  # type: ignore[attr-defined]
    if request.method == "POST":
        try:
            if request.POST.get("do") == "confirm":
                recovery = totp.recovery_codes_of(key, account.pk)
                actions.confirm_factor(
                    actor, key=key, estate_id=PLATFORM, code=Secret(request.POST.get("code", "")),
                    recovery=tuple(totp.recovery_digest(code) for code in recovery),
                )  # fmt: skip
                for weakness in (sessions.WEAK, sessions.ONE):
                    request.session.pop(weakness, None)
                sessions.others_of(account.pk, request.session.session_key).delete()
            elif request.POST.get("do") == "codes":
                recovery = totp.recovery_codes_of(key, account.pk)
                actions.renew_recovery_codes(
                    actor, key=key, estate_id=PLATFORM, recovery=tuple(totp.recovery_digest(code) for code in recovery)
                )
            elif request.POST.get("do") == "drop":
                actions.drop_factor(actor, key=key, estate_id=PLATFORM, account_id=account.pk)
                sessions.others_of(account.pk, request.session.session_key).delete()
                messages.success(request, "动态口令已停用。")
                return HttpResponseRedirect(reverse("access:me"))
            else:
                actions.offer_factor(actor, key=key, estate_id=PLATFORM)  # twice would outdate the picture
        except Refusal as caught:
            refusal, recovery = caught, ()
    row = queries.factor_of(account.pk)
    offered = row is not None and row.confirmed_at is None
    address = totp.address_of(row.secret, account.username) if row is not None and offered else ""
    refusals, errors = errors_of(refusal)
    context = {
        "refusals": refusals, "errors": errors, "row": row, "offered": offered, "recovery": recovery,
        "picture": totp.picture_of(address) if address else "",
        "secret": _grouped(row.secret) if row and offered else "",
        "key": secrets.token_urlsafe(16),
        "required": settings.STAFF_SECOND_FACTOR_REQUIRED, "next": safe_next(request, reverse("access:me")),
    }  # fmt: skip
    return render(request, "access/factor.html", context, status=refusal.status if refusal else 200, using="jinja2")


def _grouped(secret: str) -> str:
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


# --- the phone --------------------------------------------------------------------------------------------------------


@for_proved
@never_cache
@require_http_methods(["GET", "POST"])
def phone(request: HttpRequest) -> HttpResponse:
    """换手机号: the new number, then the codes sent to the old and the new one."""
    account, typed, refusal = _account(request), request.POST, None
    fresh = typed.get("phone", "").strip()
    old = account.phone if account.phone_verified_at is not None else ""
    asked: tuple[codes.Asked | None, codes.Asked] | None = None
    words = f"把手机号换成尾号 {fresh[-4:]} 的号码"
    try:
        if request.method == "POST" and typed.get("step") != "code":
            if not rules.is_phone(fresh):
                refuse("bad_phone", "phone")
            here = throttle.address_of(request)
            to_old = codes.ask("phone-old", old, account.pk, address=here, words=words) if old else None
            asked = (to_old, codes.ask("phone-new", fresh, account.pk, address=here, words=words))
        elif request.method == "POST":
            asked = (codes.Asked(typed["old_token"]) if old else None, codes.Asked(typed.get("new_token", "")))
            for needed, purpose, name in ((bool(old), "phone-old", "old"), (True, "phone-new", "new")):
                token, code = typed.get(f"{name}_token", ""), typed.get(f"{name}_code", "")
                accepted = codes.check(purpose, token, code, words=words) if needed else None
                if needed and (accepted is None or accepted.account_id != account.pk):
                    refuse("wrong_code", f"{name}_code")
            actions.change_phone(request.actor, estate_id=PLATFORM, phone=fresh)  # type: ignore[attr-defined]
            sessions.others_of(account.pk, request.session.session_key).delete()
            messages.success(request, "手机号已更换，其他设备上的登录已退出。")
            return HttpResponseRedirect(reverse("access:me"))
    except Refusal as caught:
        refusal = caught
    refusals, errors = errors_of(refusal)
    context = {
        "refusals": refusals, "errors": errors, "phone": fresh, "old": masked_phone(old) if old else "", "asked": asked,
    }  # fmt: skip
    return render(request, "access/phone.html", context, status=refusal.status if refusal else 200, using="jinja2")


# --- the mailbox ---------------------------------------------------------------------------------------------------


@for_proved
@never_cache
@require_http_methods(["GET", "POST"])
def email(request: HttpRequest) -> HttpResponse:
    """电子邮箱: an address and the code sent to it; from then on codes may go there. Or none any more."""
    account, typed, refusal, asked = _account(request), request.POST, None, None
    fresh, words = typed.get("email", "").strip(), ""
    try:
        if request.method == "POST" and typed.get("do") == "drop":
            return _email_changed(request, account, "", "电子邮箱已停用。")
        if request.method == "POST":
            if not rules.is_email(fresh):
                refuse("bad_email", "email")
            words = f"把 {fresh} 设为收验证码的邮箱"
            if typed.get("step") == "code":
                asked = codes.Asked(typed.get("token", ""))
                accepted = codes.check("email-new", asked.token, typed.get("code", ""), words=words)
                if accepted is None or accepted.account_id != account.pk:
                    refuse("wrong_code", "code")
                return _email_changed(request, account, fresh, "电子邮箱已验证，以后可以用它收验证码。")
            way = ways.Way(Channel.EMAIL, fresh)
            asked = ways.send("email-new", way, account.pk, address=throttle.address_of(request), words=words)
    except Refusal as caught:
        refusal = caught
    refusals, errors = errors_of(refusal)
    context = {
        "refusals": refusals, "errors": errors, "email": fresh, "asked": asked,
        "now": masked_email(account.email) if account.email else "",
    }  # fmt: skip
    return render(request, "access/email.html", context, status=refusal.status if refusal else 200, using="jinja2")


def _email_changed(request: HttpRequest, account: Account, address: str, done: str) -> HttpResponse:
    actions.change_email(request.actor, estate_id=PLATFORM, email=address)  # type: ignore[attr-defined]
    sessions.others_of(account.pk, request.session.session_key).delete()
    messages.success(request, done)
    return HttpResponseRedirect(reverse("access:me"))


# --- closing ----------------------------------------------------------------------------------------------------------


@for_proved
@never_cache
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest) -> HttpResponse:
    """注销账号: what goes and what stays, then a word to type."""
    refusal = None
    if request.method == "POST":
        try:
            if request.POST.get("word", "").strip() != "注销":
                refuse("missing", "word", label="注销")
            actions.close_account(request.actor, estate_id=PLATFORM)  # type: ignore[attr-defined]
        except Refusal as caught:
            refusal = caught
        else:
            end_session(request)
            return render(request, "access/closed.html", {}, using="jinja2")
    refusals, errors = errors_of(refusal)
    context = {
        "refusals": refusals, "errors": errors,
        "roles": queries.roles_of(request.actor),  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "access/close.html", context, status=refusal.status if refusal else 200, using="jinja2")


def _account(request: HttpRequest) -> Account:
    account = queries.account_of(request.actor.account_id)  # type: ignore[attr-defined]
    return account or refuse("login_needed")
