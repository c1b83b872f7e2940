"""Record what was tried, blow the whistle, take it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sanguanjia.cases.places import place_facts
from sanguanjia.cases.values import case_policy
from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import needs_role
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.whistle import actions, queries
from sanguanjia.whistle.permissions import WHISTLERS
from sanguanjia.whistle.store import album
from sanguanjia.whistle.values import whistle_policy
from sanguanjia.whistle.wording import KINDS, METHODS, ROLES


@needs_role(*WHISTLERS)
@never_cache
@require_http_methods(["GET", "POST"])
def blow(request: HttpRequest, estate_id: int, case_id: int) -> HttpResponse:
    """吹哨：先记录自己做了什么，再请部门"""
    row = queries.case_seen(actor_of(request), estate_id, case_id)
    if request.method != "POST":
        return _page(request, row)
    version = request.POST.get("version", "")
    try:
        actions.blow(
            actor_of(request), key=key_of(request), estate_id=estate_id, case_id=case_id,
            version=int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else None,
            duty=request.POST.get("duty", ""), kind=request.POST.get("kind", ""),
            words=request.POST.get("words", ""),
        )  # fmt: skip
    except Refusal as refusal:
        if refusal.reasons[0].code in ("not_found", "login_needed"):
            raise
        return _page(request, row, refusal)
    messages.success(request, "已吹哨，各部门已收到通知。")
    return HttpResponseRedirect(reverse("cases:case", args=[estate_id, case_id]))


@needs_role(*WHISTLERS)
@require_POST
def attempt(request: HttpRequest, estate_id: int, case_id: int) -> HttpResponse:
    """记录劝阻、制止、调解"""
    row = queries.case_seen(actor_of(request), estate_id, case_id)
    try:
        actions.record_attempt(
            actor_of(request), key=key_of(request), estate_id=estate_id, case_id=case_id,
            method=request.POST.get("method", ""), words=request.POST.get("words", ""),
            photos=album.take_in(estate_id, request.FILES.getlist("photos")),
        )  # fmt: skip
    except Refusal as refusal:
        if refusal.reasons[0].code in ("not_found", "login_needed"):
            raise
        return _page(request, row, refusal)
    messages.success(request, "已记录。还是解决不了，就在下面吹哨。")
    return HttpResponseRedirect(reverse("whistle:blow", args=[estate_id, case_id]))


@needs_role(*WHISTLERS)
@require_POST
def take_back(request: HttpRequest, estate_id: int, whistle_id: int) -> HttpResponse:
    """收回哨声"""
    actions.take_back(
        actor_of(request), key=key_of(request), estate_id=estate_id, whistle_id=whistle_id,
        words=request.POST.get("words", ""),
    )  # fmt: skip
    messages.success(request, "已收回，由承办单位继续办理。")
    return HttpResponseRedirect(reverse("whistle:list"))


def _page(request: HttpRequest, row: Any, refusal: Refusal | None = None) -> HttpResponse:
    said, errors = errors_of(refusal)
    today = clock.today()
    place = place_facts(row.estate_id, today)
    policy = whistle_policy(place, today)
    need = case_policy(place, today).needs.get(row.need_code)
    names = {code: d.name for code, d in policy.departments.items()}
    duties = [
        (
            d.code,
            f"{d.name}：{names[d.lead]}" + (f"，{'、'.join(names[s] for s in d.support)}配合" if d.support else ""),
        )
        for d in policy.duties.values()
    ]
    facts = {
        "row": row, "place": place.name, "attempts": queries.attempts_of(row.estate_id, row.pk), "duties": duties,
        "guess": request.POST.get("duty") or (need.matter if need else ""), "methods": tuple(METHODS.items()),
        "kinds": tuple(KINDS.items()), "roles": ROLES, "key": f"whistle-{new_id()}", "refusals": said,
        "errors": errors, "typed": request.POST, "active": "whistle", "published": policy.published,
        "said_by": _said_by(policy.published),
    }  # fmt: skip
    return render(request, "whistle/blow.html", facts, refusal.status if refusal else 200)


def _said_by(published: int) -> str:
    """Where it is written who is called."""
    if published:
        return f"后面写着会请哪些部门：按本地公布的部门责任清单（{published}项），清单没有写的按平台起始清单。"
    return "后面写着会请哪些部门：按平台起始清单，本地还没有公布自己的部门责任清单。"
