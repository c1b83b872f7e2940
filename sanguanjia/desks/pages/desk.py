"""The desk: numbers of my lists first, then the first list itself with the side panel."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sanguanjia.access import queries as access
from sanguanjia.access.permissions import DECIDES_CLAIMS
from sanguanjia.access.types import Role
from sanguanjia.cases import queries as cases
from sanguanjia.cases.pages.lists import rows
from sanguanjia.councils import queries as councils
from sanguanjia.councils.permissions import USERS as COUNCIL_USERS
from sanguanjia.desks import menu, queries
from sanguanjia.desks.desks import Desk, desk_of
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.doors import for_known
from sanguanjia.look import words
from sanguanjia.whistle import queries as whistle
from sanguanjia.whistle.pages.shown import line


@for_known
@never_cache
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """工作台"""
    return page(request)


def page(request: HttpRequest) -> HttpResponse:
    """The desk of whoever asks; those who only live here have their home instead."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    here = desk_of(actor)
    context: dict[str, Any] = {"desk": here, "places": access.roles_of(actor), "active": "desk"}
    context["rows_of_places"] = [
        (p.label, p.place_name, p.detail, words.day(p.valid_from), words.day(p.valid_to) if p.valid_to else "未定")
        for p in context["places"]
    ]
    context["claims"] = queries.waiting_claims(actor) if actor.has_role(*_CLAIM_ROLES) else None
    context["entries"] = menu.at_hand(actor)
    if actor.has_role(Role.DEPARTMENT_OFFICER):
        context["lines"] = [line(each) for each in whistle.work_list(actor, "mine")]
    if actor.has_role(*COUNCIL_USERS):
        context["owed"] = councils.counts(actor)
    template = "desks/plain.html"
    if here.views:
        template = "desks/desk.html"
        context |= _work(actor, here)
    return render(request, template, context, using="jinja2")


def _work(actor: Actor, here: Desk) -> dict[str, Any]:
    first = here.views[0][0]
    found = cases.work_list(actor, cases.Filters(view=first))
    counted = queries.tallies(actor)
    figures = [
        (word, counted[view], f"{reverse('cases:list')}?view={view}") for view, word in here.views if view in counted
    ]
    return {
        "lines": rows(found.lines),
        "figures": figures,
        "whole_list": f"{reverse('cases:list')}?view={first}",
        "more": bool(found.next_after),
        "month": queries.month(actor) if here.rates else None,
        "rate_names": _RATES,
    }


_CLAIM_ROLES = (*DECIDES_CLAIMS, Role.COMPANY_MANAGER)
_RATES = {"response": "响应率", "solved": "解决率", "satisfied": "满意率"}
