"""更换专户银行（全市、全区）: who lies at the old bank, all of it prepared at once, all of it looked at by another."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sanguanjia.funds import bank_moves, jobs, papers
from sanguanjia.funds.permissions import may_keep_books
from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import home_of, needs
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import Reason, Refusal, refuse
from sanguanjia.look.forms import actor_of, errors_of, render
from sanguanjia.registry import queries as registry

from .shown import day_of, in_our_words, names, number_of

keep = needs(may_keep_books, at=home_of("home_id"))
_PART = 200
_SHOWN = 500


@keep
@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, home_id: int) -> HttpResponse:
    """更换专户银行"""
    refusal = None
    if request.method == "POST":
        try:
            count = _prepare(request, home_id)
            messages.success(request, f"正在为 {count} 个小区录入，完成后等另一位工作人员复核。")
            return HttpResponseRedirect(reverse("funds:bank-moves", args=[home_id]))
        except Refusal as error:
            refusal = in_our_words(error)
    return _page(request, home_id, refusal)


def _page(request: HttpRequest, home_id: int, refusal: Refusal | None = None) -> HttpResponse:
    said, errors = errors_of(refusal)
    typed = request.POST or request.GET
    held = bank_moves.held_at(home_id, number_of(typed.get("bank", "")))
    waiting = bank_moves.batches(home_id)
    facts: dict[str, Any] = {
        "home": Home.objects.get(pk=home_id), "banks": _banks(), "typed": typed, "held": held[:_SHOWN],
        "estates": len(held), "fen": sum(one.fen for one in held), "waiting": waiting, "today": clock.today(),
        "me": actor_of(request).account_id, "names": names(*{one.prepared_by for one in waiting}),
        "refusals": said, "errors": errors, "key": f"bank-{new_id()}", "active": "funds",
    }  # fmt: skip
    return render(request, "funds/bank_moves.html", facts, refusal.status if refusal else 200)


def _banks() -> list[tuple[int, str]]:
    return [(bank.pk, bank.name) for bank in registry.organisation_page(kind="bank")]


def _prepare(request: HttpRequest, home_id: int) -> int:
    """Everything that can be said against it before it begins; what only one estate refuses stays on its list."""
    typed = request.POST
    old, new = number_of(typed.get("bank", "")), number_of(typed.get("new_bank", ""))
    day, document = day_of(typed.get("day", "")), typed.get("document", "").strip()[:80]
    found = papers.missing(document=("批准文号", document))
    known = dict(_banks())
    found += [
        Reason("fund_no_bank", field, {}) for field, one in (("bank", old), ("new_bank", new)) if one not in known
    ]
    if old == new and old in known:
        found.append(Reason("bank_same", "new_bank", {}))
    if day is None:
        found.append(Reason("missing", "day", {"label": "日期"}))
    elif day > clock.today():
        found.append(Reason("fund_day_ahead", "day", {"day": day.isoformat()}))
    held = bank_moves.held_at(home_id, old)
    if old in known and not held:
        found.append(Reason("bank_empty", "bank", {}))
    if found or day is None:
        raise Refusal(found)
    jobs.prepare_bank_moves.defer(
        officer=_officer(request), home_id=home_id, bank_id=old, to_id=new, day=day.isoformat(), document=document
    )
    return len(held)


@keep
@require_POST
def approve(request: HttpRequest, home_id: int) -> HttpResponse:
    """Book what was shown, estate by estate; each whole or not at all."""
    try:
        batch = bank_moves.batch(home_id, request.POST.get("seal", ""))
        officer = _officer(request)
        if batch.prepared_by == officer:
            refuse("fund_own_draft", "draft")
    except Refusal as error:
        return _page(request, home_id, in_our_words(error))
    rows: list[list[Any]] = [[estate, draft, seal] for estate, draft, seal, _ in batch.rows]
    for start in range(0, len(rows), _PART):
        jobs.approve_bank_moves.defer(officer=officer, rows=rows[start : start + _PART])
    messages.success(request, f"正在为 {len(rows)} 个小区记账，每个小区一笔。")
    return HttpResponseRedirect(reverse("funds:bank-moves", args=[home_id]))


def _officer(request: HttpRequest) -> int:
    return actor_of(request).account_id or refuse("not_permitted")
