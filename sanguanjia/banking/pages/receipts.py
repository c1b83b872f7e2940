"""票据: what was paid in gets a numbered receipt; the owner of the home reads and prints it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from sanguanjia.banking import actions
from sanguanjia.banking.permissions import may_reconcile
from sanguanjia.banking.queries import receipts as queries
from sanguanjia.banking.rules.capitals import capitals
from sanguanjia.funds import queries as funds
from sanguanjia.funds.pages.shown import names
from sanguanjia.funds.permissions import OWNERS, Door, may_see_door
from sanguanjia.kernel.doors import for_known, needs
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.look.forms import actor_of, key_of, render
from sanguanjia.registry import queries as registry

from .shared import here, keep, numbers_of, page, see


def _door(*, estate_id: int, receipt_id: int) -> Door:
    """The home that paid."""
    found = queries.receipt(estate_id, receipt_id)
    return Door(here(estate_id=estate_id).place, found.account.unit_id or 0)


@for_known
@never_cache
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """我的票据"""
    rows = []
    for estate_id, unit_id in {(m.home_id, m.unit_id) for m in actor_of(request).mandates if m.role in OWNERS}:
        account = funds.account_of_unit(estate_id, unit_id or 0)
        if account is not None:
            estate = registry.estate(estate_id).name
            rows += [(estate, row) for row in queries.receipts_of(estate_id, [account.id])]
    return render(request, "banking/my_receipts.html", {"rows": rows, "active": "me"})


@see
@never_cache
@require_GET
def listed(request: HttpRequest, estate_id: int) -> HttpResponse:
    """An estate's receipts, and payments without one."""
    return _listed(request, estate_id)


def _listed(request: HttpRequest, estate_id: int, refusal: Refusal | None = None) -> HttpResponse:
    facts: dict[str, Any] = {
        "estate": registry.estate(estate_id), "due": queries.unreceipted(estate_id),
        "rows": queries.receipts(estate_id),
    }  # fmt: skip
    return page(request, "banking/receipts.html", estate_id, facts, refusal)


@keep
@require_POST
def issue(request: HttpRequest, estate_id: int) -> HttpResponse:
    """开具票据"""
    entry, account = (numbers_of([request.POST.get(name, "")]) or [0] for name in ("entry", "account"))
    try:
        ref = actions.issue_receipt(
            actor_of(request), key=key_of(request), estate_id=estate_id, entry_id=entry[0], account_id=account[0]
        )
    except Refusal as refusal:
        return _listed(request, estate_id, refusal)
    return HttpResponseRedirect(reverse("banking:receipt", args=[estate_id, ref.id]))


@needs(may_see_door, at=_door)
@never_cache
@require_GET
def receipt(request: HttpRequest, estate_id: int, receipt_id: int) -> HttpResponse:
    """One receipt, as it is printed."""
    return _receipt(request, estate_id, receipt_id)


def _receipt(request: HttpRequest, estate_id: int, receipt_id: int, refusal: Refusal | None = None) -> HttpResponse:
    row = queries.receipt(estate_id, receipt_id)
    facts = {
        "estate": registry.estate(estate_id), "row": row, "capitals": capitals(row.fen),
        "entry": funds.entry(estate_id, row.entry_id), "names": names(row.issued_by, row.voided_by),
        "office": bool(may_reconcile(actor_of(request), here(estate_id=estate_id))),
    }  # fmt: skip
    return page(request, "banking/receipt.html", estate_id, facts, refusal)


@keep
@require_POST
def void(request: HttpRequest, estate_id: int, receipt_id: int) -> HttpResponse:
    """作废票据"""
    try:
        actions.void_receipt(
            actor_of(request), key=key_of(request), estate_id=estate_id, receipt_id=receipt_id,
            reason=request.POST.get("reason", ""),
        )  # fmt: skip
    except Refusal as refusal:
        if refusal.reasons[0].code == "not_found":
            raise
        return _receipt(request, estate_id, receipt_id, refusal)
    messages.success(request, "已作废，可以重新开具。")
    return HttpResponseRedirect(reverse("banking:receipts", args=[estate_id]))
