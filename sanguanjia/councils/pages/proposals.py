"""Propose a matter for a meeting; the office's list of proposals, with the way to decline one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sanguanjia.councils import actions, queries
from sanguanjia.councils.matters import Matter, matter_for
from sanguanjia.councils.pages import typed
from sanguanjia.councils.permissions import OFFICES, PROPOSERS
from sanguanjia.councils.values import council_policy
from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import needs_role
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.look.forms import actor_of, errors_of, key_of, render


@needs_role(*PROPOSERS)
@never_cache
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, estate_id: int, case_id: int) -> HttpResponse:
    """提请上会"""
    matter = matter_for(actor_of(request), estate_id, case_id)
    if request.method != "POST":
        return _page(request, matter)
    try:
        actions.propose(
            actor_of(request), key=key_of(request), estate_id=typed.rank(request, 0, "office"),
            matter_estate_id=estate_id, matter_id=case_id, trigger=typed.text(request, 0, "trigger"),
            words=typed.text(request, 0, "words"),
        )  # fmt: skip
    except Refusal as refusal:
        if refusal.reasons[0].code in ("not_found", "login_needed", "not_permitted"):
            raise
        return _page(request, matter, refusal)
    messages.success(request, "已提请，召集单位会收到通知。")
    return HttpResponseRedirect(reverse("cases:case", args=[estate_id, case_id]))


@needs_role(*OFFICES[1:])
@never_cache
@require_GET
def proposals(request: HttpRequest) -> HttpResponse:
    """提请上会的事项"""
    facts = {"lines": queries.proposals(actor_of(request)), "key": f"decline-{new_id()}", "active": "proposals"}
    return render(request, "councils/proposals.html", facts)


@needs_role(*OFFICES[1:])
@require_POST
def decline(request: HttpRequest, estate_id: int, proposal_id: int) -> HttpResponse:
    """不上会"""
    actions.decline(
        actor_of(request), key=key_of(request), estate_id=estate_id, proposal_id=proposal_id,
        words=typed.text(request, 0, "words"),
    )  # fmt: skip
    messages.success(request, "已记下，不上会。")
    return HttpResponseRedirect(reverse("councils:proposals"))


def _page(request: HttpRequest, matter: Matter, refusal: Refusal | None = None) -> HttpResponse:
    said, errors = errors_of(refusal)
    offices = queries.offices_over(matter.place.path)
    home = Home.objects.get(pk=matter.place.home_id)
    facts: dict[str, Any] = {
        "row": matter.row, "place": matter.place.name, "offices": offices, "refusals": said, "errors": errors,
        "triggers": [(each.code, each.name) for each in council_policy(home, clock.today()).triggers],
        "typed": request.POST, "key": f"propose-{new_id()}", "active": "cases",
    }  # fmt: skip
    return render(request, "councils/propose.html", facts, refusal.status if refusal else 200)
