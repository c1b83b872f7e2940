"""One's own account: roles, homes, sessions, password, keys for machines."""

from __future__ import annotations

import hashlib
import secrets

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sanguanjia.access import actions, queries
from sanguanjia.access.permissions import HAS_TOKENS
from sanguanjia.access.secret import Secret, secret_of
from sanguanjia.access.sessions import WEAK, others_of
from sanguanjia.access.types import Role
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.doors import for_known, needs_role
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.look.forms import errors_of, key_or_fresh

from .forms import number


@for_known
@never_cache
@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """我的账号: who I am here, what I may where, from which browsers."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    context = {
        "person": queries.account_of(actor.account_id), "asleep": bool(actor.asleep), "until": actor.awake_until,
        "factor": queries.has_factor(actor.account_id), "weak": bool(request.session.get(WEAK)),
        "administers": any(m.role == Role.SYSTEM_ADMIN for m in (*actor.mandates, *actor.asleep)),
        "roles": queries.roles_of(actor),
        "claims": queries.claims_of(actor.account_id),
        "sessions": [
            (session_number(s.session_key), s, browser_words(s.browser), s.session_key == request.session.session_key)
            for s in queries.sessions_of(actor.account_id)
        ],
        "may_have_tokens": actor.has_role(*HAS_TOKENS), "place_words": place_words,
    }  # fmt: skip
    return render(request, "access/me.html", context, using="jinja2")


@for_known
@never_cache
@sensitive_post_parameters("current", "new")
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; the other sessions end."""
    refusal = None
    if request.method == "POST":
        try:
            actions.change_password(
                request.actor, estate_id=Home.PLATFORM_ID,  # type: ignore[attr-defined]
                current=Secret(request.POST.get("current", "")), new=Secret(request.POST.get("new", "")),
            )  # fmt: skip
        except Refusal as caught:
            refusal = caught
        else:
            account = queries.account_of(request.actor.account_id)  # type: ignore[attr-defined]
            update_session_auth_hash(request, account)  # type: ignore[arg-type]
            _others(request).delete()
            messages.success(request, "密码已更换，其他设备上的登录已退出。")
            return HttpResponseRedirect(reverse("access:me"))
    refusals, errors = errors_of(refusal)
    context = {"refusals": refusals, "errors": errors}
    return render(request, "access/password.html", context, status=refusal.status if refusal else 200, using="jinja2")


@for_known
@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    """End one of one's own other sessions, or all of them (`which` empty)."""
    which = request.POST.get("which", "")
    others = [s for s in _others(request) if not which or session_number(s.session_key) == which]
    if which and not others:
        refuse("not_found")
    _others(request).filter(session_key__in=[s.session_key for s in others]).delete()
    messages.success(request, f"已退出 {len(others)} 处登录。")
    return HttpResponseRedirect(reverse("access:me"))


@needs_role(*HAS_TOKENS)
@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """Keys for machines: the list, and a new one, shown once."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    refusal, secret = None, ""
    if request.method == "POST":
        key = key_or_fresh(request)
        fresh = secret_of(key, actor.account_id or 0)  # sent twice, the same form makes and shows the same key
        try:
            actions.issue_token(
                actor, key=key, estate_id=Home.PLATFORM_ID, name=request.POST.get("name", ""),
                digest=queries.token_digest(fresh), days=number(request.POST.get("days")) or 0,
            )  # fmt: skip
            secret = fresh
        except Refusal as caught:
            refusal = caught
    refusals, errors = errors_of(refusal)
    context = {
        "refusals": refusals, "errors": errors, "secret": secret, "key": secrets.token_urlsafe(16),
        "typed": request.POST if refusal else {},
        "tokens": queries.tokens_of(actor.account_id), "now": clock.now(),
    }  # fmt: skip
    return render(request, "access/tokens.html", context, status=refusal.status if refusal else 200, using="jinja2")


@needs_role(*HAS_TOKENS)
@require_POST
def revoke_token(request: HttpRequest, token_id: int) -> HttpResponse:
    """Stop a key of one's own."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actions.revoke_token(actor, key=key_or_fresh(request), estate_id=Home.PLATFORM_ID, token_id=token_id)
    messages.success(request, "密钥已停用。")
    return HttpResponseRedirect(reverse("access:tokens"))


_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_MACHINES = (
    ("iPhone", "苹果手机"), ("iPad", "苹果平板"), ("HarmonyOS", "鸿蒙设备"), ("Android", "安卓手机"),
    ("Windows", "Windows 电脑"),
    ("Macintosh", "苹果电脑"), ("Linux", "Linux 电脑"),
)  # fmt: skip


def browser_words(agent: str) -> str:
    """A browser as its owner would call it: "Chrome · Windows 电脑"."""
    found = [next((word for mark, word in marks if mark in agent), "") for marks in (_BROWSERS, _MACHINES)]
    return " · ".join(word for word in found if word) or "未知设备"


def place_words(address: str) -> str:
    """Where a session comes from, enough to recognise it and no more: the last part of the address is left out."""
    if ":" in address:
        return ":".join(address.split(":")[:3]) + ":…"
    return ".".join(address.split(".")[:2]) + ".*.*"


def session_number(session_key: str) -> str:
    """A name for a session that opens nothing (its key would)."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:16]


def _others(request: HttpRequest):  # type: ignore[no-untyped-def]
    return others_of(request.actor.account_id, request.session.session_key)  # type: ignore[attr-defined]
