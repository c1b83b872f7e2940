"""认领房屋 on the phone: one question per page, each page a plain form that works without JavaScript.

/account/claim/                  which estate?  (search)
/account/claim/<estate>/         which unit?
/account/claim/<estate>/who/     your name?  →  your proof?  (posted, never in an address)
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from sanguanjia.access import throttle
from sanguanjia.access.asking import ask_for_unit
from sanguanjia.access.types import ClaimState
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.doors import for_known
from sanguanjia.kernel.refusal import Reason, Refusal
from sanguanjia.look.forms import errors_of, key_or_fresh
from sanguanjia.registry import proofs
from sanguanjia.registry import queries as registry

_EVERYWHERE = ("1/",)


@for_known
@require_GET
def which_estate(request: HttpRequest) -> HttpResponse:
    """First question: which estate?"""
    text = request.GET.get("q", "").strip()[:60]
    found = registry.search_estates(text, _EVERYWHERE, limit=20) if text else ()
    return render(request, "access/claim_estate.html", {"q": text, "found": found}, using="jinja2")


@for_known
@require_GET
def which_unit(request: HttpRequest, estate_id: int) -> HttpResponse:
    """Second question: which unit?"""
    estate = registry.estate(estate_id)
    code, refusal = request.GET.get("unit", "").strip()[:60], None
    if code:
        if proofs.unit_of_code(estate_id, code, clock.today()) is not None:
            return HttpResponseRedirect(f"{reverse('access:claim-who', args=[estate_id])}?{urlencode({'unit': code})}")
        refusal = Refusal([Reason("unknown_unit", "unit")])
    refusals, errors = errors_of(refusal)
    context = {"estate": estate, "unit": code, "refusals": refusals, "errors": errors}
    return render(request, "access/claim_unit.html", context, status=refusal.status if refusal else 200, using="jinja2")


@for_known
@never_cache
@require_http_methods(["GET", "POST"])
def who(request: HttpRequest, estate_id: int) -> HttpResponse:
    """Third and fourth question: which name, which proof? Then the answer."""
    estate = registry.estate(estate_id)
    code = (request.POST.get("unit") or request.GET.get("unit", "")).strip()[:60]
    if not code:
        return HttpResponseRedirect(reverse("access:claim-unit", args=[estate_id]))
    name, refusal = request.POST.get("name", "").strip(), None
    step = request.POST.get("step", "") if request.method == "POST" else ""
    if step and not name:
        step, refusal = "", Refusal([Reason("missing", "name", {"label": "姓名"})])
    elif step == "proof":
        try:
            return _asked(request, request.actor, estate_id, code, name)  # type: ignore[attr-defined]
        except Refusal as caught:
            refusal = caught
    refusals, errors = errors_of(refusal)
    context = {
        "estate": estate, "unit": code, "name": name, "key": key_or_fresh(request),
        "refusals": refusals, "errors": errors, "asks_proof": bool(step),
    }  # fmt: skip
    return render(request, "access/claim_who.html", context, status=refusal.status if refusal else 200, using="jinja2")


def _asked(request: HttpRequest, actor: Actor, estate_id: int, code: str, name: str) -> HttpResponse:
    claim = ask_for_unit(
        actor, address=throttle.address_of(request), key=key_or_fresh(request), estate_id=estate_id, unit_code=code,
        name=name, proof=request.POST.get("proof", ""),
    )  # fmt: skip
    if claim.state == ClaimState.GRANTED:
        messages.success(request, "与名册核对一致，房屋已认领。")
    else:
        messages.info(request, "申请已提交，等社区、业委会或物业核实。结果会显示在这里。")
    return HttpResponseRedirect(reverse("access:me"))
