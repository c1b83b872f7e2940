"""The desk for sheets whose estate nobody knows: a person finds it, and the sheet becomes a matter there."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from sanguanjia.cases.places import place_facts
from sanguanjia.cases.values import case_policy
from sanguanjia.intake import actions, queries
from sanguanjia.intake.pages.sheets import at_the_desk
from sanguanjia.intake.store import desk
from sanguanjia.kernel import clock
from sanguanjia.kernel.ids import typed_id
from sanguanjia.kernel.refusal import Reason, Refusal, refuse
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.registry import queries as registry


@at_the_desk
@never_cache
@require_GET
def waiting(request: HttpRequest, home_id: int) -> HttpResponse:
    """All of them, the oldest first."""
    return render(request, "intake/unplaced.html", {"home_id": home_id, "rows": queries.unplaced(home_id)})


@at_the_desk
@never_cache
@require_http_methods(["GET", "POST"])
def place(request: HttpRequest, home_id: int, sheet_id: int) -> HttpResponse:
    """One sheet: search the estate by name, choose it, say what it is about."""
    if request.method == "GET":
        return _page(request, home_id, sheet_id)
    chosen = request.POST.get("at_estate_id", "")
    try:
        if typed_id(chosen) is None:
            raise Refusal([Reason("missing", "at_estate_id", {"label": "小区"})])
        actions.place_sheet(
            actor_of(request), key=key_of(request), estate_id=home_id, sheet_id=sheet_id, at_estate_id=int(chosen),
            need=request.POST.get("need", "")[:12],
        )  # fmt: skip
    except Refusal as refusal:
        return _page(request, home_id, sheet_id, refusal)
    messages.success(request, "已指定小区，并转给承办单位。")
    return HttpResponseRedirect(reverse("intake:unplaced", args=[home_id]))


def _page(request: HttpRequest, home_id: int, sheet_id: int, refusal: Refusal | None = None) -> HttpResponse:
    sheet = queries.unplaced_one(home_id, sheet_id)
    if sheet is None:
        refuse("not_found")
    words = request.GET.get("q", request.POST.get("q", sheet.estate_words)).strip()[:40]
    policy = case_policy(place_facts(home_id, clock.today()), clock.today())
    found = registry.search_estates(words, (desk(home_id).place,))
    said, errors = errors_of(refusal)
    facts = {
        "home_id": home_id, "sheet": sheet, "q": words, "refusals": said, "errors": errors,
        "key": secrets.token_urlsafe(16), "needs": [(n.code, n.name) for n in policy.needs.values()],
        "estates": [(str(e.id), f"{e.name}（{e.address}）") for e in found],
    }  # fmt: skip
    return render(request, "intake/place.html", facts, refusal.status if refusal else 200)
