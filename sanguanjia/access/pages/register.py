"""Making an account with a phone, and getting back in without the password or without the phone."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from sanguanjia.access import actions, codes, rules, throttle, ways
from sanguanjia.access.passwords import password_faults
from sanguanjia.access.phones import account_of_login
from sanguanjia.access.queries import account_named, actor_of, load_account
from sanguanjia.access.rules.logins import Strength
from sanguanjia.access.secret import Secret
from sanguanjia.kernel.actor import ANONYMOUS
from sanguanjia.kernel.doors import for_anyone
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.outgoing import Channel
from sanguanjia.kernel.refusal import Reason, Refusal, refuse, refuse_if_any
from sanguanjia.look.forms import errors_of

from .begin import begin
from .forms import safe_next

_HOUR = timedelta(hours=1)
MOST_NEW_PER_ADDRESS = 30
_WAYS = (("sms", "已绑定的手机"), ("email", "已验证的电子邮箱"))
_VERIFIED = "verified_phone"  # in a session: the phone a code has proved, for the pages of one errand


@for_anyone
@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Phone, code, name and password: an account that may nothing yet but claim a home and report."""
    following, typed, phone = safe_next(request), request.POST, request.POST.get("phone", "").strip()
    step = typed.get("step", "phone") if request.method == "POST" else ""
    asked: codes.Asked | None = codes.Asked(typed.get("token", "")) if step == "code" else None
    shown, refusal = (step or "phone"), None
    try:
        if step == "phone":
            _count_new(request)
            _phone_of(phone)
            asked = codes.ask("register", phone, None, address=throttle.address_of(request), to_anyone=True)
            shown = "code"
        elif step == "code":
            if codes.check("register", typed.get("token", ""), typed.get("code", "")) is None:
                refuse("wrong_code", "code")
            request.session[_VERIFIED] = {"phone": phone, "for": "register"}
            shown = "person"
        elif step == "person":
            two = bool(settings.RESIDENT_SECOND_FACTOR_REQUIRED)
            if two and not typed.get("password"):
                refuse("missing", "password", label="密码")
            made = actions.create_account(
                ANONYMOUS, estate_id=Home.PLATFORM_ID, name=typed.get("name", ""), phone=_proved(request, "register"),
                password=Secret(typed["password"]) if typed.get("password") else None, phone_verified=True,
            )  # fmt: skip
            account = load_account(made.id)
            assert account is not None  # noqa: S101 - made a moment ago
            del request.session[_VERIFIED]
            begin(request, account, Strength.BOTH if typed.get("password") else Strength.CODE)
            return HttpResponseRedirect(following)
    except Refusal as caught:
        refusal = caught
    refusals, errors = errors_of(refusal)
    context = {
        "refusals": refusals, "errors": errors, "next": following, "typed": typed, "step": shown, "phone": phone,
        "asked": asked, "two": settings.RESIDENT_SECOND_FACTOR_REQUIRED,
    }  # fmt: skip
    return render(request, "access/register.html", context, status=refusal.status if refusal else 200, using="jinja2")


@for_anyone
@never_cache
@sensitive_post_parameters("new", "code")
@require_http_methods(["GET", "POST"])
def forgot(request: HttpRequest) -> HttpResponse:
    """忘记密码: phone, mailbox or name, then the code and a new password. Never tells whether the account exists."""
    typed, refusal, asked = request.POST, None, None
    name = typed.get("username", "").strip()[:120]
    step = typed.get("step", "name") if request.method == "POST" else ""
    try:
        if step == "name":
            if not name:
                refuse("missing", "username", label="手机号、邮箱或账号")
            account = account_of_login(name)
            # Along a verified way of the account's own; for nobody, a row and nothing sent.
            by = Channel.EMAIL if typed.get("by") == Channel.EMAIL else Channel.SMS
            way = ways.way_of(account, by) if account is not None else None
            whose = account.pk if account is not None and way is not None else None
            asked = ways.send("forgot", way or ways.Way(by, name), whose, address=throttle.address_of(request))
        elif step == "code":
            asked = codes.Asked(typed.get("token", ""))
            _reset(typed.get("token", ""), typed.get("code", ""), typed.get("new", ""))
            messages.success(request, "密码已更换，请用新密码登录。各处的登录都已退出。")
            return HttpResponseRedirect(reverse("access:login"))
    except Refusal as caught:
        refusal = caught
    refusals, errors = errors_of(refusal)
    context = {"refusals": refusals, "errors": errors, "name": name, "asked": asked, "ways": _WAYS,
               "by": typed.get("by", Channel.SMS.value)}  # fmt: skip
    return render(request, "access/forgot.html", context, status=refusal.status if refusal else 200, using="jinja2")


@for_anyone
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def lost_phone(request: HttpRequest) -> HttpResponse:
    """手机丢了: the account, the new number, a code to the new number; then an officer looks at a document."""
    typed, refusal, asked, done = request.POST, None, None, False
    name, phone = typed.get("username", "").strip()[:60], typed.get("phone", "").strip()
    step = typed.get("step", "name") if request.method == "POST" else ""
    try:
        if step == "name":
            if not name:
                refuse("missing", "username", label="原来的手机号或账号")
            _phone_of(phone)
            asked = codes.ask(
                "lost-phone", phone, None, address=throttle.address_of(request), words=_new_number(name), to_anyone=True
            )
        elif step == "code":
            asked = codes.Asked(typed.get("token", ""))
            if codes.check("lost-phone", asked.token, typed.get("code", ""), words=_new_number(name)) is None:
                refuse("wrong_code", "code")
            account = account_named(name)
            if account is not None:  # for nobody the page says the same
                actions.ask_new_phone(
                    ANONYMOUS, estate_id=Home.PLATFORM_ID, account_id=account.pk, phone=_phone_of(phone)
                )
            asked, done = None, True
    except Refusal as caught:
        refusal = caught
    refusals, errors = errors_of(refusal)
    context = {"refusals": refusals, "errors": errors, "name": name, "phone": phone, "asked": asked, "done": done}
    return render(request, "access/lost_phone.html", context, status=refusal.status if refusal else 200, using="jinja2")


def _new_number(name: str) -> str:
    return f"为账号 {name} 申请换到这个号码"


def _reset(token: str, code: str, new: str) -> None:
    refuse_if_any(password_faults(new))  # before the code is spent on a password that will not do
    accepted = codes.check("forgot", token, code)
    account = load_account(accepted.account_id) if accepted and accepted.account_id else None
    if account is None:
        refuse("wrong_code", "code")
    actions.reset_password(actor_of(account), estate_id=Home.PLATFORM_ID, new=Secret(new))


def _count_new(request: HttpRequest) -> None:
    throttle.limit(f"register:address:{throttle.address_of(request)}", MOST_NEW_PER_ADDRESS, _HOUR)


def _phone_of(phone: str) -> str:
    return phone if rules.is_phone(phone) else refuse("bad_phone", "phone")


def _proved(request: HttpRequest, errand: str) -> str:
    verified = request.session.get(_VERIFIED) or {}
    if verified.get("for") != errand:
        raise Refusal([Reason("wrong_code", "phone")])
    return str(verified["phone"])
