"""One line of a settlement explained on one page: deposit, rate, benchmark, days, weight, remainder, clause."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sanguanjia.funds import queries, settlements, wording
from sanguanjia.funds.explaining import Stage, explain
from sanguanjia.funds.permissions import may_see_books, may_see_door
from sanguanjia.kernel.doors import home_of, needs
from sanguanjia.look import words
from sanguanjia.look.forms import actor_of, render
from sanguanjia.registry import queries as registry

from .books import door_of


def _door(*, estate_id: int, account_id: int, entry_id: int) -> Any:
    return door_of(estate_id=estate_id, account_id=account_id)


@needs(may_see_door, at=_door)
@never_cache
@require_GET
def line(request: HttpRequest, estate_id: int, account_id: int, entry_id: int) -> HttpResponse:
    """这笔利息怎么算的"""
    found = explain(estate_id, entry_id, account_id)
    row, account = found.settlement, queries.account(estate_id, account_id)
    source = settlements.destination(row.estate_id, row.last)[1].winner.source
    facts = {
        "account": account, "estate": registry.estate(estate_id), "entry": queries.entry(estate_id, entry_id),
        "found": found, "row": row, "deposit": row.deposit, "steps": [wording.say_step(step) for step in found.steps],
        "bank": registry.organisation(row.deposit.organisation_id).name, "basis": wording.BASES[row.deposit.basis],
        "contract": wording.percent_of(row.deposit.contract_rate),
        "benchmark": wording.percent_of(row.deposit.benchmark_rate),
        "stages": [_said("各小区", found.estate, "编号小的小区在前"), _said(
            "本小区各幢统筹账户" if found.pooled else "本小区各户", found.line,
            "楼幢名在前的在前" if found.pooled else "房号小的在前",
        )],
        "held": [(words.day(since), words.day(until), fen, (until - since).days, fen * (until - since).days)
                 for since, until, fen in found.held],
        "clause": f"{source.title}{source.article}", "version": row.policy_version,
        "office": bool(may_see_books(actor_of(request), home_of("estate_id")(estate_id=estate_id))),
        "active": "funds",
    }  # fmt: skip
    return render(request, "funds/interest_line.html", facts)


def _said(among: str, stage: Stage, tie: str) -> dict[str, Any]:
    whole = stage.whole * stage.weight // stage.all_weights if stage.all_weights else 0
    return {"among": among, "stage": stage, "floor": whole, "tie": tie}
