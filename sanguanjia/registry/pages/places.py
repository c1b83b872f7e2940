"""The tree of places and the list of estates."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.doors import for_known
from sanguanjia.kernel.models import Home, HomeKind
from sanguanjia.kernel.refusal import refuse
from sanguanjia.look import excel
from sanguanjia.registry import permissions, queries
from sanguanjia.registry.permissions import Place

from .mood import base_of

PAGE = 50
MOST_ROWS = 20_000


def places_of(actor: Actor) -> tuple[str, ...]:
    """Paths whose estates the actor's lists show: the places of all mandates."""
    return actor.places()


@for_known
@require_GET
def tree(request: HttpRequest) -> HttpResponse:
    """Where the actor has something to do: one place is opened at once, several are listed."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    homes = queries.homes_at(places_of(actor))
    if len(homes) == 1:
        return HttpResponseRedirect(reverse("registry:place", args=[homes[0].id]))
    context = {"homes": homes, "base": base_of(actor)}
    return render(request, "registry/tree.html", context, using="jinja2")


@for_known
@require_GET
def place(request: HttpRequest, home_id: int) -> HttpResponse:
    """One place: its code, what lies above and below it, how many estates."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    home = Home.objects.filter(pk=home_id).first() or refuse("not_found")
    if home.kind == HomeKind.ESTATE:
        return HttpResponseRedirect(reverse("registry:estate", args=[home.id]))
    thing = Place(home.path)
    found = {
        HomeKind.PLATFORM: ("city", permissions.may_found_city),
        HomeKind.CITY: ("district", permissions.may_found_district),
        HomeKind.DISTRICT: ("subdistrict", permissions.may_found_subdistrict),
        HomeKind.SUBDISTRICT: ("neighbourhood", permissions.may_found_neighbourhood),
        HomeKind.NEIGHBOURHOOD: ("estate", permissions.may_found_estate),
    }[HomeKind(home.kind)]  # fmt: skip
    context = {
        "home": home, "kind_word": HomeKind(home.kind).label, "code": queries.code_of(home, clock.today()),
        "codes": queries.codes_over_time(home), "above": queries.homes_above(home), "below": queries.homes_below(home),
        "grids": queries.grids(home.id) if home.kind == HomeKind.NEIGHBOURHOOD else (),
        "estates": queries.count_estates(home.path), "found": found[0] if found[1](actor, thing) else "",
        "may_rename": home.kind != HomeKind.PLATFORM and bool(permissions.may_rename(actor, thing)),
        "may_found_grid": home.kind == HomeKind.NEIGHBOURHOOD and bool(permissions.may_found_grid(actor, thing)),
        "may_change": home.kind == HomeKind.CITY and bool(permissions.may_change_divisions(actor, thing)),
        "base": base_of(actor),
    }  # fmt: skip
    return render(request, "registry/place.html", context, using="jinja2")


def _wanted(request: HttpRequest) -> tuple[str, str]:
    text = request.GET.get("q", "").strip()[:60]
    within = request.GET.get("within", "")
    return text, within if within.isascii() and within.isdecimal() and len(within) < 12 else ""


def _paths(actor: Actor, within: str) -> tuple[str, ...]:
    """The actor's places, cut to one place if it lies inside them."""
    mine = places_of(actor)
    if not within:
        return mine
    home = Home.objects.filter(pk=int(within)).first()
    return (home.path,) if home and any(home.path.startswith(path) for path in mine) else ()


@for_known
@require_GET
def estates(request: HttpRequest) -> HttpResponse:
    """The estates of the actor's places, by name, searched in Chinese."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    text, within = _wanted(request)
    after = request.GET.get("after", "")
    seen = int(after) if after.isascii() and after.isdecimal() and len(after) < 12 else None
    rows = queries.estate_page(_paths(actor, within), text, after=seen, limit=PAGE + 1)
    kept = urlencode({"q": text, "within": within})
    here = reverse("registry:estates")
    context = {
        "rows": rows[:PAGE], "q": text, "here": here, "base": base_of(actor),
        "next": f"{here}?{kept}&after={rows[PAGE - 1].id}" if len(rows) > PAGE else "",
        "prev": f"{here}?{kept}" if seen is not None else "", "excel": f"{reverse('registry:estates-excel')}?{kept}",
        "companies": queries.companies_of([row.id for row in rows[:PAGE]], clock.today()),
        "names": queries.names_of_homes({row.neighbourhood_id for row in rows[:PAGE]}),
    }  # fmt: skip
    return render(request, "registry/estates.html", context, using="jinja2")


@for_known
@require_GET
def estates_excel(request: HttpRequest) -> HttpResponse:
    """The same list, with the filters of the screen."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    text, within = _wanted(request)
    rows = queries.estate_page(_paths(actor, within), text, limit=MOST_ROWS)
    companies = queries.companies_of([row.id for row in rows], clock.today())
    names = queries.names_of_homes({row.neighbourhood_id for row in rows})
    body = (
        (
            row.name,
            names.get(row.neighbourhood_id, ""),
            row.address,
            companies[row.id].name if row.id in companies else "",
        )
        for row in rows
    )
    return excel.answer("小区", ("小区", "社区", "地址", "物业服务企业"), body)
