"""One matter: its page, its pictures, and every move by its form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from sanguanjia.cases import actions, panels, photos, queries
from sanguanjia.cases.pages import shown
from sanguanjia.cases.pages.forms import FORMS, wishes_of
from sanguanjia.cases.pages.layout import render
from sanguanjia.cases.queries import CaseView
from sanguanjia.cases.rules import tracking
from sanguanjia.cases.wording import CHANNELS, EMERGENCY, KINDS, LEVELS, OUTCOMES
from sanguanjia.kernel.doors import for_known
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.look.forms import actor_of, errors_of, key_of


@for_known
@never_cache
@require_GET
def case(request: HttpRequest, estate_id: int, case_id: int) -> HttpResponse:
    """报事详情"""
    return _page(request, queries.case_for(actor_of(request), estate_id, case_id))


@for_known
@never_cache
@require_GET
def done(request: HttpRequest, estate_id: int, case_id: int) -> HttpResponse:
    """已收到：编号、查询码、由谁办、什么时候前、为什么"""
    view = queries.case_for(actor_of(request), estate_id, case_id)
    return render(request, "cases/done.html", _facts(view))


@for_known
@require_POST
def move(request: HttpRequest, estate_id: int, case_id: int, verb: str) -> HttpResponse:
    """One move. A refusal comes back as the page with the form open and what was typed."""
    if verb not in FORMS:
        refuse("not_found")
    actor = actor_of(request)
    view = queries.case_for(actor, estate_id, case_id)
    version = request.POST.get("version", "")
    try:
        wishes = wishes_of(request, verb, view)
        answer = actions.BY_VERB[verb](
            actor,
            key=key_of(request),
            estate_id=estate_id,
            case_id=case_id,
            version=int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else None,
            **wishes,
        )
    except Refusal as refusal:
        if refusal.reasons[0].code in ("not_found", "login_needed"):
            raise
        return _page(request, queries.case_for(actor, estate_id, case_id), verb, refusal)
    messages.success(request, FORMS[verb].said)
    try:
        queries.case_for(actor, answer.estate_id, answer.case_id)
    except Refusal:  # given to somebody else: it is no longer ours to see
        return HttpResponseRedirect(reverse("cases:list"))
    return HttpResponseRedirect(reverse("cases:case", args=[answer.estate_id, answer.case_id]))


@for_known
@require_GET
def photo(request: HttpRequest, estate_id: int, case_id: int, photo_id: int, thumb: bool = False) -> FileResponse:
    """A picture, for those who may see the matter."""
    row = queries.photo_of(actor_of(request), estate_id, case_id, photo_id)
    place = (photos.thumb_of if thumb else photos.path_of)(estate_id, row.sha256)
    if not place.exists():
        refuse("not_found")
    response = FileResponse(place.open("rb"), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=86400"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _page(request: HttpRequest, view: CaseView, verb: str = "", refusal: Refusal | None = None) -> HttpResponse:
    said, errors = errors_of(refusal)
    facts = _facts(view) | {"refusals": said, "errors": errors, "tried": verb, "typed": request.POST}
    facts["panels"] = panels.drawn(request, view)
    return render(request, "cases/case.html", facts, status=refusal.status if refusal else 200)


def _facts(view: CaseView) -> dict[str, Any]:
    row = view.row
    forms = [(verb, FORMS[verb]) for verb in view.verbs if verb in FORMS]
    return {
        "view": view,
        "row": row,
        "status": shown.status(row.state, row.due_at),
        "chip": shown.case_chip(view),
        "route": shown.route_why(view),
        "entries": shown.entries(view),
        "pressed": shown.pressed(view),
        "duty": shown.duty_words(view),
        "future": shown.future(view),
        "forms": forms,
        "fresh_key": f"case-{new_id()}",
        "code": tracking.shown(row.tracking_code),
        "level": LEVELS[row.level],
        "kind": KINDS[row.kind],
        "channel": CHANNELS[row.channel],
        "outcome": OUTCOMES.get(row.outcome, ""),
        "holder": view.organisation(row.holder_organisation_id) or view.world.policy.handler_name(view.facts.level),
        "emergency": EMERGENCY.get(_route(view)),
        "heading": f"{row.need_name}",
    }


def _route(view: CaseView) -> str:
    first = view.events[0].data.get("route", ()) if view.events else ()
    return next((str(s["route"]) for s in first if s.get("step") == "emergency"), "")
