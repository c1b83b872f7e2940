"""见证: who is no part of the desk compares the signed root with the sheet on the wall and puts a name to it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sanguanjia.decisions import actions, inclusion, witnesses
from sanguanjia.decisions.pages import shown
from sanguanjia.decisions.permissions import may_witness
from sanguanjia.decisions.proof.heads import check_words
from sanguanjia.kernel.doors import home_of, needs
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.look.forms import actor_of, errors_of, key_of, render

_SHOWN_AGAIN = ("not_found", "login_needed", "not_permitted")


@needs(may_witness, at=home_of("estate_id"))
@never_cache
@require_http_methods(["GET", "POST"])
def witness(request: HttpRequest, estate_id: int, vote_id: int) -> HttpResponse:
    """见证"""
    found = witnesses.vote_for_witness(estate_id, vote_id)
    refusal = None
    if request.method == "POST":
        try:
            actions.witness(
                actor_of(request), key=key_of(request), estate_id=estate_id, vote_id=vote_id,
                size=shown.number_of(request.POST.get("size", "")), root=request.POST.get("root", "")[:64],
            )  # fmt: skip
        except Refusal as caught:
            if caught.reasons[0].code in _SHOWN_AGAIN:
                raise
            refusal = caught
        else:
            messages.success(request, "已见证。以后的日志必须从这个树根接着写下去。")
            return HttpResponseRedirect(reverse("decisions:witness", args=[estate_id, vote_id]))
    said, _ = errors_of(refusal)
    head = inclusion.last_head(found)
    facts = {
        "vote": found, "head": head, "words": check_words(head.root) if head else (),
        "printed": check_words(found.log_root) if found.log_root else (),
        "whole": inclusion.grew_from_the_notice(found),
        "marks": witnesses.marks_of(found), "refusals": said, "key": f"witness-{new_id()}",
        "layout": shown.layout(actor_of(request)), "active": "votes",
    }  # fmt: skip
    return render(request, "decisions/witness.html", facts, refusal.status if refusal else 200)
