"""查看完整信息 and 删除个人信息: forms with a reason, for offices that keep the roster."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import needs
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.privacy import actions
from sanguanjia.privacy.permissions import ERASERS, may_erase, may_export, may_unmask
from sanguanjia.registry import people, queries, roster_sheets
from sanguanjia.registry.pages.rosters import download
from sanguanjia.registry.permissions import PartyThing
from sanguanjia.registry.wording import SHEETS


def _place(estate_id: int, party_id: int) -> PartyThing:
    """The door asks about the place only: the wall hides the person from whoever is not let in (the act asks again)."""
    return people.place_thing(estate_id, clock.today())


@needs(may_unmask, at=_place)
@never_cache
@require_http_methods(["GET", "POST"])
def unmask(request: HttpRequest, estate_id: int, party_id: int) -> HttpResponse:
    """查看完整信息"""
    reason, shown, refusal = request.POST.get("reason", "")[:400], False, None
    if request.method == "POST":
        try:
            actions.unmask(
                actor_of(request), key=key_of(request), estate_id=estate_id, party_id=party_id, reason=reason
            )
            shown = True
        except Refusal as found:
            refusal = found
    said, errors = errors_of(refusal)
    facts = {
        "person": people.person(estate_id, party_id, full=shown), "shown": shown, "reason": reason,
        "may_erase": actor_of(request).has_role(*ERASERS),
        "refusals": said, "errors": errors, "key": f"look-{new_id()}",
    }  # fmt: skip
    return render(request, "privacy/unmask.html", facts, status=422 if refusal else 200)


def _estate(estate_id: int) -> PartyThing:
    return people.place_thing(estate_id, clock.today())


@needs(may_export, at=_estate)
@never_cache
@require_http_methods(["GET", "POST"])
def roster(request: HttpRequest, estate_id: int) -> HttpResponse:
    """导出完整号码: the file is the answer to the reason."""
    estate, reason, refusal = queries.estate(estate_id), request.POST.get("reason", "")[:400], None
    if request.method == "POST":
        try:
            actions.export_roster(actor_of(request), key=key_of(request), estate_id=estate_id, reason=reason)
            return download(roster_sheets.export_file(estate_id, full=True), f"{estate.name}-{SHEETS['roster']}.xlsx")
        except Refusal as found:
            refusal = found
    said, errors = errors_of(refusal)
    facts = {"estate": estate, "reason": reason, "refusals": said, "errors": errors, "key": f"export-{new_id()}"}
    return render(request, "privacy/roster.html", facts, status=422 if refusal else 200)


@needs(may_erase, at=_place)
@never_cache
@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest, estate_id: int, party_id: int) -> HttpResponse:
    """删除个人信息"""
    reason, clause = request.POST.get("reason", "")[:400], request.POST.get("clause", "")[:200]
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            actions.erase_person(
                actor_of(request), key=key_of(request), estate_id=estate_id, party_id=party_id, reason=reason,
                clause=clause,
            )  # fmt: skip
        except Refusal as found:
            refusal = found
        else:
            messages.success(request, "已删除。办事记录仍在，但不再指向任何人。")
            return HttpResponseRedirect(reverse("registry:estate", args=[estate_id]))
    said, errors = errors_of(refusal)
    facts = {
        "person": people.person(estate_id, party_id), "reason": reason, "clause": clause,
        "refusals": said, "errors": errors, "key": f"erase-{new_id()}",
    }  # fmt: skip
    return render(request, "privacy/erase.html", facts, status=422 if refusal else 200)
