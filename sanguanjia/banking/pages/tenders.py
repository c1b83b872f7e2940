"""招标: an invitation, sealed bids, the opening and the award; open to all once the bids are open."""

from __future__ import annotations

import datetime as dt
import secrets
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sanguanjia.banking import actions, wording
from sanguanjia.banking.permissions import BIDDERS, may_bid, may_reconcile
from sanguanjia.banking.queries import tenders as queries
from sanguanjia.banking.types import TenderState
from sanguanjia.funds.pages.shown import day_of, names
from sanguanjia.funds.permissions import KEEPERS
from sanguanjia.funds.rules.entries import fen_of
from sanguanjia.funds.wording import decimal, percent
from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import for_anyone, needs
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.refusal import Reason, Refusal, refuse
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.policy import queries as policy
from sanguanjia.registry import queries as registry

from .shared import home_name, keep_home, numbers_of, page, there

bidders = needs(may_bid, at=there)


@for_anyone
@never_cache
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """存款招标：已经开标的，人人可看；自己单位的，未开标的也在"""
    actor = actor_of(request)
    own = {mandate.home_id for mandate in actor.mandates if mandate.role in (*KEEPERS, *BIDDERS)}
    with cross_estate():
        rows = [*queries.tenders(own), *queries.tenders(published=True)]
    keeps = [(m.home_id, m.place) for m in actor.mandates if m.role in KEEPERS]
    facts = {
        "rows": list({row.pk: row for row in rows}.values()), "states": wording.TENDER_STATES, "active": "tenders",
        "invite": keeps[0][0] if keeps else 0,
    }  # fmt: skip
    return render(request, "banking/tenders.html", facts)


@for_anyone
@never_cache
@require_GET
def tender(request: HttpRequest, home_id: int, tender_id: int) -> HttpResponse:
    """One tender: the invitation; after the opening every bid with its points."""
    return _tender(request, home_id, tender_id)


def _tender(request: HttpRequest, home_id: int, tender_id: int, refusal: Refusal | None = None) -> HttpResponse:
    found, place, actor = queries.tender(home_id, tender_id), there(home_id=home_id), actor_of(request)
    invited, weights = queries.banks(found), queries.weights_of(found)
    bank = queries.own_bank(actor, place.place, invited)
    said, errors = errors_of(wording.worded(refusal) if refusal else None)
    opened = queries.opened(found)
    over = clock.now() >= found.bids_until
    facts: dict[str, Any] = {
        "tender": found, "home": home_name(home_id), "state": wording.TENDER_STATES[found.state],
        "banks": invited, "weights": weights, "bank": bank, "over": over, "active": "tenders",
        "sealed": queries.receipt_of(found, bank) if bank else None, "opened": opened,
        "lines": [_shown(one) for one in opened], "keeps": bool(may_reconcile(actor, place)),
        "own_invitation": actor.account_id == found.invited_by, "own_opening": actor.account_id == found.opened_by,
        "names": names(found.invited_by, found.opened_by, found.decided_by) if actor.mandates else {},
        "best": [(one.score.bid.bank_id, one.bank) for one in opened if one.score.rank == 1],
        "benchmarks": {years: percent(Fraction(rate)) for years, rate in found.benchmarks.items()},
        "terms": sorted(weights.terms, reverse=True), "refusals": said, "errors": errors, "typed": request.POST,
        "keys": [f"tender-{new_id()}" for _ in range(3)], "nonce": secrets.token_hex(16),
        "winner": invited.get(found.winner_id or 0, ""), "basis": _basis(found.policy_version),
    }  # fmt: skip
    return render(request, "banking/tender.html", facts, refusal.status if refusal else 200)


def _basis(version: str) -> str:
    """The rule behind the weights, as people cite it."""
    rule = policy.version(version)
    return f"{rule.source.title} {rule.source.article}".strip() if rule is not None else version


def _shown(one: queries.Opened) -> dict[str, Any]:
    """A bid's points as people read them: every part as an exact number."""
    score = one.score
    return {
        "bank": one.bank, "rank": score.rank, "total": two_places(score.total), "receipt": one.receipt,
        "nonce": one.nonce, "services": score.bid.services,
        "rates": [(part.years, percent(part.rate), over_words(part.over_benchmark)) for part in score.parts],
        "steps": [
            *(
                f"{part.years} 年期：{percent(part.rate)} ÷ 最高 {percent(part.best)}，折合 {decimal(part.points)} 分"
                for part in score.parts
            ),
            f"服务：{score.service_told} ÷ {score.service_all}，折合 {decimal(score.service_points)} 分",
            f"合计 {decimal(score.total)} 分",
        ],
    }  # fmt: skip


def over_words(over: Fraction | None) -> str:
    """How far a rate lies above its benchmark."""
    if over is None:
        return "没有基准利率"
    return f"上浮 {percent(over)}" if over >= 0 else f"下浮 {percent(-over)}"


def two_places(exact: Fraction) -> str:
    """Points with two decimals, cut off; the exact ones stand in the explanation."""
    hundredths = int(exact * 100)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


@keep_home
@never_cache
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, home_id: int) -> HttpResponse:
    """发布招标邀请"""
    refusal = None
    if request.method == "POST":
        try:
            return _invite(request, home_id)
        except Refusal as error:
            refusal = error
    facts = {
        "banks": [(b.pk, b.name) for b in registry.organisation_page(kind="bank")], "active": "tenders",
        "picked": request.POST.getlist("bank"), "home": home_name(home_id),
    }  # fmt: skip
    return page(request, "banking/invite.html", home_id, facts, refusal)


def _invite(request: HttpRequest, home_id: int) -> HttpResponse:
    typed = request.POST
    fen, day = fen_of(typed.get("amount", "")), day_of(typed.get("until", ""))
    found = []
    if fen is None:
        found.append(Reason("fund_bad_amount", "amount", {}))
    if day is None:
        found.append(Reason("missing", "until", {"label": "投标截止日期"}))
    if found or fen is None or day is None:
        raise Refusal(found)
    ref = actions.invite_banks(
        actor_of(request), key=key_of(request), estate_id=home_id, title=typed.get("title", ""),
        document=typed.get("document", ""), amount_fen=fen, conditions=typed.get("conditions", ""),
        bids_until=dt.datetime.combine(day, dt.time(17), clock.SHANGHAI), bank_ids=numbers_of(typed.getlist("bank")),
    )  # fmt: skip
    messages.success(request, "已发出邀请。")
    return HttpResponseRedirect(reverse("banking:tender", args=[home_id, ref.id]))


@bidders
@require_POST
def bid(request: HttpRequest, home_id: int, tender_id: int) -> HttpResponse:
    """投标"""
    typed = request.POST
    try:
        ref = actions.bid(
            actor_of(request), key=key_of(request), estate_id=home_id, tender_id=tender_id,
            rates={name.removeprefix("rate-"): typed[name][:20] for name in typed if name.startswith("rate-")},
            services=typed.getlist("services"), nonce=typed.get("nonce", ""),
        )  # fmt: skip
    except Refusal as refusal:
        return _or_raise(request, home_id, tender_id, refusal)
    messages.success(request, f"已密封。密封码 {ref.receipt[:16]}，开标后可核对。")
    return HttpResponseRedirect(reverse("banking:tender", args=[home_id, tender_id]))


@keep_home
@require_POST
def decide(request: HttpRequest, home_id: int, tender_id: int, verb: str) -> HttpResponse:
    """开标、定标"""
    actor, key = actor_of(request), key_of(request)
    try:
        if verb == "open":
            ref = actions.open_bids(actor, key=key, estate_id=home_id, tender_id=tender_id)
            failed = ref.state == TenderState.FAILED.value
            messages.success(request, "没有银行投标，招标不成。" if failed else "已开标，人人可看。")
        elif verb == "award":
            actions.award(
                actor, key=key, estate_id=home_id, tender_id=tender_id, document=request.POST.get("document", ""),
                bank_id=(numbers_of([request.POST.get("bank", "")]) or [0])[0], reason=request.POST.get("reason", ""),
            )  # fmt: skip
            messages.success(request, "已定标。")
        else:
            refuse("not_found")
    except Refusal as refusal:
        return _or_raise(request, home_id, tender_id, refusal)
    return HttpResponseRedirect(reverse("banking:tender", args=[home_id, tender_id]))


def _or_raise(request: HttpRequest, home_id: int, tender_id: int, refusal: Refusal) -> HttpResponse:
    if refusal.reasons[0].code in ("not_found", "not_permitted"):
        raise refusal
    return _tender(request, home_id, tender_id, refusal)
