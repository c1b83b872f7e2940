"""What goes back to callers: replies to write and to check, and everybody who is to be called."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from sanguanjia.cases import queries as cases
from sanguanjia.cases.permissions import is_above
from sanguanjia.cases.wording import CALL_CHANNELS, CALLED, SATISFACTION
from sanguanjia.intake import actions
from sanguanjia.intake import replies as store
from sanguanjia.intake.pages.sheets import at_the_desk
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.look.forms import actor_of, errors_of, key_of, render

_STATES = {
    "": ("wait", "还没有拟答复"),
    "prepared": ("wait", "等上级审核"),
    "returned": ("late", "被退回，请重拟"),
    "checked": ("done", "已审核，可以回复"),
}


@at_the_desk
@never_cache
@require_GET
def replies(request: HttpRequest, home_id: int) -> HttpResponse:
    """答复和回访"""
    return _page(request, home_id)


@at_the_desk
@require_POST
def prepare(request: HttpRequest, home_id: int, estate_id: int, case_id: int) -> HttpResponse:
    """Write the reply."""
    words = request.POST.get("words", "")
    wish: dict[str, Any] = {"estate_id": home_id, "at_estate_id": estate_id, "case_id": case_id, "words": words}
    return _done(request, home_id, lambda: actions.prepare_reply(actor_of(request), key=key_of(request), **wish),
                 "答复已保存。")  # fmt: skip


@at_the_desk
@require_POST
def check(request: HttpRequest, home_id: int, estate_id: int, case_id: int) -> HttpResponse:
    """Check it, or return it."""
    wish: dict[str, Any] = {
        "estate_id": home_id, "at_estate_id": estate_id, "case_id": case_id,
        "approved": request.POST.get("approved") == "yes", "words": request.POST.get("words", ""),
    }  # fmt: skip
    return _done(request, home_id, lambda: actions.check_reply(actor_of(request), key=key_of(request), **wish),
                 "已审核。")  # fmt: skip


@at_the_desk
@require_POST
def call(request: HttpRequest, home_id: int, sheet_id: int) -> HttpResponse:
    """What one caller said."""
    mark = request.POST.get("satisfaction", "")
    wish: dict[str, Any] = {
        "estate_id": home_id, "sheet_id": sheet_id, "channel": request.POST.get("channel", ""),
        "result": request.POST.get("result", ""), "words": request.POST.get("words", ""),
        "satisfaction": int(mark) if mark in {"1", "2", "3", "4", "5"} else None,
    }  # fmt: skip
    return _done(request, home_id, lambda: actions.call_caller(actor_of(request), key=key_of(request), **wish),
                 "已记下回访。")  # fmt: skip


def _done(request: HttpRequest, home_id: int, do: Callable[[], Any], said: str) -> HttpResponse:
    try:
        do()
    except Refusal as refusal:
        if refusal.reasons[0].code in ("not_found", "not_permitted", "login_needed"):
            raise
        return _page(request, home_id, refusal)
    messages.success(request, said)
    return HttpResponseRedirect(reverse("intake:replies", args=[home_id]))


def _page(request: HttpRequest, home_id: int, refusal: Refusal | None = None) -> HttpResponse:
    said, _errors = errors_of(refusal)
    actor, known = actor_of(request), store.replies_of(home_id)
    matters: dict[tuple[int, int], dict[str, Any]] = {}
    for caller in store.callers(home_id):
        place = (caller.at_estate_id, caller.case_id)
        if place not in matters:
            reply = known.get(place)
            fits = reply if reply is not None and reply.closed_at == caller.closed_at else None
            *_, thing = cases.thing(*place)
            second = fits is not None and fits.prepared_by != actor.account_id
            matters[place] = {
                "caller": caller, "reply": fits, "status": _STATES[fits.state if fits else ""], "callers": [],
                "checks": bool(fits and fits.state == "prepared" and second and is_above(actor, thing)),
                "writes": fits is None or fits.state != "checked",
            }  # fmt: skip
        matters[place]["callers"].append(caller)
    facts = {
        "home_id": home_id, "matters": list(matters.values()), "needed": store.needs_check(home_id), "refusals": said,
        "key": secrets.token_urlsafe(16), "channels": CALL_CHANNELS.items(), "results": CALLED.items(),
        "marks": [(str(mark), word) for mark, word in SATISFACTION.items()], "active": "intake",
    }  # fmt: skip
    return render(request, "intake/replies.html", facts, refusal.status if refusal else 200)
