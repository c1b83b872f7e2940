"""Saved filters: keep a list's filters under a name, remove them again."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_http_methods, require_POST

from sanguanjia.desks.models import SavedFilter
from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import for_known
from sanguanjia.kernel.refusal import Reason, Refusal, refuse
from sanguanjia.kernel.wording import say_all

MOST = 30  # per account: more would be a rubbish heap nobody reads


@for_known
@require_http_methods(["GET", "POST"])
def save(request: HttpRequest) -> HttpResponse:
    """Ask for a name (GET ?page=&query=), keep it (POST)."""
    source = request.POST if request.method == "POST" else request.GET
    page, query = _own_path(source.get("page", "")), _clean(source.get("query", ""))
    said: tuple[object, ...] = ()
    name = source.get("name", "").strip()[:20]
    if request.method == "POST":
        try:
            _keep(request.actor.account_id, name, page, query)  # type: ignore[attr-defined]
            messages.success(request, f"已存为“{name}”。")
            return HttpResponseRedirect(f"{page}?{query}")
        except Refusal as refusal:
            said = say_all(refusal)
    context = {"page": page, "query": query, "name": name, "refusals": said}
    return render(request, "desks/save_filter.html", context, status=422 if said else 200, using="jinja2")


@for_known
@require_POST
def remove(request: HttpRequest, filter_id: int) -> HttpResponse:
    """Forget one of one's own filters."""
    row = SavedFilter.objects.filter(pk=filter_id, account_id=request.actor.account_id).first()  # type: ignore[attr-defined]
    if row is None:
        refuse("not_found")
    row.delete()
    messages.success(request, f"已去掉“{row.name}”。")
    return HttpResponseRedirect(row.page)


def _keep(account_id: int, name: str, page: str, query: str) -> None:
    if not name:
        raise Refusal([Reason("missing", "name", {"label": "名称"})])
    mine = SavedFilter.objects.filter(account_id=account_id)
    if mine.count() >= MOST:
        raise Refusal([Reason("too_many_filters", None, {"most": MOST})])
    SavedFilter.objects.update_or_create(
        account_id=account_id, page=page, name=name, defaults={"query": query, "created_at": clock.now()}
    )


def _own_path(page: str) -> str:
    """A path of this platform; anything else is refused, so that nobody is led elsewhere."""
    try:
        resolve(page)
    except Resolver404:
        refuse("not_found")
    return page[:200]


def _clean(query: str) -> str:
    return urlencode([(k, v) for k, v in parse_qsl(query) if k not in ("after", "before", "csrfmiddlewaretoken")])[:500]
