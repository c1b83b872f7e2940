"""The catalogue of a place, one's own applications, the offices' work list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sanguanjia.applications import queries, wording
from sanguanjia.applications.pages import shown
from sanguanjia.applications.permissions import REVIEWERS
from sanguanjia.kernel.doors import for_known, needs_role
from sanguanjia.look.forms import actor_of, render
from sanguanjia.look.types import Saved

TABS = (("todo", "待我办"), ("late", "已超期"), ("open", "全部未结"), ("ended", "已结"))


@for_known
@never_cache
@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """服务事项：我的小区和单位能办什么"""
    actor = actor_of(request)
    places = queries.places_of(actor)
    asked = request.GET.get("at", "")
    chosen = next((home for home in places if str(home.pk) == asked), places[0] if places else None)
    items = queries.catalogue(chosen.pk) if chosen else {}
    groups: dict[str, list[tuple[object, bool]]] = {}
    for entry in items.values():
        groups.setdefault(entry.group, []).append((entry, bool(chosen) and queries.applies(actor, chosen.pk, entry)))
    facts = {
        "groups": groups, "home": chosen, "count": len(items), "layout": shown.layout(actor),
        "tabs": [Saved(home.name, f"?at={home.pk}", home == chosen) for home in places] if len(places) > 1 else [],
        "list_href": reverse("desks:services"), "active": "applications", "works": actor.has_role(*REVIEWERS),
    }  # fmt: skip
    return render(request, "applications/catalogue.html", facts)


@for_known
@never_cache
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """我的申请"""
    actor = actor_of(request)
    facts = {
        "lines": shown.rows(queries.mine(actor)), "layout": shown.layout(actor), "active": "applications",
        "list_href": reverse("applications:catalogue"),
    }  # fmt: skip
    return render(request, "applications/mine.html", facts)


@needs_role(*REVIEWERS, "security_auditor")
@never_cache
@require_GET
def work(request: HttpRequest) -> HttpResponse:
    """申请审核清单"""
    actor = actor_of(request)
    asked = request.GET.get("view", "")
    view = asked if asked in queries.VIEWS else "todo"
    tabs = [Saved(word, f"?view={key}", key == view) for key, word in TABS]
    facts = {
        "tabs": tabs, "lines": shown.rows(queries.work_list(actor, view)), "active": "applications", "w": wording,
    }  # fmt: skip
    return render(request, "applications/list.html", facts)
