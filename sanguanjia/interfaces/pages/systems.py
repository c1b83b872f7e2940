"""接口: connected systems, their keys and budgets, and the subscriptions of all."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from sanguanjia.access import queries as access
from sanguanjia.access.secret import secret_of
from sanguanjia.interfaces import actions, queries
from sanguanjia.interfaces.rules.limits import USUAL_PER_MINUTE
from sanguanjia.interfaces.secret import fresh_key
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.look.forms import actor_of, errors_of, key_or_fresh, render

from .doors import for_administrators
from .hooks import shown


@for_administrators
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """接口"""
    rows = [shown(hook) for hook in queries.hooks()[:200]]
    return render(request, "interfaces/index.html", {"systems": queries.systems(), "hooks": rows})


@for_administrators
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """登记接入系统"""
    refusal = None
    if request.method == "POST":
        try:
            ref = actions.register_system(
                actor_of(request), key=key_or_fresh(request), estate_id=Home.PLATFORM_ID,
                name=request.POST.get("name", ""), purpose=request.POST.get("purpose", ""),
            )  # fmt: skip
        except Refusal as caught:
            refusal = caught
        else:
            messages.success(request, f"“{ref.name}”已登记，账号是 {ref.username}。")
            return HttpResponseRedirect(reverse("interfaces:system", args=[ref.id]))
    refusals, errors = errors_of(refusal)
    context = {"refusals": refusals, "errors": errors, "typed": request.POST, "key": key_or_fresh(request)}
    return render(request, "interfaces/system_new.html", context, refusal.status if refusal else 200)


@for_administrators
@never_cache
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, system_id: int) -> HttpResponse:
    """One connected system: where it may act, its keys, a new key (shown once)."""
    row = queries.system(system_id) or refuse("not_found")
    refusal, secret = None, ""
    if request.method == "POST":
        try:
            secret = _issue(request, system_id, row.account_id)
        except Refusal as caught:
            refusal = caught
    refusals, errors = errors_of(refusal)
    context = {
        "row": row, "keys": queries.keys_of(row.account_id), "secret": secret, "refusals": refusals, "errors": errors,
        "mandates": access.mandates_of(row.account_id), "typed": request.POST if refusal else {},
        # A form sent twice shows the same key; the one drawn after it is another form.
        "key": key_or_fresh(request) if refusal else fresh_key(), "usual": USUAL_PER_MINUTE,
    }  # fmt: skip
    return render(request, "interfaces/system.html", context, refusal.status if refusal else 200)


def _issue(request: HttpRequest, system_id: int, account_id: int) -> str:
    key = key_or_fresh(request)
    secret = secret_of(key, account_id)
    actions.issue_key(
        actor_of(request), key=key, estate_id=Home.PLATFORM_ID, system_id=system_id,
        name=request.POST.get("name", ""), digest=access.token_digest(secret), days=number(request, "days"),
        per_minute=number(request, "per_minute"),
    )  # fmt: skip
    return secret


def number(request: HttpRequest, name: str) -> int:
    """A whole number as typed; 0 for anything else, which the act refuses."""
    typed = request.POST.get(name, "").strip()
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= 9 else 0


@for_administrators
@require_http_methods(["GET", "POST"])
def key(request: HttpRequest, system_id: int, token_id: int) -> HttpResponse:
    """One key: another budget, or stop it with a reason."""
    row = queries.system(system_id) or refuse("not_found")
    found = next((k for k in queries.keys_of(row.account_id) if k.id == token_id), None) or refuse("not_found")
    refusal = None
    if request.method == "POST":
        try:
            words = _change(request, {"estate_id": Home.PLATFORM_ID, "system_id": system_id, "token_id": token_id})
        except Refusal as caught:
            refusal = caught
        else:
            messages.success(request, words)
            return HttpResponseRedirect(reverse("interfaces:system", args=[system_id]))
    refusals, errors = errors_of(refusal)
    context = {
        "row": row, "found": found, "refusals": refusals, "errors": errors, "typed": request.POST if refusal else {},
        "key": key_or_fresh(request),
    }  # fmt: skip
    return render(request, "interfaces/key.html", context, refusal.status if refusal else 200)


def _change(request: HttpRequest, which: dict[str, Any]) -> str:
    actor, form_key = actor_of(request), key_or_fresh(request)
    if request.POST.get("do") == "revoke":
        actions.revoke_key(actor, key=form_key, reason=request.POST.get("reason", ""), **which)
        return "密钥已停用。"
    actions.set_limit(actor, key=form_key, per_minute=number(request, "per_minute"), **which)
    return "每分钟次数已调整。"
