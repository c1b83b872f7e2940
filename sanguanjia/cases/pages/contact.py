"""查看联系电话: the reporter's phone in full, with a reason."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sanguanjia.cases import actions, queries
from sanguanjia.kernel.doors import for_known
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.look.forms import errors_of, key_of


@for_known
@never_cache
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, estate_id: int, case_id: int) -> HttpResponse:
    """查看联系电话"""
    actor = request.actor  # type: ignore[attr-defined]
    view = queries.case_for(actor, estate_id, case_id)
    if not view.may_see_contact:
        refuse("not_permitted")
    reason, phone, refusal = request.POST.get("reason", "")[:400], "", None
    if request.method == "POST":
        try:
            actions.see_contact(actor, key=key_of(request), estate_id=estate_id, case_id=case_id, reason=reason)
            phone = view.row.contact_phone
        except Refusal as found:
            refusal = found
    said, _ = errors_of(refusal)
    facts = {
        "view": view, "phone": phone, "refusals": said, "error": said[0].text if said else "",
        "reason": reason or f"办理报事 {view.row.number}，联系报事人", "key": f"look-{new_id()}",
    }  # fmt: skip
    return render(request, "cases/contact.html", facts, status=422 if refusal else 200, using="jinja2")
