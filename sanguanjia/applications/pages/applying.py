"""The applicant's pages: one entry of the catalogue with its form, and the form of a draft."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sanguanjia.access.types import Role
from sanguanjia.applications import actions, queries, wording
from sanguanjia.applications.pages import doors, one, shown
from sanguanjia.applications.store import album
from sanguanjia.applications.types import Item
from sanguanjia.kernel.doors import for_known, home_of, needs
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.predicates import word
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.notices import files

_MOST_TOLD = 400
_here = word("lives or works here", lambda actor, thing: any(m.covers(thing.place) for m in actor.mandates))


def _place(home_id: int, **_parts: Any) -> Any:
    return home_of("home_id")(home_id=home_id)


def typed(request: HttpRequest, item: Item) -> dict[str, str]:
    """The answers of a form, by field."""
    return {f.name: request.POST[f"a-{f.name}"] for f in item.fields if f"a-{f.name}" in request.POST}


def told(request: HttpRequest, item: Item) -> dict[str, str]:
    """What another page, that of a work for instance, says already: it stands in the empty form."""
    return {f.name: request.GET[f"a-{f.name}"][:_MOST_TOLD] for f in item.fields if f"a-{f.name}" in request.GET}


def taken(request: HttpRequest, home_id: int, item: Item) -> tuple[tuple[str, files.StoredFile], ...]:
    """The papers of a form, stored."""
    found = []
    for paper in item.papers:
        given = request.FILES.getlist(f"p-{paper.code}")
        found += [(paper.code, file) for file in files.take_in(home_id, given, paper.code, album)]
    return tuple(found)


@needs(_here, at=_place)
@never_cache
@require_http_methods(["GET", "POST"])
def item(request: HttpRequest, home_id: int, code: str) -> HttpResponse:
    """一个服务事项：材料、步骤、期限、结果，和申请表"""
    entry, refusal = queries.item(home_id, code), None
    if request.method == "POST":
        try:
            if not queries.applies(actor_of(request), home_id, entry):
                refuse("not_permitted")  # before any file is stored
            ref = actions.save(
                actor_of(request), key=key_of(request), estate_id=home_id, item=code, answers=typed(request, entry),
                files=taken(request, home_id, entry),
            )  # fmt: skip
            messages.success(request, "已存为草稿。核对材料后提交。")
            return HttpResponseRedirect(reverse("applications:application", args=[home_id, ref.id]))
        except Refusal as found:
            if found.reasons[0].code in ("not_found", "not_permitted", "login_needed"):
                raise
            refusal = found
    said, errors = errors_of(refusal)
    actor = actor_of(request)
    facts = {
        "item": entry, "home_id": home_id, "about": shown.facts_of(entry), "refusals": said, "errors": errors,
        "applies": queries.applies(actor, home_id, entry), "w": wording, "key": f"application-{new_id()}",
        "typed": typed(request, entry) or told(request, entry), "layout": shown.layout(actor), "active": "applications",
        "list_href": f"{reverse('applications:catalogue')}?at={home_id}", "start": _start(entry, home_id),
        "applicants": "、".join(Role(role).label for role in entry.applicants),
    }  # fmt: skip
    return render(request, "applications/item.html", facts, refusal.status if refusal else 200)


def _start(entry: Item, home_id: int) -> str:
    """The address of the room above that starts this item."""
    route = doors.start_of(entry.code) if entry.room else ""
    return reverse(route, args=[home_id]) if route else ""


@for_known
@require_POST
def save(request: HttpRequest, home_id: int, application_id: int) -> HttpResponse:
    """Answers and papers of a draft; with the button that hands it in, hand it in."""
    actor = actor_of(request)
    view = queries.application_for(actor, home_id, application_id)
    if not view.mine:
        refuse("not_permitted")
    key = key_of(request)
    try:
        actions.save(
            actor, key=key, estate_id=home_id, application_id=application_id, item=view.row.item,
            answers=typed(request, view.item), files=taken(request, home_id, view.item), room=view.item.room,
        )  # fmt: skip
        if "submit" in request.POST:
            actions.submit(actor, key=f"{key}-submit" if key else None, estate_id=home_id,
                           application_id=application_id)  # fmt: skip
            messages.success(request, "已提交，等待受理。")
        else:
            messages.success(request, "已保存。")
    except Refusal as refusal:
        if refusal.reasons[0].code in ("not_found", "login_needed"):
            raise
        return one.page(request, queries.application_for(actor, home_id, application_id), "save", refusal)
    return HttpResponseRedirect(reverse("applications:application", args=[home_id, application_id]))
