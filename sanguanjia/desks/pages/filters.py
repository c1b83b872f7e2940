"""Saved filters: keep a list's filters under a name, see them all, remove them again."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_http_methods, require_POST

from sanguanjia.desks import shortcuts
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.doors import for_known
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.kernel.wording import Said, say_all

NOT_KEPT = frozenset({"after", "before", "csrfmiddlewaretoken"})


@for_known
@require_http_methods(["GET", "POST"])
def save(request: HttpRequest) -> HttpResponse:
    """Ask for a name (GET ?page=&query=), keep it (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    source = request.POST if request.method == "POST" else request.GET
    page, query = _own_path(source.get("page", "")), _clean(source.get("query", ""))
    name = source.get("name", "").strip()[:20]
    said: tuple[Said, ...] = ()
    if request.method == "POST":
        try:
            shortcuts.keep(actor, name, page, query)
        except Refusal as refusal:
            said = say_all(refusal)
        else:
            messages.success(request, f"已存为“{name}”。")
            return HttpResponseRedirect(f"{page}?{query}")
    context = {"page": page, "query": query, "name": name, "refusals": said, "mine": shortcuts.all_saved(actor)}
    return render(request, "desks/save_filter.html", context, status=422 if said else 200, using="jinja2")


@for_known
@require_POST
def remove(request: HttpRequest, filter_id: int) -> HttpResponse:
    """Forget one of one's own filters."""
    name, page = shortcuts.forget(request.actor, filter_id)  # type: ignore[attr-defined]
    messages.success(request, f"已去掉“{name}”。")
    return HttpResponseRedirect(page)


def _own_path(page: str) -> str:
    """A path of this platform; anything else is refused, so that nobody is led elsewhere."""
    try:
        resolve(page)
    except Resolver404:
        refuse("not_found")
    return page[:200]


def _clean(query: str) -> str:
    return urlencode([(name, value) for name, value in parse_qsl(query) if name not in NOT_KEPT])[:500]
