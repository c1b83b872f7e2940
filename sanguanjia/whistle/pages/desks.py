"""Which organisation answers for which department here: named by the district or the city."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sanguanjia.cases.places import place_facts
from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import needs_role
from sanguanjia.kernel.ids import new_id, typed_id
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.whistle import actions, queries
from sanguanjia.whistle.permissions import DECIDERS
from sanguanjia.whistle.values import whistle_policy


@needs_role(*DECIDERS)
@never_cache
@require_http_methods(["GET", "POST"])
def desks(request: HttpRequest) -> HttpResponse:
    """部门对应单位"""
    actor = actor_of(request)
    mandate = next(m for m in actor.mandates if m.role in DECIDERS)
    refusal = None
    if request.method == "POST":
        chosen = request.POST.get("organisation", "")
        try:
            actions.name_desk(
                actor, key=key_of(request), estate_id=mandate.home_id, department=request.POST.get("department", ""),
                organisation_id=typed_id(chosen) or 0,
                phone=request.POST.get("phone", ""),
            )  # fmt: skip
        except Refusal as error:
            refusal = error
        else:
            messages.success(request, "已指定。等着的任务一分钟内转过去。")
            return HttpResponseRedirect(reverse("whistle:desks"))
    said, errors = errors_of(refusal)
    today = clock.today()
    place = place_facts(mandate.home_id, today)
    known = [d for d in whistle_policy(place, today).departments.values() if d.kind in ("department", "utility")]
    named = queries.desks(mandate.home_id)
    facts = {
        "place": place.name, "rows": [(d.name, named.get(d.code)) for d in known],
        "departments": [(d.code, d.name) for d in known],
        "organisations": queries.organisations_near(mandate.place), "key": f"desk-{new_id()}", "refusals": said,
        "errors": errors, "typed": request.POST, "active": "whistle-desks",
    }  # fmt: skip
    return render(request, "whistle/desks.html", facts, refusal.status if refusal else 200)
