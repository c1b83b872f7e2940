"""Counter and telephone: one screen, one hand on the keyboard, the next caller's form as soon as one is sent."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sanguanjia.cases import actions as cases
from sanguanjia.cases.matters import entry_for
from sanguanjia.cases.places import place_facts
from sanguanjia.cases.rules.routing import possible_needs
from sanguanjia.cases.types import Confidentiality
from sanguanjia.cases.values import case_policy
from sanguanjia.cases.wording import CONFIDENTIALITY
from sanguanjia.intake import store, suggesting
from sanguanjia.intake.pages.sheets import at_the_desk
from sanguanjia.intake.rules.danger import danger_in, gas_in
from sanguanjia.intake.rules.same import estate_name
from sanguanjia.intake.wording import COUNTER_DONE, ROUTES
from sanguanjia.kernel import clock
from sanguanjia.kernel.refusal import Reason, Refusal
from sanguanjia.kernel.sheets.text import narrow
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.registry import queries as registry

_FIELDS = ("estate", "text", "need", "matter", "place_words", "contact_name", "contact_phone", "confidentiality")


@at_the_desk
@never_cache
@require_http_methods(["GET", "POST"])
def counter(request: HttpRequest, home_id: int) -> HttpResponse:
    """Enter what somebody at the counter or on the telephone says; a need left blank is suggested, never decided."""
    values = {name: request.POST.get(name, "").strip() for name in _FIELDS}
    values["confidentiality"] = values["confidentiality"] or Confidentiality.OPEN.value
    if request.method == "GET":
        return _page(request, home_id, values | {"estate": request.GET.get("estate", "")[:60]})
    policy = case_policy(place_facts(home_id, clock.today()), clock.today())
    chosen = entry_for(values["matter"], policy) if values["matter"] else None
    if chosen:
        values["need"] = _named(chosen.code, chosen.name)
    if not values["need"]:
        guessed = possible_needs(values["text"], policy, 1)
        offered = suggesting.offers(values["text"], {}, policy)
        first = policy.needs[offered[0].need] if offered else guessed[0] if guessed else None
        if first:
            return _page(request, home_id, values | {"need": _named(first.code, first.name)}, suggested=True)
    try:
        return _send(request, home_id, values)
    except Refusal as refusal:
        return _page(request, home_id, values, refusal)


def _send(request: HttpRequest, home_id: int, values: dict[str, str]) -> HttpResponse:
    estate_id = store.estates_of(store.desk(home_id).place).get(estate_name(values["estate"]))
    if estate_id is None:
        raise Refusal([Reason("estate_unknown", "estate")])
    ref = cases.report(
        actor_of(request), key=key_of(request), estate_id=estate_id, need=values["need"].partition(" ")[0],
        text=values["text"], place_words=values["place_words"], contact_name=values["contact_name"],
        contact_phone=values["contact_phone"], confidentiality=values["confidentiality"], channel="staff",
        for_somebody=True,
    )  # fmt: skip
    if values["matter"]:
        cases.choose_matter(
            actor_of(request), key=f"{key_of(request)}-m"[:80], estate_id=estate_id, case_id=ref.case_id,
            code=values["matter"],
        )  # fmt: skip
    done = COUNTER_DONE.format(estate=registry.estate(estate_id).name, number=ref.number, code=ref.tracking_code)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("intake:counter", args=[home_id]))


def _named(code: str, name: str) -> str:
    return f"{code} {name}"


def _page(
    request: HttpRequest,
    home_id: int,
    values: dict[str, str],
    refusal: Refusal | None = None,
    *,
    suggested: bool = False,
) -> HttpResponse:
    policy = case_policy(place_facts(home_id, clock.today()), clock.today())
    said = narrow(values["text"])
    danger = danger_in(said)
    route = danger.route if danger else "gas" if gas_in(said) else ""
    reasons, errors = errors_of(refusal)
    offers = suggesting.offers(values["text"], suggesting.names_at(home_id), policy) if values["text"] else []
    facts = {
        "home_id": home_id, "values": values, "refusals": reasons, "errors": errors, "suggested": suggested,
        "route": ROUTES.get(route, ""), "key": key_of(request) or secrets.token_urlsafe(16),
        "estates": sorted(registry.estates_within([store.desk(home_id).place]).values_list("name", flat=True)),
        "offers": offers,
        "needs": [_named(n.code, n.name) for n in policy.needs.values()], "secrecies": list(CONFIDENTIALITY.items()),
    }  # fmt: skip
    return render(request, "intake/counter.html", facts, refusal.status if refusal else 200)
