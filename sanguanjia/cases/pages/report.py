"""Report a matter on the phone: what, where, pictures, contact, what the company may see. Works without JavaScript."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from sanguanjia.access import queries as access
from sanguanjia.access import throttle
from sanguanjia.cases import actions, matters, photos, queries
from sanguanjia.cases.pages.layout import render
from sanguanjia.cases.permissions import FRONT_DESK_ROLES, REPORTING_ROLES
from sanguanjia.cases.places import PlaceFacts, place_facts
from sanguanjia.cases.types import CasePolicy, Confidentiality
from sanguanjia.cases.values import case_policy
from sanguanjia.cases.wording import CONFIDENTIALITY, EMERGENCY, KINDS
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.doors import for_known
from sanguanjia.kernel.ids import new_id, typed_id
from sanguanjia.kernel.refusal import Reason, Refusal, refuse
from sanguanjia.look.forms import actor_of, errors_of
from sanguanjia.registry import queries as registry

_FIELDS = ("text", "need", "building_id", "place_words", "contact_name", "contact_phone", "confidentiality")
MOST_PER_HOUR = 30


@dataclass
class _Form:
    values: dict[str, str] = field(default_factory=dict)
    key: str = ""
    for_somebody: bool = False
    checked: bool = False  # the possible duplicates were shown


@for_known
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """我要报事"""
    actor = actor_of(request)
    estate_id = _estate(request, actor)
    if estate_id is None:
        return choose_place(request, actor)
    place = place_facts(estate_id, clock.today())
    if not actor.mandate_at(REPORTING_ROLES, place.path):
        refuse("not_found")
    policy = case_policy(place, clock.today())
    form = _read(request, actor, place)
    if (
        request.method == "GET" or "look" in request.POST
    ):  # "look": the button that searches the list, without JavaScript
        return _page(request, place, policy, form)
    try:
        return _send(request, actor, place, policy, form)
    except Refusal as refusal:
        return _page(request, place, policy, form, refusal)


def _send(request: HttpRequest, actor: Actor, place: PlaceFacts, policy: CasePolicy, form: _Form) -> HttpResponse:
    values = form.values
    building_id = _whole(values["building_id"])
    if not form.checked and values["need"] in policy.needs:
        alike = queries.similar(
            place.home_id, values["need"], values["text"], building_id, policy.duplicate_days, actor.account_id
        )
        if alike:
            form.checked = True
            return _page(request, place, policy, form, alike=alike)
    # Photos first: a picture that cannot be read is said before anything is stored.
    taken = photos.take_in(place.home_id, request.FILES.getlist("photos"))
    throttle.limit(f"cases.report:{actor.account_id}", MOST_PER_HOUR, timedelta(hours=1))
    ref = actions.report(
        actor,
        key=form.key or None,
        estate_id=place.home_id,
        need=values["need"],
        text=values["text"],
        building_id=building_id,
        unit_id=_own_unit(actor, place) if not form.for_somebody else None,
        place_words=values["place_words"],
        contact_name=values["contact_name"],
        contact_phone=values["contact_phone"],
        confidentiality=values["confidentiality"],
        photos=taken,
        channel="staff" if form.for_somebody else "web",
        for_somebody=form.for_somebody,
    )
    return HttpResponseRedirect(reverse("cases:done", args=[ref.estate_id, ref.case_id]))


@for_known
@never_cache
@require_GET
def needs(request: HttpRequest) -> HttpResponse:
    """The entries of the list that fit what was typed so far (htmx)."""
    actor = actor_of(request)
    estate_id = _estate(request, actor)
    if estate_id is None:
        refuse("not_found")
    place = place_facts(estate_id, clock.today())
    if not actor.mandate_at(REPORTING_ROLES, place.path):
        refuse("not_found")
    policy = case_policy(place, clock.today())
    guessed = matters.offers(request.GET.get("text", "")[:2000], policy)
    chosen = request.GET.get("need", "")
    return render(request, "cases/parts/needs.html", _need_facts(policy, guessed, chosen))


def choose_place(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Which estate: for those who work in several, or live in several."""
    words = request.GET.get("q", "").strip()[:40]
    places = actor.places(*REPORTING_ROLES)
    found = registry.search_estates(words, places) if places else ()
    return render(request, "cases/choose.html", {"q": words, "estates": found})


def _estate(request: HttpRequest, actor: Actor) -> int | None:
    """The estate named, else the only one the actor lives or works in."""
    named = request.POST.get("estate") or request.GET.get("estate", "")
    if named:
        return _whole(named) or refuse("not_found")
    homes = {m.home_id for m in actor.mandates if m.role in ("owner", "tenant")}
    return homes.pop() if len(homes) == 1 else None


def _read(request: HttpRequest, actor: Actor, place: PlaceFacts) -> _Form:
    front_desk = actor.mandate_at(FRONT_DESK_ROLES, place.path) is not None
    if request.method == "POST":
        values = {name: request.POST.get(name, "").strip() for name in _FIELDS}
        values["confidentiality"] = values["confidentiality"] or Confidentiality.OPEN.value
        key = request.POST.get("idempotency_key", "")[:80]
        return _Form(values, key, front_desk and "for_somebody" in request.POST, "checked" in request.POST)
    values = dict.fromkeys(_FIELDS, "")
    values["confidentiality"] = Confidentiality.OPEN.value
    values["text"] = request.GET.get("text", "")[:2000]
    values["need"] = request.GET.get("need", "")[:12]
    if not front_desk:
        unit_id = _own_unit(actor, place)
        unit = registry.unit(place.home_id, unit_id) if unit_id and place.kind == "estate" else None
        values["building_id"] = str(unit.building_id or "") if unit else ""
        account = access.account_of(actor.account_id)
        values["contact_name"], values["contact_phone"] = actor.name, account.phone if account else ""
    return _Form(values, f"report-{new_id()}", front_desk)


def _own_unit(actor: Actor, place: PlaceFacts) -> int | None:
    mine = [m.unit_id for m in actor.mandates if m.home_id == place.home_id and m.unit_id is not None]
    return mine[0] if mine else None


def _whole(text: str) -> int | None:
    return typed_id(text)


def _page(
    request: HttpRequest,
    place: PlaceFacts,
    policy: CasePolicy,
    form: _Form,
    refusal: Refusal | None = None,
    alike: tuple[queries.Similar, ...] = (),
) -> HttpResponse:
    if alike:
        refusal = Refusal([Reason("duplicates_found")])
    said, errors = errors_of(refusal)
    guessed = matters.offers(form.values["text"], policy)
    facts: dict[str, Any] = {
        "place": place,
        "form": form,
        "values": form.values,
        "key": form.key or f"report-{new_id()}",
        "refusals": () if alike else said,
        "errors": errors,
        "alike": alike,
        "buildings": [(str(b.id), b.name) for b in registry.buildings(place.home_id)] if place.kind == "estate" else [],
        "secrecies": list(CONFIDENTIALITY.items()),
        "front_desk": actor_of(request).mandate_at(FRONT_DESK_ROLES, place.path) is not None,
        **_need_facts(policy, guessed, form.values["need"]),
    }
    status = 200 if refusal is None or alike else refusal.status
    return render(request, "cases/new.html", facts, status)


def _need_facts(policy: CasePolicy, guessed: tuple[matters.Offer, ...], chosen: str) -> dict[str, Any]:
    """What the person tapped first, then what the words suggest, then the whole list. Nothing is chosen for them."""
    tapped = policy.needs.get(chosen)
    offered = tuple(dict.fromkeys((*((tapped,) if tapped else ()), *(offer.need for offer in guessed))))
    codes = {n.code for n in offered}
    rest = [n for n in policy.needs.values() if n.code not in codes]
    return {
        "guessed": offered,
        "led_by": {offer.need.code: offer.words for offer in guessed if offer.words},
        "rest": rest,
        "chosen": tapped.code if tapped else "",
        "kinds": KINDS,
        "emergencies": [(n, EMERGENCY[n.route]) for n in offered if n.route in EMERGENCY],
    }
