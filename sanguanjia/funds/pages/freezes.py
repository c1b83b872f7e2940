"""法院冻结: what is frozen, until when, and the papers that extend, lift or deduct it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from sanguanjia.funds import actions, holds, paper_wording, papers, queries
from sanguanjia.funds.permissions import may_keep_books
from sanguanjia.funds.types import FreezeState, Kind
from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.registry import queries as registry

from .books import keep, see
from .shown import in_our_words
from .typed import Typed


@see
@never_cache
@require_GET
def freeze(request: HttpRequest, estate_id: int, freeze_id: int) -> HttpResponse:
    """法院冻结"""
    return _freeze(request, estate_id, freeze_id)


def _freeze(request: HttpRequest, estate_id: int, freeze_id: int, refusal: Refusal | None = None) -> HttpResponse:
    row = papers.freeze(estate_id, freeze_id)
    typed = Typed(request.POST, queries.accounts(estate_id))
    said, errors = errors_of(refusal)
    facts = {
        "estate": registry.estate(estate_id), "row": row, "rows": papers.papers(estate_id, freeze_id=freeze_id),
        "held": sum(hold.open_fen for hold in holds.open_holds(estate_id, row.subject)),
        "kinds": paper_wording.PAPER_KINDS, "status": paper_wording.FREEZE_STATES[row.state],
        "holding": row.state == FreezeState.ACTIVE.value, "banks": typed.options(Kind.BANK), "typed": request.POST,
        "keeps": bool(may_keep_books(actor_of(request), home_of("estate_id")(estate_id=estate_id))),
        "refusals": said, "errors": typed.spread(errors), "key": f"freeze-{new_id()}", "active": "funds",
        "today": clock.today().isoformat(),
    }  # fmt: skip
    return render(request, "funds/freeze.html", facts, refusal.status if refusal else 200)


@keep
@require_POST
def step(request: HttpRequest, estate_id: int, freeze_id: int, verb: str) -> HttpResponse:
    """续冻 (`extend`), 解除 (`lift`), 扣划 (`deduct`)."""
    actor, key = actor_of(request), key_of(request)
    papers.freeze(estate_id, freeze_id)
    typed = Typed(request.POST, queries.accounts(estate_id))
    try:
        if verb == "extend":
            wish = typed.values(until="until", document="document")
            actions.extend_freeze(actor, key=key, estate_id=estate_id, freeze_id=freeze_id, **wish)
            messages.success(request, "已续冻。")
        elif verb == "lift":
            wish = typed.values(document="document")
            actions.lift_freeze(actor, key=key, estate_id=estate_id, freeze_id=freeze_id, **wish)
            messages.success(request, "已解除冻结。")
        elif verb == "deduct":
            wish = typed.values(fen="amount", business_date="day", bank_account_id="bank", document="document")
            ref = actions.prepare_deduction(actor, key=key, estate_id=estate_id, freeze_id=freeze_id, **wish)
            return HttpResponseRedirect(reverse("funds:draft", args=[estate_id, ref.draft_id]))
        else:
            refuse("not_found")
    except Refusal as refusal:
        if any(reason.code == "not_found" for reason in refusal.reasons):
            raise
        return _freeze(request, estate_id, freeze_id, in_our_words(refusal))
    return HttpResponseRedirect(reverse("funds:freeze", args=[estate_id, freeze_id]))
