"""存款结构: where the deposits lie, for how long, when they mature, what early withdrawal cost, how much is used."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sanguanjia.banking import actions
from sanguanjia.banking.queries import portfolio as queries
from sanguanjia.banking.rules import portfolio as rules
from sanguanjia.funds import settlements as funds
from sanguanjia.funds.pages.shown import day_of, names
from sanguanjia.funds.permissions import WATCHERS
from sanguanjia.funds.rules.deposits import fraction
from sanguanjia.funds.rules.entries import fen_of
from sanguanjia.funds.wording import percent
from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import needs_role
from sanguanjia.kernel.refusal import Reason, Refusal
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.look import excel, words
from sanguanjia.look.forms import actor_of, key_of, render
from sanguanjia.policy import queries as policy
from sanguanjia.policy.types import Resolution
from sanguanjia.registry import queries as registry

from .shared import home_name, keep_home, page, see_home, there

_WIDTH, _BASE, _TOP = 44, 150, 24  # of one bar, of the line under all bars, of the room above the highest


@needs_role(*WATCHERS)
@never_cache
@require_GET
def homes(request: HttpRequest) -> HttpResponse:
    """存款结构：我管的地方"""
    found = list(dict.fromkeys(m.home_id for m in actor_of(request).mandates if m.role in WATCHERS))
    if len(found) == 1:
        return HttpResponseRedirect(reverse("banking:portfolio", args=found))
    facts = {"rows": [(home_id, home_name(home_id)) for home_id in found], "active": "portfolio"}
    return render(request, "banking/portfolios.html", facts)


@see_home
@never_cache
@require_GET
def portfolio(request: HttpRequest, home_id: int) -> HttpResponse:
    """One home's deposits on a day."""
    return _portfolio(request, home_id)


def _portfolio(request: HttpRequest, home_id: int, refusal: Refusal | None = None) -> HttpResponse:
    today = clock.today()
    day = day_of(request.GET.get("day", "")) or today
    lying = rules.running(queries.tranches(home_id, day), day)
    gone = queries.withdrawals(home_id)
    place = there(home_id=home_id).place
    goal = policy.rule_for("fund.deposits.three_year_share", place, day)
    rates = policy.rule_for("fund.interest.rates", place, day)
    with cross_estate():
        used, held = queries.use_of(place, today - dt.timedelta(days=365))
    long, whole = rules.share_of_three_years(lying)
    facts: dict[str, Any] = {
        "home": home_name(home_id), "home_id": home_id, "day": day, "lying": lying, "whole": whole, "long": long,
        "banks": {bank.pk: bank.name for bank in registry.organisation_page(kind="bank")}, "percent": percent,
        "terms": rules.by_term(lying), "by_bank": rules.by_bank(lying), "used": used, "held": held,
        "goal": fraction(goal.value) if goal else None, "rates": rates.value if rates else None,
        "rates_of": rates.winner.version if rates else "", "picture": picture(rules.ladder(lying, day)),
        "gone": gone, "names": names(*{row.prepared_by for row in gone}, *{row.decided_by for row in gone}),
        "share": words.percent, "exact": Fraction,
        "rate_rows": [(f"{years} 年", percent(Fraction(rate))) for years, rate in _years(rates)],
        "me": actor_of(request).account_id, "active": "portfolio",
    }  # fmt: skip
    return page(request, "banking/portfolio.html", home_id, facts, refusal)


def _years(rates: Resolution | None) -> list[tuple[str, str]]:
    return sorted(rates.value["years"].items()) if rates else []


def picture(rungs: tuple[rules.Rung, ...]) -> dict[str, Any]:
    """The ladder as a drawing: bars in whole units of the view box, a word under every first quarter."""
    bars = [
        {"x": place * _WIDTH + 8, "y": _BASE - rung.height, "height": rung.height, "rung": rung,
         "middle": place * _WIDTH + 8 + (_WIDTH - 12) // 2}
        for place, rung in enumerate(rungs)
    ]  # fmt: skip
    return {"bars": bars, "width": max(1, len(bars)) * _WIDTH + 16, "height": _BASE + _TOP + 8, "base": _BASE,
            "bar": _WIDTH - 12}  # fmt: skip


@keep_home
@never_cache
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, home_id: int, deposit_id: int) -> HttpResponse:
    """提前支取"""
    refusal = None
    if request.method == "POST":
        try:
            _withdraw(request, home_id, deposit_id)
            return HttpResponseRedirect(reverse("banking:portfolio", args=[home_id]))
        except Refusal as error:
            refusal = error
    deposit = funds.deposit(home_id, deposit_id)
    left = next(t.fen for t in queries.tranches(home_id, dt.date.max) if t.id == deposit_id)
    facts = {
        "home": home_name(home_id), "home_id": home_id, "deposit": deposit, "left": left, "active": "portfolio",
        "bank": registry.organisation(deposit.organisation_id).name,
    }  # fmt: skip
    return page(request, "banking/withdraw.html", home_id, facts, refusal)


def _withdraw(request: HttpRequest, home_id: int, deposit_id: int) -> None:
    typed = request.POST
    fen, day = fen_of(typed.get("amount", "")), day_of(typed.get("day", ""))
    found = []
    if fen is None:
        found.append(Reason("fund_bad_amount", "amount", {}))
    if day is None:
        found.append(Reason("missing", "day", {"label": "支取日"}))
    if found or fen is None or day is None:
        raise Refusal(found)
    actions.prepare_withdrawal(
        actor_of(request), key=key_of(request), estate_id=home_id, deposit_id=deposit_id, day=day, fen=fen,
        reason=typed.get("reason", ""), document=typed.get("document", ""),
    )  # fmt: skip
    messages.success(request, "已提交，由另一位工作人员复核。")


@keep_home
@require_POST
def decide(request: HttpRequest, home_id: int, withdrawal_id: int) -> HttpResponse:
    """复核或撤下提前支取"""
    confirm = request.POST.get("verdict") == "confirm"
    try:
        actions.decide_withdrawal(
            actor_of(request), key=key_of(request), estate_id=home_id, withdrawal_id=withdrawal_id, confirm=confirm
        )
    except Refusal as refusal:
        if refusal.reasons[0].code == "not_found":
            raise
        return _portfolio(request, home_id, refusal)
    messages.success(request, "已复核。" if confirm else "已撤下。")
    return HttpResponseRedirect(reverse("banking:portfolio", args=[home_id]))


@see_home
@require_GET
def sheet(request: HttpRequest, home_id: int) -> HttpResponse:
    """The deposits of a home as an Excel file."""
    day = clock.today()
    banks = {bank.pk: bank.name for bank in registry.organisation_page(kind="bank")}
    rows = [
        (t.number, banks.get(t.bank_id, ""), Decimal(t.fen).scaleb(-2), t.term_years or "按日", percent(t.rate),
         t.starts_on, t.matures_on)
        for t in rules.running(queries.tranches(home_id, day), day)
    ]  # fmt: skip
    head = ("存单号", "银行", "本金（元）", "存期（年）", "年利率", "起息日", "到期日")
    return excel.answer(f"{home_name(home_id)}存款结构 {day}", head, rows)
