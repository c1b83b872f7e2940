"""First pages: the open one, and the four of the resident's phone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sanguanjia.access import queries as access
from sanguanjia.cases import queries as cases
from sanguanjia.cases.pages.lists import rows
from sanguanjia.cases.types import State
from sanguanjia.desks import menu
from sanguanjia.desks.pages import desk
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.doors import for_anyone, for_known
from sanguanjia.notices import queries as notices
from sanguanjia.registry import queries as registry

_ASKS_ME = (State.WAITING, State.DONE)  # the reporter is asked something, or asked whether it is solved
FEW = 5  # of one's own matters on the first page


@for_anyone
@never_cache
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """`/`: nobody sees what this is; residents their home; everyone who works here the desk."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.is_anonymous:
        return render(request, "desks/landing.html", {"entries": menu.open_to_all()}, using="jinja2")
    if menu.works_at_a_desk(actor):
        return desk.page(request)
    return resident_page(request)


@for_known
@never_cache
@require_GET
def resident(request: HttpRequest) -> HttpResponse:
    """首页 of those who live here, also for those who work here besides."""
    return resident_page(request)


def resident_page(request: HttpRequest) -> HttpResponse:
    """My matters first, then what I can do."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    homes = [line for line in access.roles_of(actor) if line.detail]
    found = cases.work_list(actor, cases.Filters(view="mine"), FEW)
    asked = [
        line
        for state in _ASKS_ME
        for line in cases.work_list(actor, cases.Filters(view="mine", state=state.value), FEW).lines
    ]
    known = {line.id for line in asked}
    context = {
        "homes": homes,
        "claims": access.claims_of(actor.account_id),
        "asked": rows(tuple(asked)),
        "lines": rows(tuple(line for line in found.lines if line.id not in known)),
        "more": bool(found.next_after),
        "entries": menu.first_steps(actor),
    }
    return render(request, "desks/resident.html", context, using="jinja2")


@for_known
@never_cache
@require_GET
def services(request: HttpRequest) -> HttpResponse:
    """办事: everything a resident can start."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return render(request, "desks/services.html", {"groups": menu.services(actor)}, using="jinja2")


@for_known
@never_cache
@require_GET
def public(request: HttpRequest) -> HttpResponse:
    """公示: what runs in one's own estates, and what is open to everyone."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    estates = registry.search_estates("", actor.places(), limit=FEW) if actor.mandates else ()
    boards = [(estate, notices.board(estate.id, current=True, limit=FEW)) for estate in estates]
    facts = {"entries": menu.open_to_all(), "boards": boards}
    return render(request, "desks/public.html", facts, using="jinja2")
