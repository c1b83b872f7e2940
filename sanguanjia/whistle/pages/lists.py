"""The desk of departments, the estate's list of parts to look at, above's list of things to decide; and the grades."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.doors import needs_role
from sanguanjia.look.forms import actor_of, render
from sanguanjia.look.types import Saved
from sanguanjia.whistle import queries
from sanguanjia.whistle.pages.shown import line
from sanguanjia.whistle.permissions import DECIDERS, USERS
from sanguanjia.whistle.wording import ROLES

VIEWS = (("mine", "我的任务"), ("look", "等验收"), ("decide", "等裁定"), ("open", "全部未完"), ("ended", "已结束"))
DESKS = ("department_officer", "subdistrict_officer", "neighbourhood_officer")


@needs_role(*USERS)
@never_cache
@require_GET
def work(request: HttpRequest) -> HttpResponse:
    """部门报到：任务清单"""
    actor = actor_of(request)
    asked = request.GET.get("view", "")
    view = asked if asked in dict(VIEWS) else _first(actor)
    tabs = [
        Saved(word, f"{reverse('whistle:list')}?view={key}", key == view)
        for key, word in VIEWS
        if key != "mine" or actor.has_role(*DESKS)
    ]
    lines = [line(each) for each in queries.work_list(actor, view)]
    return render(request, "whistle/list.html", {"tabs": tabs, "lines": lines, "active": "whistle", "view": view})


def _first(actor: Actor) -> str:
    if actor.has_role("department_officer"):
        return "mine"
    return "decide" if actor.has_role(*DECIDERS) else "look"


@needs_role(*USERS)
@never_cache
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """双向考核：部门到场和办理，小区吹哨和配合"""
    mandate = next(m for m in actor_of(request).mandates if m.role in USERS)
    today = clock.today()
    first, last = _day(request, "from", today.replace(month=1, day=1)), _day(request, "to", today)
    departments, whistlers = queries.grades(mandate.place, first, last)
    facts = {
        "first": first, "last": last, "active": "whistle-figures", "departments": departments,
        "whistlers": [(ROLES.get(g.name, g.name), g) for g in whistlers],
    }  # fmt: skip
    return render(request, "whistle/figures.html", facts)


def _day(request: HttpRequest, name: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return otherwise
