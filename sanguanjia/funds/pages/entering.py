"""Forms of the fund office that prepare an entry: a deposit, the opening balances, a reversal."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sanguanjia.funds import actions, queries, wording
from sanguanjia.funds.rules.entries import fen_of
from sanguanjia.funds.types import DraftKind, DraftRef, Kind
from sanguanjia.kernel import clock
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.refusal import Reason, Refusal, refuse
from sanguanjia.kernel.sheets import limits
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.registry import queries as registry
from sanguanjia.registry.actions.rosters import Upload

from .books import keep, show_entry
from .shown import day_of, number_of

_TAKES = (Kind.UNIT, Kind.PUBLIC_UNIT, Kind.SELLER_BUILDING)  # what is paid in goes to one of these


def _to_draft(ref: DraftRef) -> HttpResponse:
    return HttpResponseRedirect(reverse("funds:draft", args=[ref.estate_id, ref.id]))


@keep
@never_cache
@require_http_methods(["GET", "POST"])
def deposit(request: HttpRequest, estate_id: int) -> HttpResponse:
    """录入交存"""
    refusal = None
    if request.method == "POST":
        try:
            return _to_draft(_deposit(request, estate_id))
        except Refusal as error:
            refusal = error
    return _form(request, estate_id, "funds/deposit.html", refusal)


def _deposit(request: HttpRequest, estate_id: int) -> DraftRef:
    typed = request.POST
    named = typed.get("door", "").strip()
    door = next((a.id for a in _accounts(estate_id, *_TAKES) if a.name == named), 0)
    day, fen = day_of(typed.get("day", "")), fen_of(typed.get("amount", ""))
    kind = typed.get("kind", "")
    found = []
    if not door:
        found.append(Reason("fund_unknown_door", "door", {"given": named[:40]}))
    if fen is None:
        found.append(Reason("fund_bad_amount", "amount", {}))
    if day is None:
        found.append(Reason("missing", "day", {"label": "到账日期"}))
    if kind not in (DraftKind.FIRST_DEPOSIT, DraftKind.TOP_UP):
        found.append(Reason("missing", "kind", {"label": "种类"}))
    if found or fen is None or day is None:
        raise Refusal(found)
    return actions.prepare_deposit(
        actor_of(request), key=key_of(request), estate_id=estate_id, account_id=door,
        bank_account_id=number_of(typed.get("bank", "")), fen=fen, business_date=day,
        receipt=typed.get("receipt", ""), kind=DraftKind(kind),
    )  # fmt: skip


@keep
@never_cache
@require_http_methods(["GET", "POST"])
def opening(request: HttpRequest, estate_id: int) -> HttpResponse:
    """导入期初余额"""
    refusal = None
    if request.method == "POST":
        try:
            return _to_draft(_opening(request, estate_id))
        except Refusal as error:
            refusal = _in_words(error)
    return _form(request, estate_id, "funds/opening.html", refusal)


def _opening(request: HttpRequest, estate_id: int) -> DraftRef:
    given, day = request.FILES.get("file"), day_of(request.POST.get("day", ""))
    if day is None:
        refuse("missing", "day", label="余额是哪一天的")
    if given is None or given.size is None or given.size > limits.FILE_BYTES:
        refuse("fund_sheet_unfit", "file", why="no_file" if given is None else "too_large")
    with tempfile.NamedTemporaryFile(prefix="sgj-upload-") as file:
        for chunk in given.chunks():
            file.write(chunk)
        file.flush()
        return actions.prepare_opening(
            actor_of(request), key=key_of(request), estate_id=estate_id, business_date=day,
            bank_account_id=number_of(request.POST.get("bank", "")),
            upload=Upload(Path(file.name), given.name or "期初余额"),
        )  # fmt: skip


def _in_words(refusal: Refusal) -> Refusal:
    """A sheet's findings with their words."""
    return Refusal([_worded(reason) for reason in refusal.reasons])


def _worded(reason: Reason) -> Reason:
    data: dict[str, Any] = dict(reason.data)
    if reason.code == "fund_row":
        given = f"（{data['given']}）" if data["given"] else ""
        data |= {"fault": wording.FINDINGS.get(data["fault"], data["fault"]), "given": given}
    if reason.code == "fund_sheet_unfit":
        data["why"] = wording.UNFIT.get(data["why"], data["why"])
    return Reason(reason.code, reason.field, data)


@keep
@require_POST
def reverse_entry(request: HttpRequest, estate_id: int, entry_id: int) -> HttpResponse:
    """冲销"""
    try:
        day = day_of(request.POST.get("day", "")) or refuse("missing", "day", label="冲销日期")
        return _to_draft(
            actions.prepare_reversal(
                actor_of(request), key=key_of(request), estate_id=estate_id, entry_id=entry_id, business_date=day,
                reason=request.POST.get("reason", ""),
            )
        )  # fmt: skip
    except Refusal as refusal:
        return show_entry(request, estate_id, entry_id, refusal)


def _accounts(estate_id: int, *kinds: Kind) -> list[queries.Account]:
    return [account for account in queries.accounts(estate_id) if account.kind in kinds]


def _form(request: HttpRequest, estate_id: int, template: str, refusal: Refusal | None) -> HttpResponse:
    queries.book(estate_id)
    said, errors = errors_of(refusal)
    facts = {
        "estate": registry.estate(estate_id), "banks": [(a.id, a.name) for a in _accounts(estate_id, Kind.BANK)],
        "refusals": said, "errors": errors, "typed": request.POST or request.GET,
        "key": f"fund-{new_id()}", "active": "funds",
        "today": clock.today().isoformat(),
    }  # fmt: skip
    return render(request, template, facts, refusal.status if refusal else 200)
