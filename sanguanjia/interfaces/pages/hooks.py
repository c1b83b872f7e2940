"""订阅推送: a new subscription for a connected system; one subscription with its log."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sanguanjia.access.secret import Secret
from sanguanjia.cases.wording import VERBS as VERB_WORDS
from sanguanjia.interfaces import actions, queries
from sanguanjia.interfaces.rules.addresses import host_of
from sanguanjia.interfaces.rules.events import PREFIX, VERBS, verb_of
from sanguanjia.interfaces.secret import secret_of
from sanguanjia.interfaces.wording import DELIVERY_STATES, FAULTS, HOOK_STATES
from sanguanjia.kernel.ids import typed_id
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.look.forms import actor_of, errors_of, key_or_fresh, render

from .doors import for_administrators

EVENTS = tuple((PREFIX + verb, f"{VERB_WORDS.get(verb, verb)}（{PREFIX}{verb}）") for verb in VERBS)


def shown(hook: Any) -> dict[str, Any]:
    """A subscription as pages show it."""
    return {
        "id": hook.pk, "host": host_of(hook.url), "url": hook.url, "place": hook.home.name, "owner": hook.account.name,
        "state": HOOK_STATES[hook.state], "fault": FAULTS.get(hook.fault, hook.fault), "created_at": hook.created_at,
        "events": "、".join(VERB_WORDS.get(verb, verb) for verb in hook.verbs), "raw": hook.state,
    }  # fmt: skip


@for_administrators
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """新增订阅: for a connected system, at a place where it has a role."""
    refusal, secret, ref = None, "", None
    key = key_or_fresh(request)
    choices = _choices()
    if request.method == "POST":
        try:
            account_id, home_id = _chosen(request.POST.get("who", ""), choices)
            secret = secret_of(key, account_id)
            verbs = tuple(verb_of(event) for event in request.POST.getlist("events"))
            ref = actions.subscribe(
                actor_of(request), key=key, estate_id=home_id, account_id=account_id,
                url=request.POST.get("url", "").strip(), verbs=verbs, secret=Secret(secret),
            )  # fmt: skip
        except Refusal as caught:
            refusal, secret = caught, ""
    refusals, errors = errors_of(refusal)
    context = {
        "refusals": refusals, "errors": errors, "typed": request.POST, "picked": request.POST.getlist("events"),
        "key": key, "choices": [(value, words) for value, words, *_ in choices], "events": EVENTS, "secret": secret,
        "made": ref,
    }  # fmt: skip
    return render(request, "interfaces/hook_new.html", context, refusal.status if refusal else 200)


def _choices() -> list[tuple[str, str, int, int]]:
    """(value, words, account, home) of every place where a connected system has a role."""
    return [
        (f"{account_id}-{home_id}", f"{name}：{place}", account_id, home_id)
        for name, account_id, home_id, place in queries.places_of_systems()
    ]


def _chosen(value: str, choices: list[tuple[str, str, int, int]]) -> tuple[int, int]:
    found = next((pair for pair in choices if pair[0] == value), None)
    return (found[2], found[3]) if found else refuse("missing", "who", label="哪个系统、在哪里")


@for_administrators
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, hook_id: int) -> HttpResponse:
    """One subscription: how it goes, what was delivered; resume or end it."""
    row = queries.hook_of(hook_id) or refuse("not_found")
    refusal = None
    if request.method == "POST":
        resume = request.POST.get("do") == "resume"
        verb = actions.resume_subscription if resume else actions.end_subscription
        try:
            verb(actor_of(request), key=key_or_fresh(request), estate_id=row.home_id, hook_id=hook_id)
        except Refusal as caught:
            refusal = caught
        else:
            messages.success(request, "已恢复推送，没有送达的会补发。" if resume else "订阅已结束。")
            return HttpResponseRedirect(reverse("interfaces:hook", args=[hook_id]))
    refusals, _ = errors_of(refusal)
    after = request.GET.get("after", "")
    found = queries.deliveries(hook_id, typed_id(after))
    context = {
        "row": shown(row), "health": queries.health_of(hook_id), "refusals": refusals, "key": key_or_fresh(request),
        "deliveries": [_line(each) for each in found],
        "next": f"?after={found[-1].pk}" if len(found) == queries.PAGE else "",
    }  # fmt: skip
    return render(request, "interfaces/hook.html", context, refusal.status if refusal else 200)


def _line(row: Any) -> dict[str, Any]:
    return {
        "id": f"msg_{row.pk}", "event": VERB_WORDS.get(row.verb, row.verb), "state": DELIVERY_STATES[row.state],
        "made_at": row.made_at, "attempts": row.attempts, "status": row.status,
        "fault": FAULTS.get(row.fault, row.fault), "due_at": row.due_at if row.state == "waiting" else None,
    }  # fmt: skip
