"""One petition: its page, every move by its form, its papers to print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from sanguanjia.cases.permissions import may_see as may_see_case
from sanguanjia.cases.queries import thing as case_thing
from sanguanjia.cases.rules import tracking
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.doors import for_known
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.look.words import masked_phone
from sanguanjia.petitions import actions, queries, wording
from sanguanjia.petitions.pages import shown
from sanguanjia.petitions.pages.forms import FORMS, wishes_of
from sanguanjia.petitions.permissions import USERS, may_see_contact
from sanguanjia.petitions.queries import PetitionView
from sanguanjia.petitions.values import units_near

if TYPE_CHECKING:
    from sanguanjia.petitions.models import Petition


@for_known
@never_cache
@require_GET
def petition(request: HttpRequest, home_id: int, petition_id: int) -> HttpResponse:
    """信访事项"""
    return _page(request, queries.petition_for(actor_of(request), home_id, petition_id))


@for_known
@require_POST
def move(request: HttpRequest, home_id: int, petition_id: int, verb: str) -> HttpResponse:
    """One move. A refusal comes back as the page with what was typed."""
    if verb not in FORMS:
        refuse("not_found")
    actor = actor_of(request)
    view = queries.petition_for(actor, home_id, petition_id)
    version = request.POST.get("version", "")
    try:
        actions.BY_VERB[verb](
            actor, key=key_of(request), estate_id=home_id, petition_id=petition_id,
            version=int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else None,
            **wishes_of(request, verb),
        )  # fmt: skip
    except Refusal as refusal:
        if refusal.reasons[0].code in ("not_found", "login_needed"):
            raise
        return _page(request, queries.petition_for(actor, home_id, petition_id), verb, refusal)
    messages.success(request, FORMS[verb].said)
    try:
        queries.petition_for(actor, home_id, petition_id)
    except Refusal:  # with another unit now: no longer ours to see
        return HttpResponseRedirect(reverse("petitions:list"))
    return HttpResponseRedirect(reverse("petitions:petition", args=[view.row.estate_id, view.row.pk]))


@for_known
@never_cache
@require_GET
def paper(request: HttpRequest, home_id: int, petition_id: int, seq: int) -> HttpResponse:
    """一份文书，打印用"""
    view = queries.petition_for(actor_of(request), home_id, petition_id)
    event = next((e for e in view.events if e.seq == seq and e.verb in wording.PAPERS and e.words), None)
    if event is None:
        refuse("not_found")
    to_unit = event.verb in ("route", "supervise")
    facts = {
        "view": view, "row": view.row, "event": event, "name": wording.PAPERS[event.verb],
        "what": shown.what(event), "after": wording.AFTER.get(event.verb, ""), "now": clock.now(),
        "receiver": view.row.unit_name if to_unit else (
            view.row.petitioner_name if event.verb != "answer_supervision" else view.office),
        "code": tracking.shown(view.row.tracking_code),
    }  # fmt: skip
    return render(request, "petitions/paper.html", facts)


def _page(request: HttpRequest, view: PetitionView, verb: str = "", refusal: Refusal | None = None) -> HttpResponse:
    said, errors = errors_of(refusal)
    actor, row = actor_of(request), view.row
    asks_unit = any(verb in ("route", "decide_objection") for verb in view.verbs)
    facts = {
        "view": view, "row": row, "status": shown.status(row), "chips": shown.chips(view),
        "entries": shown.entries(view), "papers": shown.papers(view), "tried": verb, "typed": request.POST,
        "forms": [(v, FORMS[v]) for v in view.verbs if v in FORMS], "fresh_key": f"petition-{new_id()}",
        "units": [(code, unit.name) for code, unit in units_near(view.thing.place)] if asks_unit else [],
        "refusals": said, "errors": errors, "active": "petitions", "today": clock.today().isoformat(),
        "phone": masked_phone(row.phone),
        "reveal": row.phone and bool(may_see_contact(actor, view.thing)),
        "code": tracking.shown(row.tracking_code), "w": wording,
        "people": [(p.name, masked_phone(p.phone)) for p in view.representatives], "case_href": _case(actor, row),
        "layout": "look/desk.html" if actor.has_role(*USERS) else "look/resident.html",
        "list_href": reverse("petitions:list" if actor.has_role(*USERS) else "cases:mine"),
    }  # fmt: skip
    return render(request, "petitions/petition.html", facts, refusal.status if refusal else 200)


def _case(actor: Actor, row: Petition) -> str:
    if row.case_id is None or row.case_estate_id is None:
        return ""
    try:
        *_, thing = case_thing(row.case_estate_id, row.case_id)
    except Refusal:
        return ""
    return reverse("cases:case", args=[row.case_estate_id, row.case_id]) if may_see_case(actor, thing) else ""
