"""年度对账单: a year of a door's account on one sheet, with the picture of its balance; made to be printed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sanguanjia.funds import queries, wording
from sanguanjia.funds.permissions import may_see_door
from sanguanjia.funds.rules.statement import HEIGHT, WIDTH, Year, points, steps, year_of
from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import needs
from sanguanjia.kernel.refusal import refuse
from sanguanjia.look import pdf, words
from sanguanjia.look.forms import render
from sanguanjia.registry import queries as registry

from .books import door_of


def _door(*, estate_id: int, account_id: int, year: int) -> Any:
    return door_of(estate_id=estate_id, account_id=account_id)


@needs(may_see_door, at=_door)
@never_cache
@require_GET
def statement(request: HttpRequest, estate_id: int, account_id: int, year: int) -> HttpResponse:
    """年度对账单"""
    today = clock.today()
    if not 1998 <= year <= today.year:
        refuse("not_found", "year")
    account = queries.account(estate_id, account_id)
    moved = [
        (m.business_date, m.number, m.kind.value, m.reason, m.entry_id, m.fen)
        for m in queries.movements(estate_id, account_id)
    ]
    found = year_of(year, today, moved)
    pool = queries.pool_of(estate_id, account.building_id)
    if request.GET.get("as") == "pdf":
        return _paper(registry.estate(estate_id).name, account, year, found)
    facts = {
        "account": account, "estate": registry.estate(estate_id), "year": year, "found": found, "today": today,
        "kinds": wording.ENTRY_KINDS, "sums": [(wording.ENTRY_KINDS[kind], fen) for kind, fen in found.by_kind],
        "line": points(steps(found)), "width": WIDTH, "height": HEIGHT, "pool": pool,
        "pool_fen": queries.balance_on(estate_id, pool.id, found.last) if pool else 0, "now": clock.now(),
        "before": year - 1 if any(row[0] < dt.date(year, 1, 1) for row in moved) else None,
        "after": year + 1 if year < today.year else None,
    }  # fmt: skip
    return render(request, "funds/year.html", facts)


def _paper(estate: str, account: queries.Account, year: int, found: Year) -> HttpResponse:
    """The same statement as a file."""
    title, until = f"{year} 年住宅专项维修资金对账单", words.day(found.last)
    rows = [
        [words.day(one.day), f"第 {one.number} 号", wording.ENTRY_KINDS[one.kind], one.reason, words.yuan(one.fen),
         words.yuan(one.after_fen)]
        for one in found.lines
    ]  # fmt: skip
    corners = steps(found)
    sums = [(wording.ENTRY_KINDS[kind], words.yuan(fen)) for kind, fen in found.by_kind]
    pieces: list[pdf.Piece] = [
        pdf.Facts([("年初余额", words.yuan(found.opening_fen)), *sums, ("期末余额", words.yuan(found.closing_fen))]),
        *([pdf.Steps("余额的变化", corners, WIDTH, HEIGHT)] if corners else []),
        pdf.Table(
            "逐笔收支", ("日期", "编号", "种类", "事由", "收支", "余额"), rows, numeric=(4, 5),
            widths=(4, 2, 2, 6, 3, 3), empty="本年没有收支",
        ),
        "对这张对账单有疑问，可以向维修资金管理中心提出复核（第165号令第三十条）。",
    ]  # fmt: skip
    head = f"{estate} · {account.name} · {words.day(found.first)}至{until}"
    return pdf.answer(f"{year}年维修资金对账单 {account.name}", pdf.Paper(title, pieces, kind=head, foot=head))
