"""An estate's way to its own assembly: what runs, what could begin, what there was."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from sanguanjia.assemblies import actions, queries, wording
from sanguanjia.assemblies.pages import shown
from sanguanjia.assemblies.permissions import Thing, may_read
from sanguanjia.assemblies.types import Kind, ProcedureRef
from sanguanjia.kernel.doors import for_known, home_of, needs
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.predicates import word
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.look.forms import actor_of, errors_of, key_of, render

_here = word("lives or works here", lambda actor, thing: bool(may_read(actor, Thing(thing.place, Kind.FIRST))))


@for_known
@never_cache
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """成立业主组织：我的小区"""
    actor = actor_of(request)
    homes = queries.estates_of(actor)
    if len(homes) == 1:
        return HttpResponseRedirect(reverse("assemblies:estate", args=[homes[0].pk]))
    facts = {"homes": homes, "layout": shown.layout(actor), "list_href": reverse("desks:services")}
    return render(request, "assemblies/mine.html", facts)


@needs(_here, at=home_of("estate_id"))
@never_cache
@require_http_methods(["GET", "POST"])
def estate(request: HttpRequest, estate_id: int) -> HttpResponse:
    """一个小区的业主组织：正在办的程序，可以发起的程序"""
    actor, refusal = actor_of(request), None
    home = queries.estate_for(actor, estate_id)
    if request.method == "POST":
        try:
            ref = _start(request, estate_id)
            messages.success(request, "已发起。下面写着现在该做什么。")
            return HttpResponseRedirect(reverse("assemblies:procedure", args=[estate_id, ref.id]))
        except Refusal as found:
            if found.reasons[0].code in ("not_found", "not_permitted", "login_needed"):
                raise
            refusal = found
    said, errors = errors_of(refusal)
    lines = queries.procedures_of(estate_id)
    facts = {
        "home": home, "running": shown.lines(tuple(row for row in lines if row.ended_at is None)),
        "past": shown.lines(tuple(row for row in lines if row.ended_at is not None)),
        "startable": queries.startable(actor, estate_id), "refusals": said, "errors": errors, "w": wording,
        "layout": shown.layout(actor), "key": f"procedure-{new_id()}", "typed": request.POST, "active": "assemblies",
        "list_href": reverse("assemblies:register" if shown.layout(actor) == shown.DESK else "desks:services"),
    }  # fmt: skip
    return render(request, "assemblies/estate.html", facts, refusal.status if refusal else 200)


def _start(request: HttpRequest, estate_id: int) -> ProcedureRef:
    post = request.POST
    moved_in = post.get("moved_in", "").strip()
    return actions.start(
        actor_of(request), key=key_of(request), estate_id=estate_id, kind=post.get("kind", ""),
        situation=post.get("situation", ""), first_handover=post.get("first_handover", "").strip()[:10],
        moved_in=int(moved_in) if moved_in.isascii() and moved_in.isdecimal() and len(moved_in) < 8 else
        (0 if not moved_in else -1),
        term_ends=day_typed(post.get("term_ends", "")), words=post.get("words", "").strip(),
    )  # fmt: skip


def day_typed(text: str) -> dt.date | None:
    """An ISO day as a form sends it; None for anything else."""
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        return None
