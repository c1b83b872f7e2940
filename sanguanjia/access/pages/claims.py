"""Officers confirm or refuse claims to units."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from sanguanjia.access import actions, queries
from sanguanjia.access.permissions import DECIDES_CLAIMS, may_see_claim
from sanguanjia.access.types import Role
from sanguanjia.kernel.doors import needs, needs_role
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.look.forms import errors_of, key_or_fresh

from .forms import number

PAGE = 50


@needs_role(*DECIDES_CLAIMS, Role.COMPANY_MANAGER)
@require_GET
def claims(request: HttpRequest) -> HttpResponse:
    """Pending claims of the actor's places, oldest first."""
    after = number(request.GET.get("after"))
    rows = queries.pending_claims(request.actor, after=after, limit=PAGE + 1)  # type: ignore[attr-defined]
    more = f"?after={rows[PAGE - 1].id}" if len(rows) > PAGE else ""
    context = {"rows": rows[:PAGE], "next": more, "prev": reverse("access:claims") if after else ""}
    return render(request, "access/claims.html", context, using="jinja2")


@needs(may_see_claim, at=queries.claim_thing, login_first=True)
@require_GET
def claim(request: HttpRequest, estate_id: int, claim_id: int) -> HttpResponse:
    """One claim."""
    return _page(request, estate_id, claim_id, None)


@needs(may_see_claim, at=queries.claim_thing, login_first=True)
@require_POST
def decide(request: HttpRequest, estate_id: int, claim_id: int) -> HttpResponse:
    """Confirm or refuse it, with what was looked at or why not."""
    act = actions.confirm_claim if request.POST.get("decision") == "confirm" else actions.refuse_claim
    try:
        done = act(
            request.actor, key=key_or_fresh(request), estate_id=estate_id, claim_id=claim_id,  # type: ignore[attr-defined]
            reason=request.POST.get("reason", ""),
        )  # fmt: skip
    except Refusal as refusal:
        return _page(request, estate_id, claim_id, refusal)
    messages.success(
        request, "已通过，对方成为这一户的业主。" if done.state == "granted" else "已退回，对方会看到理由。"
    )
    return HttpResponseRedirect(reverse("access:claims"))


def _page(request: HttpRequest, estate_id: int, claim_id: int, refusal: Refusal | None) -> HttpResponse:
    refusals, errors = errors_of(refusal)
    context = {
        "row": queries.claim(estate_id, claim_id), "refusals": refusals, "errors": errors, "key": key_or_fresh(request),
        "reason": request.POST.get("reason", ""),
    }  # fmt: skip
    return render(request, "access/claim.html", context, status=refusal.status if refusal else 200, using="jinja2")
