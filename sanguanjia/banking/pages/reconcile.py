"""对账: what banks, control accounts and sub-accounts say, statement by statement, line by line."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sanguanjia.banking import actions, wording
from sanguanjia.banking.formats import format_of_bank, formats
from sanguanjia.banking.queries import reconciling
from sanguanjia.banking.queries.reconciling import Desk, Match
from sanguanjia.banking.rules.matching import open_items
from sanguanjia.banking.types import Cause
from sanguanjia.funds.pages.shown import day_of, estates_shown, names
from sanguanjia.funds.permissions import WATCHERS
from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import needs_role
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.kernel.sheets import limits
from sanguanjia.look import excel
from sanguanjia.look.forms import actor_of, key_of, render
from sanguanjia.registry import queries as registry
from sanguanjia.registry.actions.rosters import Upload

from .shared import keep, numbers_of, page, see

_SHOWN = 200


@needs_role(*WATCHERS)
@never_cache
@require_GET
def estates(request: HttpRequest) -> HttpResponse:
    """银行对账：每个小区"""
    return render(request, "banking/estates.html", {**estates_shown(request), "active": "banking"})


@see
@never_cache
@require_GET
def overview(request: HttpRequest, estate_id: int) -> HttpResponse:
    """One estate: three ways on one day, and each bank's account."""
    desks = tuple(reconciling.desk(estate_id, account.id) for account in reconciling.control_accounts(estate_id))
    day = day_of(request.GET.get("day", "")) or min((d.last_day for d in desks if d.last_day), default=clock.today())
    facts = {
        "estate": registry.estate(estate_id), "day": day, "desks": [(desk, desk.on(day)) for desk in desks],
        "three": reconciling.three_way(estate_id, day, desks),
    }  # fmt: skip
    return page(request, "banking/overview.html", estate_id, facts)


@see
@never_cache
@require_GET
def account(request: HttpRequest, estate_id: int, account_id: int) -> HttpResponse:
    """One control account: the difference of a day, what is open, what was matched."""
    return _account(request, estate_id, account_id)


def _account(request: HttpRequest, estate_id: int, account_id: int, refusal: Refusal | None = None) -> HttpResponse:
    desk = reconciling.desk(estate_id, account_id)
    day = day_of(request.GET.get("day", "")) or desk.last_day or clock.today()
    lines, entries = _open(desk)
    shown = [match for match in desk.matches if match.stands][:_SHOWN]
    undone = [match for match in desk.matches if not match.stands][:20]
    facts = {
        "estate": registry.estate(estate_id), "account": desk.account, "desk": desk, "day": day, "found": desk.on(day),
        "open_lines": lines[:_SHOWN], "open_entries": entries[:_SHOWN], "more": max(0, len(lines) - _SHOWN),
        "matches": [_shown(desk, match) for match in shown], "undone": [_shown(desk, match) for match in undone],
        "names": names(*{match.made_by for match in [*shown, *undone]}, *{match.undone_by for match in undone}),
        "causes": list(wording.CAUSES.items()), "cause_words": wording.CAUSES, "kinds": wording.MATCH_KINDS,
        "rules": wording.RULES,
        "picked": (set(numbers_of(request.POST.getlist("line"))), set(numbers_of(request.POST.getlist("entry")))),
    }  # fmt: skip
    return page(request, "banking/account.html", estate_id, facts, refusal)


def _open(desk: Desk) -> tuple[list[Any], list[Any]]:
    """(lines, entries) nobody brought together, as their rows."""
    bound_lines, bound_entries = desk.bound
    return (
        [desk.lines[item.id] for item in open_items(desk.line_items(), bound_lines)],
        [desk.entries[item.id] for item in open_items(desk.entry_items(), bound_entries)],
    )


def _shown(desk: Desk, match: Match) -> tuple[Match, list[Any], list[Any]]:
    return match, [desk.lines[i] for i in match.lines], [desk.entries[i] for i in match.entries]


@keep
@require_POST
def match(request: HttpRequest, estate_id: int, account_id: int, verb: str) -> HttpResponse:
    """自动核对、人工核对、写明原因"""
    actor, key = actor_of(request), key_of(request)
    where: dict[str, Any] = {"estate_id": estate_id, "account_id": account_id}
    chosen: dict[str, Any] = {
        "lines": numbers_of(request.POST.getlist("line")), "entries": numbers_of(request.POST.getlist("entry")),
        "reason": request.POST.get("reason", ""),
    }  # fmt: skip
    try:
        if verb == "rule":
            done = actions.match_by_rule(actor, key=key, **where)
            messages.success(request, f"自动核对了 {done.pairs} 笔。")
        elif verb == "hand":
            actions.match_by_hand(actor, key=key, **where, **chosen)
            messages.success(request, "已核对为同一笔。")
        elif verb == "explain":
            cause = request.POST.get("cause", "")
            if cause not in list(Cause):
                refuse("missing", "cause", label="原因")
            actions.explain(actor, key=key, **where, **chosen, cause=Cause(cause))
            messages.success(request, "已写明原因。")
        else:
            refuse("not_found")
    except Refusal as refusal:
        if refusal.reasons[0].code == "not_found":
            raise
        return _account(request, estate_id, account_id, refusal)
    return HttpResponseRedirect(reverse("banking:account", args=[estate_id, account_id]))


@keep
@require_POST
def undo(request: HttpRequest, estate_id: int, account_id: int, match_id: int) -> HttpResponse:
    """撤销核对"""
    try:
        actions.undo_match(
            actor_of(request), key=key_of(request), estate_id=estate_id, account_id=account_id, match_id=match_id,
            reason=request.POST.get("reason", ""),
        )  # fmt: skip
    except Refusal as refusal:
        return _account(request, estate_id, account_id, refusal)
    messages.success(request, "已撤销，两边的都回到未核对。")
    return HttpResponseRedirect(reverse("banking:account", args=[estate_id, account_id]))


@keep
@never_cache
@require_http_methods(["GET", "POST"])
def statement(request: HttpRequest, estate_id: int, account_id: int) -> HttpResponse:
    """导入对账单"""
    found, refusal = reconciling.control_account(estate_id, account_id), None
    if request.method == "POST":
        try:
            return _import(request, estate_id, account_id)
        except Refusal as error:
            refusal = error
    known = reconciling.statements(estate_id, account_id)
    facts = {
        "estate": registry.estate(estate_id), "account": found, "statements": known[:24],
        "forms": [(code, form.name) for code, form in formats().items()],
        "form": request.POST.get("form", "") or (known[0].form if known else format_of_bank(found.name)),
        "form_names": {code: form.name for code, form in formats().items()},
    }  # fmt: skip
    return page(request, "banking/statement.html", estate_id, facts, refusal)


def _import(request: HttpRequest, estate_id: int, account_id: int) -> HttpResponse:
    given = request.FILES.get("file")
    if given is None or given.size is None or given.size > limits.FILE_BYTES:
        refuse("bank_sheet_unfit", "file", why="no_file" if given is None else "too_large")
    with tempfile.NamedTemporaryFile(prefix="sgj-upload-") as file:
        for chunk in given.chunks():
            file.write(chunk)
        file.flush()
        ref = actions.import_statement(
            actor_of(request), key=key_of(request), estate_id=estate_id, account_id=account_id,
            form=request.POST.get("form", ""), upload=Upload(Path(file.name), given.name or "对账单"),
        )  # fmt: skip
    messages.success(request, f"对账单共 {ref.lines} 笔，新记下 {ref.fresh} 笔。")
    return HttpResponseRedirect(reverse("banking:account", args=[estate_id, account_id]))


@see
@require_GET
def sheet(request: HttpRequest, estate_id: int, account_id: int) -> HttpResponse:
    """The reconciliation as an Excel file: every line and entry with what became of it."""
    desk = reconciling.desk(estate_id, account_id)
    head = ("来源", "日期", "收支（元）", "摘要或事由", "流水号或编号", "核对情况", "理由", "对应")
    return excel.answer(f"{registry.estate(estate_id).name}对账 {desk.account.name}", head, _rows(desk))


def _rows(desk: Desk) -> Iterator[tuple[object, ...]]:
    of_line = {i: match for match in desk.matches if match.stands for i in match.lines}
    of_entry = {i: match for match in desk.matches if match.stands for i in match.entries}
    for line in desk.lines.values():
        match = of_line.get(line.pk)
        others = "、".join(f"第 {desk.entries[i].number} 号" for i in match.entries) if match else ""
        yield ("银行", line.day, _yuan(line.fen), line.words, line.serial, *_fate(match), others)
    items = desk.entry_items()
    for entry in desk.entries.values():
        if entry.id in items:
            match = of_entry.get(entry.id)
            others = "、".join(f"{desk.lines[i].day} {desk.lines[i].serial}" for i in match.lines) if match else ""
            yield ("记账", entry.day, _yuan(entry.fen), entry.reason, f"第 {entry.number} 号", *_fate(match), others)


def _yuan(fen: int) -> object:
    return Decimal(fen).scaleb(-2)


def _fate(match: Match | None) -> tuple[str, str]:
    if match is None:
        return "未核对", ""
    why = match.reason or wording.RULES.get(match.rule, "")
    return wording.MATCH_KINDS[match.kind], f"{wording.CAUSES[match.cause]}：{why}" if match.cause else why
