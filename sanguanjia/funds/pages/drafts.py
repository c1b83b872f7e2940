"""What one person prepared, shown whole to the other: booked as it stands here, or dropped."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from sanguanjia.funds import actions, queries, wording
from sanguanjia.funds.permissions import may_keep_books
from sanguanjia.funds.store import lines_of
from sanguanjia.funds.types import DraftState
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.registry import queries as registry

from .books import keep, named_lines, see
from .shown import names

_MOST_SHOWN = 500


@see
@never_cache
@require_GET
def draft(request: HttpRequest, estate_id: int, draft_id: int) -> HttpResponse:
    """One draft with every line."""
    return _draft(request, estate_id, draft_id)


def _draft(request: HttpRequest, estate_id: int, draft_id: int, refusal: Refusal | None = None) -> HttpResponse:
    found = queries.draft(estate_id, draft_id)
    actor = actor_of(request)
    said, errors = errors_of(refusal)
    keeps = bool(may_keep_books(actor, home_of("estate_id")(estate_id=estate_id)))
    lines = lines_of(found)
    facts = {
        "draft": found, "estate": registry.estate(estate_id), "kind": wording.ENTRY_KINDS[found.kind],
        "names": names(found.prepared_by, found.decided_by), "lines": named_lines(estate_id, lines[:_MOST_SHOWN]),
        "more": max(0, len(lines) - _MOST_SHOWN), "count": len(lines),
        "waiting": found.state == DraftState.WAITING.value, "booked": found.state == DraftState.DONE.value,
        "keeps": keeps, "own": found.prepared_by == actor.account_id, "refusals": said, "errors": errors,
        "keys": (f"approve-{new_id()}", f"drop-{new_id()}"), "active": "funds",
    }  # fmt: skip
    return render(request, "funds/draft.html", facts, refusal.status if refusal else 200)


@keep
@require_POST
def decide(request: HttpRequest, estate_id: int, draft_id: int, verdict: str) -> HttpResponse:
    """Book it (`approve`), or put it aside (`drop`)."""
    actor, key = actor_of(request), key_of(request)
    try:
        if verdict == "approve":
            ref = actions.approve(
                actor, key=key, estate_id=estate_id, draft_id=draft_id, seal=request.POST.get("seal", "")
            )
            messages.success(request, f"已记账，第 {ref.number} 号。" if ref.number else "已结账。")
        elif verdict == "drop":
            actions.drop(actor, key=key, estate_id=estate_id, draft_id=draft_id, reason=request.POST.get("reason", ""))
            messages.success(request, "已撤下，没有记账。")
        else:
            refuse("not_found")
    except Refusal as refusal:
        if refusal.reasons[0].code == "not_found":
            raise
        return _draft(request, estate_id, draft_id, refusal)
    return HttpResponseRedirect(reverse("funds:books", args=[estate_id]))
