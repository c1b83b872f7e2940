"""The settlement cockpit of the fund office: deposits, what the bank paid, the preview, the run, its progress."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sanguanjia.funds import actions, reductions, settlements, wording
from sanguanjia.funds.permissions import WATCHERS, may_keep_books, may_see_books
from sanguanjia.funds.reckoning import demand_end, is_settled
from sanguanjia.funds.rules.day_counts import Basis
from sanguanjia.funds.rules.entries import fen_of
from sanguanjia.funds.types import SettlementState
from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import home_of, needs, needs_role
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import Reason, Refusal, refuse
from sanguanjia.kernel.wording import say
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.registry import queries as registry

from .shown import day_of, names, number_of, rate_of

_here = home_of("home_id")
see = needs(may_see_books, at=_here)
keep = needs(may_keep_books, at=_here)
_MOST_SHOWN = 200
_BUSY = (SettlementState.WEIGHING.value, SettlementState.RUNNING.value)


@needs_role(*WATCHERS)
@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """存款和结息"""
    actor = actor_of(request)
    homes = {m.home_id: m.place for m in actor.mandates if m.role in WATCHERS}
    facts = {
        "homes": [
            {
                "home": Home.objects.get(pk=home_id), "keeps": bool(may_keep_books(actor, _here(home_id=home_id))),
                "deposits": [(d, settlements.next_first(d)) for d in settlements.deposits(home_id)],
                "settlements": settlements.settlements(home_id, 20),
            }
            for home_id in homes
        ],
        "banks": {bank.pk: bank.name for bank in registry.organisation_page(kind="bank")},
        "states": wording.SETTLEMENT_STATES, "active": "interest",
    }  # fmt: skip
    return render(request, "funds/interest.html", facts)


@keep
@never_cache
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest, home_id: int) -> HttpResponse:
    """登记存单"""
    refusal = None
    if request.method == "POST":
        try:
            ref = _register(request, home_id)
            return HttpResponseRedirect(reverse("funds:deposit-one", args=[home_id, ref.id]))
        except Refusal as error:
            refusal = error
    said, errors = errors_of(refusal)
    facts = {
        "home": Home.objects.get(pk=home_id), "bases": list(wording.BASES.items()), "refusals": said, "errors": errors,
        "banks": [(bank.pk, bank.name) for bank in registry.organisation_page(kind="bank")], "typed": request.POST,
        "key": f"deposit-{new_id()}", "active": "interest",
    }  # fmt: skip
    return render(request, "funds/certificate.html", facts, refusal.status if refusal else 200)


def _register(request: HttpRequest, home_id: int) -> Any:
    typed = request.POST
    starts, matures = day_of(typed.get("starts_on", "")), day_of(typed.get("matures_on", ""))
    fen = fen_of(typed.get("principal", ""))
    basis, years = typed.get("basis", ""), typed.get("term_years", "").strip()
    found = [
        Reason("missing", name, {"label": label})
        for name, label, value in (("starts_on", "起息日", starts), ("matures_on", "到期日", matures))
        if value is None
    ]
    if fen is None:
        found.append(Reason("fund_bad_amount", "principal", {}))
    if basis not in list(Basis):
        found.append(Reason("missing", "basis", {"label": "计息方式"}))
    if years and not number_of(years):
        found.append(Reason("bad_years", "term_years", {"given": years[:20]}))
    if found or starts is None or matures is None or fen is None:
        raise Refusal(found)
    return actions.register_deposit(
        actor_of(request), key=key_of(request), estate_id=home_id, organisation_id=number_of(typed.get("bank", "")),
        number=typed.get("number", ""), principal_fen=fen, starts_on=starts, matures_on=matures, basis=Basis(basis),
        contract_rate=rate_of(typed.get("contract_rate", "")), benchmark_rate=rate_of(typed.get("benchmark_rate", "")),
        term_years=number_of(years) or None,
    )  # fmt: skip


@see
@never_cache
@require_GET
def deposit(request: HttpRequest, home_id: int, deposit_id: int) -> HttpResponse:
    """One certificate: its terms, what was settled, and the form for what the bank paid now."""
    return _deposit(request, home_id, deposit_id)


@keep
@require_POST
def prepare(request: HttpRequest, home_id: int, deposit_id: int) -> HttpResponse:
    """录入结息"""
    typed = request.POST
    last, day = day_of(typed.get("last", "")), day_of(typed.get("business_date", ""))
    fen = fen_of(typed.get("bank_fen", ""))
    try:
        found = [
            Reason("missing", name, {"label": label})
            for name, label, value in (("last", "结息到哪天", last), ("business_date", "到账日期", day))
            if value is None
        ]
        if fen is None:
            found.append(Reason("fund_bad_amount", "bank_fen", {}))
        if found or last is None or day is None or fen is None:
            raise Refusal(found)
        ref = actions.prepare_settlement(
            actor_of(request), key=key_of(request), estate_id=home_id, deposit_id=deposit_id, last=last, bank_fen=fen,
            business_date=day, voucher=typed.get("voucher", ""), difference_reason=typed.get("difference_reason", ""),
        )  # fmt: skip
    except Refusal as refusal:
        return _deposit(request, home_id, deposit_id, refusal)
    return HttpResponseRedirect(reverse("funds:settlement", args=[home_id, ref.id]))


def _deposit(request: HttpRequest, home_id: int, deposit_id: int, refusal: Refusal | None = None) -> HttpResponse:
    found = settlements.deposit(home_id, deposit_id)
    said, errors = errors_of(refusal)
    first, ends = settlements.next_first(found), demand_end(found, settlements.next_first(found))
    facts = {
        "home": Home.objects.get(pk=home_id), "deposit": found, "first": first, "settled": is_settled(found),
        "demand_end": ends, "reduced": reductions.of(found),
        "bank": registry.organisation(found.organisation_id).name, "basis": wording.BASES[found.basis],
        "contract": wording.percent_of(found.contract_rate), "benchmark": wording.percent_of(found.benchmark_rate),
        "rows": [s for s in settlements.settlements(home_id) if s.deposit_id == found.pk],
        "states": wording.SETTLEMENT_STATES, "refusals": said, "errors": errors, "typed": request.POST,
        "keeps": bool(may_keep_books(actor_of(request), _here(home_id=home_id))), "key": f"settle-{new_id()}",
        "last": (ends or min(clock.today(), found.matures_on)).isoformat(), "today": clock.today().isoformat(),
        "active": "interest",
    }  # fmt: skip
    return render(request, "funds/deposit_one.html", facts, refusal.status if refusal else 200)


@see
@never_cache
@require_GET
def settlement(request: HttpRequest, home_id: int, settlement_id: int) -> HttpResponse:
    """One settlement: the split with its reasons, every estate's share, who looked, how far it is."""
    return _settlement(request, home_id, settlement_id)


def _settlement(request: HttpRequest, home_id: int, settlement_id: int, refusal: Refusal | None = None) -> HttpResponse:
    row = settlements.settlement(home_id, settlement_id)
    shares, done = settlements.shares(row), settlements.settled(row.pk)
    estates = {home.pk: home.name for home in Home.objects.filter(pk__in=[s.place_id for s in shares])}
    actor, (said, errors) = actor_of(request), errors_of(refusal)
    facts = {
        "home": Home.objects.get(pk=home_id), "row": row, "deposit": row.deposit, "steps": _said_steps(row),
        "bank": registry.organisation(row.deposit.organisation_id).name, "state": wording.SETTLEMENT_STATES[row.state],
        "shares": [(s, estates.get(s.place_id, ""), s.place_id in done) for s in shares[:_MOST_SHOWN]],
        "more": max(0, len(shares) - _MOST_SHOWN), "busy": row.state in _BUSY and not row.fault,
        "fault": say(Reason(row.fault)) if row.fault else None, "done": len(done), "extras": _extras(shares),
        "names": names(row.prepared_by, row.decided_by), "own": row.prepared_by == actor.account_id,
        "keeps": bool(may_keep_books(actor, _here(home_id=home_id))), "refusals": said, "errors": errors,
        "keys": (f"approve-{new_id()}", f"drop-{new_id()}"), "active": "interest",
    }  # fmt: skip
    return render(request, "funds/settlement.html", facts, refusal.status if refusal else 200)


def _said_steps(row: settlements.Settlement) -> list[str]:
    return [wording.say_step(step) for step in settlements.steps_of(row)]


def _extras(shares: tuple[Any, ...]) -> int:
    """How many fen of the remainder the first stage gave out."""
    return sum(share.doors_extra + share.pool_extra for share in shares)


@see
@never_cache
@require_GET
def progress(request: HttpRequest, home_id: int, settlement_id: int) -> JsonResponse:
    """How far it is, for the page's own script; without it the page is loaded again."""
    row = settlements.settlement(home_id, settlement_id)
    busy = row.state in _BUSY and not row.fault
    return JsonResponse({
        "done": settlements.progress(row).done, "total": row.estates, "word": wording.SETTLEMENT_STATES[row.state],
        "state": "running" if busy else "done", "next": reverse("funds:settlement", args=[home_id, settlement_id]),
    })  # fmt: skip


@keep
@require_POST
def decide(request: HttpRequest, home_id: int, settlement_id: int, verdict: str) -> HttpResponse:
    """Book it (`approve`), or put it aside (`drop`)."""
    wish = {"key": key_of(request), "estate_id": home_id, "settlement_id": settlement_id}
    try:
        if verdict == "approve":
            actions.approve_settlement(actor_of(request), seal=request.POST.get("seal", ""), **wish)
            messages.success(request, "已复核，正在逐个小区记账。")
        elif verdict == "drop":
            actions.drop_settlement(actor_of(request), reason=request.POST.get("reason", ""), **wish)
            messages.success(request, "已撤下，没有记账。")
        else:
            refuse("not_found")
    except Refusal as refusal:
        if refusal.reasons[0].code == "not_found":
            raise
        return _settlement(request, home_id, settlement_id, refusal)
    return HttpResponseRedirect(reverse("funds:settlement", args=[home_id, settlement_id]))
