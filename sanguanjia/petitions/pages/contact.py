"""查看联系电话: the petitioner's phone in full, with a reason."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sanguanjia.kernel.doors import for_known
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.look.words import masked_phone
from sanguanjia.petitions import actions, queries
from sanguanjia.petitions.permissions import may_see_contact


@for_known
@never_cache
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, home_id: int, petition_id: int) -> HttpResponse:
    """查看联系电话"""
    actor = actor_of(request)
    view = queries.petition_for(actor, home_id, petition_id)
    if not may_see_contact(actor, view.thing):
        refuse("not_permitted")
    reason, phone, refusal = request.POST.get("reason", "")[:400], "", None
    if request.method == "POST":
        try:
            actions.see_contact(
                actor, key=key_of(request), estate_id=home_id, petition_id=petition_id, reason=reason
            )
            phone = view.row.phone
        except Refusal as found:
            refusal = found
    said, errors = errors_of(refusal)
    facts = {
        "row": view.row, "phone": phone, "masked": masked_phone(view.row.phone), "refusals": said,
        "error": errors.get("reason", ""), "reason": reason or f"办理信访事项 {view.row.number} 号，联系信访人",
        "key": f"look-{new_id()}", "active": "petitions",
    }  # fmt: skip
    return render(request, "petitions/contact.html", facts, refusal.status if refusal else 200)
