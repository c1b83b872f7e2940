"""What others do about an account: an administrator in a staff session, and officers when a phone is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from sanguanjia.access import actions, phones, queries
from sanguanjia.access.permissions import AccountThing, may_decide_phone, needs_step_up
from sanguanjia.access.types import Role
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.doors import needs, needs_role
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.predicates import word
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.look.forms import errors_of, key_or_fresh
from sanguanjia.look.words import masked_phone

from .people import masked_username

if TYPE_CHECKING:
    from sanguanjia.access.models import Account

DECIDES_PHONES = (Role.NEIGHBOURHOOD_OFFICER, Role.SYSTEM_ADMIN)
for_administrators = needs(
    word("is a system administrator in a staff session", lambda actor, _t: actor.has_role(Role.SYSTEM_ADMIN))
    & needs_step_up
)


@for_administrators
@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    """账号: by user name, whole phone number, or name."""
    text = request.GET.get("q", "").strip()[:60]
    context = {"rows": queries.accounts_like(text) if text else [], "q": text, "masked_username": masked_username}
    return render(request, "access/accounts.html", context, using="jinja2")


@for_administrators
@never_cache
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest, account_id: int) -> HttpResponse:
    """One account: its mandates and sessions; end them, lock, open, drop the second factor, each with a reason."""
    row = queries.account_of(account_id) or refuse("not_found")
    refusal = None
    if request.method == "POST":
        try:
            words = _do(request, request.actor, row)  # type: ignore[attr-defined]
        except Refusal as caught:
            refusal = caught
        else:
            messages.success(request, words)
            return HttpResponseRedirect(reverse("access:account", args=[account_id]))
    refusals, errors = errors_of(refusal)
    context = {
        "row": row, "refusals": refusals, "errors": errors, "key": key_or_fresh(request),
        "name": masked_username(row.username),
        "phone": masked_phone(row.phone) if row.phone else "未填写",
        "factor": queries.has_factor(row.pk),
        "sessions": len(queries.sessions_of(row.pk)), "mandates": queries.mandates_of(row.pk),
        "own": row.pk == request.actor.account_id,  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "access/account.html", context, status=refusal.status if refusal else 200, using="jinja2")


def _do(request: HttpRequest, actor: Actor, row: Account) -> str:
    typed, key, at = request.POST, key_or_fresh(request), Home.PLATFORM_ID
    reason = typed.get("reason", "")
    if typed.get("do") == "end":
        actions.end_sessions(actor, key=key, estate_id=at, account_id=row.pk, reason=reason)
        return "各处的登录都已退出。"
    if typed.get("do") == "factor":
        actions.drop_factor(actor, key=key, estate_id=at, account_id=row.pk, reason=reason)
        return "动态口令已停用，对方下次登录时可以重新设置。"
    locked = typed.get("do") == "lock"
    actions.lock_account(actor, key=key, estate_id=at, account_id=row.pk, locked=locked, reason=reason)
    return "账号已停用，各处的登录都已退出。" if locked else "账号已恢复。"


@needs_role(*DECIDES_PHONES)
@require_GET
def phone_requests(request: HttpRequest) -> HttpResponse:
    """换号核实: open requests of the actor's places, oldest first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    context = {"rows": phones.pending_requests(actor.places(*DECIDES_PHONES)), "masked_username": masked_username}
    return render(request, "access/phone_requests.html", context, using="jinja2")


def request_thing(request_id: int) -> AccountThing:
    """What the door of a request asks about. Refuses `not_found`."""
    row = phones.request_of(request_id) or refuse("not_found")
    return AccountThing(row.account_id, phones.places_of_account(row.account_id))


@needs(may_decide_phone, at=request_thing)
@never_cache
@require_http_methods(["GET", "POST"])
def phone_request(request: HttpRequest, request_id: int) -> HttpResponse:
    """One request: confirm it with the document that was looked at, or refuse it."""
    row = phones.request_of(request_id) or refuse("not_found")
    refusal = None
    if request.method == "POST":
        granted = request.POST.get("decision") == "confirm"
        try:
            actions.decide_phone(
                request.actor, key=key_or_fresh(request), estate_id=row.home_id,  # type: ignore[attr-defined]
                request_id=request_id, granted=granted, document=request.POST.get("document", ""),
            )  # fmt: skip
        except Refusal as caught:
            refusal = caught
        else:
            messages.success(request, "手机号已更换，对方可以用新号码登录。" if granted else "申请已退回。")
            return HttpResponseRedirect(reverse("access:phone-requests"))
    refusals, errors = errors_of(refusal)
    context = {
        "row": row, "refusals": refusals, "errors": errors, "key": key_or_fresh(request),
        "phone": masked_phone(row.phone),
        "name": masked_username(row.account.username), "document": request.POST.get("document", ""),
    }  # fmt: skip
    return render(
        request, "access/phone_request.html", context, status=refusal.status if refusal else 200, using="jinja2"
    )
