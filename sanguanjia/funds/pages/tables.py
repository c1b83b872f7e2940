"""年度报表: an estate's year per building and door, on the screen, printed, as Excel and as PDF; all of it ties."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sanguanjia.funds import queries, wording, year_books
from sanguanjia.funds.rules.year_tables import Sums, Tables
from sanguanjia.kernel import clock
from sanguanjia.kernel.refusal import refuse
from sanguanjia.look import excel, pdf, words
from sanguanjia.look.forms import render
from sanguanjia.registry import queries as registry

from .books import see

HEAD = ("户名", "种类", "年初余额", "收入", "利息", "支出", "年末余额")
_COMMON = "不在楼幢内"


@see
@never_cache
@require_GET
def year(request: HttpRequest, estate_id: int, year: int) -> HttpResponse:
    """One year; ?as=xlsx|pdf for a file."""
    today = clock.today()
    if not 1998 <= year <= today.year:
        refuse("not_found", "year")
    queries.book(estate_id)
    estate, found = registry.estate(estate_id), year_books.year_tables(estate_id, year, today)
    name = f"{estate.name}{year}年维修资金报表"
    kind = request.GET.get("as", "")
    if kind == "xlsx":
        return excel.answer(name, ("楼幢", *HEAD), _flat(found))
    if kind == "pdf":
        return pdf.answer(name, _paper(name, found, f"截至 {words.day(today)}" if year == today.year else ""))
    facts = {
        "estate": estate, "year": year, "found": found, "head": HEAD, "kinds": wording.ACCOUNT_KINDS, "cells": _cells,
        "common": _COMMON, "name": name, "now": clock.now(), "after": year + 1 if year < today.year else None,
        "running": year == today.year, "active": "funds",
    }  # fmt: skip
    return render(request, "funds/tables.html", facts)


def _cells(sums: Sums) -> list[str]:
    return [words.yuan(fen) for fen in (sums.opening, sums.paid_in, sums.interest, sums.paid_out, sums.closing)]


def _flat(found: Tables) -> Iterator[list[str]]:
    for section in found.sections:
        for row in section.rows:
            yield [section.name or _COMMON, row.name, wording.ACCOUNT_KINDS[row.kind], *_cells(row.sums)]
        yield [section.name or _COMMON, "小计", "", *_cells(section.sums)]
    yield ["合计", "", "", *_cells(found.sums)]
    for name, fen in found.banks:
        yield ["专户银行", name, "", "", "", "", "", words.yuan(fen)]


def _paper(name: str, found: Tables, until: str) -> pdf.Paper:
    whole = [[section.name or _COMMON, "", *_cells(section.sums)] for section in found.sections]
    whole.append(["合计", "", *_cells(found.sums)])
    wide = {"numeric": (2, 3, 4, 5, 6), "widths": (3, 2, 3, 3, 3, 3, 3), "last_is_sum": True}
    pieces: list[pdf.Piece] = [
        pdf.Table("各楼幢", ("楼幢", *HEAD[1:]), whole, **wide),  # type: ignore[arg-type]
        pdf.Facts([(bank, words.yuan(fen)) for bank, fen in found.banks]),
        f"各账户年末合计 {words.yuan(found.sums.closing)}，专户银行合计 {words.yuan(found.bank_fen)}，"
        + ("两者相等。" if found.ties else "两者不等，请停止记账并核对。"),
    ]  # fmt: skip
    for section in found.sections:
        rows = [[row.name, wording.ACCOUNT_KINDS[row.kind], *_cells(row.sums)] for row in section.rows]
        rows.append(["小计", "", *_cells(section.sums)])
        pieces.append(pdf.Table(section.name or _COMMON, HEAD, rows, **wide))  # type: ignore[arg-type]
    return pdf.Paper(name, pieces, kind=until, foot=name, wide=True)
