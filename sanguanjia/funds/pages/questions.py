"""An owner asks about the own account; the fund centre answers from its list."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from sanguanjia.funds import actions, questions, wording
from sanguanjia.funds.permissions import KEEPERS, WATCHERS, may_ask_about
from sanguanjia.kernel.doors import needs, needs_role
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.registry import queries as registry

from .books import door_of, keep, show_account
from .shown import number_of


@needs(may_ask_about, at=door_of)
@require_POST
def ask(request: HttpRequest, estate_id: int, account_id: int) -> HttpResponse:
    """向维修资金管理中心提问"""
    try:
        actions.ask_question(
            actor_of(request), key=key_of(request), estate_id=estate_id, account_id=account_id,
            text=request.POST.get("text", ""), entry_id=number_of(request.POST.get("entry", "")) or None,
        )  # fmt: skip
    except Refusal as refusal:
        return show_account(request, estate_id, account_id, refusal)
    messages.success(request, "问题已送到维修资金管理中心，答复会出现在这一页。")
    return HttpResponseRedirect(reverse("funds:account", args=[estate_id, account_id]))


@needs_role(*WATCHERS)
@never_cache
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """业主的提问"""
    return _waiting(request)


def _waiting(request: HttpRequest, refusal: Refusal | None = None, about: int = 0) -> HttpResponse:
    actor = actor_of(request)
    estates = {ref.id: ref for ref in registry.estate_page(actor.places(*WATCHERS), "", limit=1000)}
    with cross_estate():
        rows = questions.waiting(list(estates))
    said, errors = errors_of(refusal)
    facts = {
        "rows": [(row, estates[row.estate_id].name) for row in rows], "refusals": said, "errors": errors,
        "about": about,
        "key": f"answer-{new_id()}", "typed": request.POST, "keeps": bool(actor.places(*KEEPERS)), "active": "funds",
        "kinds": wording.ENTRY_KINDS,
    }  # fmt: skip
    return render(request, "funds/questions.html", facts, refusal.status if refusal else 200)


@keep
@require_POST
def answer(request: HttpRequest, estate_id: int, question_id: int) -> HttpResponse:
    """答复"""
    try:
        actions.answer_question(
            actor_of(request), key=key_of(request), estate_id=estate_id, question_id=question_id,
            answer=request.POST.get("answer", ""),
        )  # fmt: skip
    except Refusal as refusal:
        if refusal.reasons[0].code == "not_found":
            raise
        return _waiting(request, refusal, question_id)
    messages.success(request, "已答复。")
    return HttpResponseRedirect(reverse("funds:questions"))
