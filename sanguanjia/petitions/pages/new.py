"""Register a petition: at a petition office (letter, visit, phone), or as a resident over the network."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from sanguanjia.cases.permissions import may_see as may_see_case
from sanguanjia.cases.queries import thing as case_thing
from sanguanjia.cases.rules import tracking
from sanguanjia.cases.values import need_names
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.doors import for_known, needs, needs_role
from sanguanjia.kernel.ids import new_id, typed_id
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.petitions import actions, queries, wording
from sanguanjia.petitions.pages.forms import day_of
from sanguanjia.petitions.permissions import OFFICES, RESIDENTS, Thing, may_register
from sanguanjia.petitions.rules.entry import bare_phone
from sanguanjia.petitions.types import PetitionRef
from sanguanjia.petitions.values import OFFICE_KINDS, path_of, units_near
from sanguanjia.registry import queries as registry


def office(home_id: int) -> Thing:
    """A petition office by its home. Refuses `not_found`."""
    path = path_of(home_id) if Home.objects.filter(pk=home_id, kind__in=OFFICE_KINDS).exists() else ""
    return Thing(path) if path else refuse("not_found")


at_the_office = needs(may_register, at=office)


@needs_role(*OFFICES)
@require_GET
def enter(request: HttpRequest) -> HttpResponse:
    """To the office of whoever asks, with the matter it is about."""
    mine = next(m for m in actor_of(request).mandates if m.role in OFFICES)
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return HttpResponseRedirect(reverse("petitions:new", args=[mine.home_id]) + query)


@at_the_office
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, home_id: int) -> HttpResponse:
    """登记信访事项"""
    if request.method != "POST":
        return _form(request, home_id)
    post = request.POST
    try:
        ref = actions.register(
            actor_of(request), key=key_of(request), estate_id=home_id, channel=post.get("channel", ""),
            name=post.get("name", ""), address=post.get("address", ""),
            received_on=day_of(post.get("received_on", ""), "received_on", "收到日期"),
            people=_whole(post.get("people", "")) or 0,
            representatives=tuple(zip(post.getlist("rep_name"), post.getlist("rep_phone"), strict=False)),
            about_estate_id=_estate(home_id, post.get("estate", "")), need=post.get("need", ""),
            case=_pair(post.get("case", "")), same=_same(request, home_id),
            **_accused(home_id, post.get("accused", "")), **_said(request),
        )  # fmt: skip
    except Refusal as refusal:
        if refusal.reasons[0].code in ("not_found", "login_needed", "not_permitted"):
            raise
        return _form(request, home_id, refusal)
    return _done(request, ref)


@for_known
@never_cache
@require_http_methods(["GET", "POST"])
def file(request: HttpRequest) -> HttpResponse:
    """网上信访：业主、住户自己提出"""
    actor = actor_of(request)
    places = _offices_above(actor)
    if request.method != "POST":
        return _own_form(request, places)
    try:
        chosen = _whole(request.POST.get("office", ""))
        if chosen not in dict(places):
            refuse("missing", "office", label="向哪一级提出")
        held = next(m for m in actor.mandates if m.role in RESIDENTS)
        ref = actions.register(
            actor, key=key_of(request), estate_id=chosen, channel="network", about_estate_id=held.home_id,
            address=request.POST.get("address", ""), **_said(request),
        )  # fmt: skip
    except Refusal as refusal:
        if refusal.reasons[0].code in ("not_found", "login_needed", "not_permitted"):
            raise
        return _own_form(request, places, refusal)
    return _done(request, ref)


def _said(request: HttpRequest) -> dict[str, Any]:
    post = request.POST
    return {name: post.get(name, "") for name in ("kind", "title", "text", "phone")}


def _done(request: HttpRequest, ref: PetitionRef) -> HttpResponse:
    code = tracking.shown(ref.tracking_code)
    messages.success(request, f"已登记，编号 {ref.number}，查询码 {code}，请告诉信访人。")
    return HttpResponseRedirect(reverse("petitions:petition", args=[ref.estate_id, ref.petition_id]))


def _form(request: HttpRequest, home_id: int, refusal: Refusal | None = None) -> HttpResponse:
    said, errors = errors_of(refusal)
    actor, path, typed = actor_of(request), path_of(home_id), request.POST or request.GET
    case = _case_of(actor, typed.get("case", ""))
    alike = queries.alike(actor, home_id, bare_phone(typed.get("phone", "")), typed.get("name", "").strip())
    facts = {
        "home_id": home_id, "office": Home.objects.get(pk=home_id).name, "refusals": said, "errors": errors,
        "typed": typed, "key": f"petition-{new_id()}", "w": wording, "today": clock.today().isoformat(),
        "units": [(code, unit.name) for code, unit in units_near(path)], "needs": need_names(path),
        "case": case, "alike": alike, "active": "petitions", "spokespeople": range(5),
        "people": list(zip(typed.getlist("rep_name"), typed.getlist("rep_phone"), strict=False)),
    }  # fmt: skip
    return render(request, "petitions/new.html", facts, refusal.status if refusal else 200)


def _own_form(
    request: HttpRequest, places: tuple[tuple[int, str], ...], refusal: Refusal | None = None
) -> HttpResponse:
    said, errors = errors_of(refusal)
    facts = {
        "places": [(str(home), name) for home, name in places], "refusals": said, "errors": errors,
        "typed": request.POST, "key": f"petition-{new_id()}", "w": wording, "active": "cases",
    }  # fmt: skip
    return render(request, "petitions/file.html", facts, refusal.status if refusal else 200)


def _offices_above(actor: Actor) -> tuple[tuple[int, str], ...]:
    homes = {int(part) for m in actor.mandates if m.role in RESIDENTS for part in m.place.strip("/").split("/")}
    found = Home.objects.filter(pk__in=homes, kind__in=OFFICE_KINDS).order_by("-path").values_list("id", "name")
    return tuple(found)


def _case_of(actor: Actor, typed: str) -> Any:
    """The matter it is about, if the officer may see it."""
    pair = _pair(typed)
    if pair is None:
        return None
    try:
        row, *_, thing = case_thing(*pair)
    except Refusal:
        return None
    return row if may_see_case(actor, thing) else None


def _pair(typed: str) -> tuple[int, int] | None:
    first, _, second = typed.partition("-")
    one, two = _whole(first), _whole(second)
    return (one, two) if one is not None and two is not None else None


def _same(request: HttpRequest, home_id: int) -> tuple[int, int] | None:
    """An earlier petition, as chosen from the list, or typed as its tracking code."""
    typed = request.POST.get("same", "").strip()
    if not typed:
        return None
    found = _pair(typed)
    if found is None:
        row = queries.tracked(typed)
        found = (row.estate_id, row.pk) if row is not None else (home_id, 0)
    return found


def _estate(home_id: int, typed: str) -> int | None:
    """The estate of a name, in the place of the office. Refuses `missing` for a name that is not one estate's."""
    if not typed.strip():
        return None
    found = [e for e in registry.search_estates(typed.strip(), within=(path_of(home_id),)) if e.name == typed.strip()]
    return found[0].id if len(found) == 1 else refuse("estate_unknown", "estate")


def _accused(home_id: int, code: str) -> dict[str, int | None]:
    unit = dict(units_near(path_of(home_id))).get(code)
    if unit is None:
        return {}
    if unit.organisation_id is not None:
        return {"accused_organisation_id": unit.organisation_id}
    return {"accused_home_id": unit.home_id}


def _whole(text: str) -> int | None:
    return typed_id(text)
