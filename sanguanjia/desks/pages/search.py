"""One search over what the asker may see: numbers and codes, rooms, names, keywords; matters and estates."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sanguanjia.cases import queries as cases
from sanguanjia.cases.pages.lists import rows
from sanguanjia.desks import menu
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.doors import for_known
from sanguanjia.registry import queries as registry

LONGEST = 60
ESTATES = 10


@for_known
@never_cache
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """搜索"""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    words = " ".join(request.GET.get("q", "").split())[:LONGEST]
    context: dict[str, Any] = {"search_words": words, "lines": [], "estates": ()}
    if words:
        context |= found_for(actor, words)
    return render(request, "desks/search.html", context, using="jinja2")


def found_for(actor: Actor, words: str) -> dict[str, Any]:
    """Matters the actor may see (own ones too) and estates of the places where the actor works."""
    page = cases.work_list(actor, cases.Filters(words=words))
    mine = cases.work_list(actor, cases.Filters(view="mine", words=words))
    lines = {line.id: line for line in (*page.lines, *mine.lines)}
    working = [m.place for m in actor.mandates if m.role not in menu.RESIDENTS]
    return {
        "lines": rows(tuple(lines.values())),
        "estates": registry.search_estates(words, working, ESTATES) if working else (),
        "more_href": f"{reverse('cases:list')}?{urlencode({'view': 'all', 'q': words})}" if page.next_after else "",
    }
