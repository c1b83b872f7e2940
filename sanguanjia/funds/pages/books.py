"""The books of an estate as the fund office sees them: accounts, entries, what waits, what is closed."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from sanguanjia.funds import actions, marks, papers, queries, questions, wording
from sanguanjia.funds.permissions import (
    KEEPERS,
    WATCHERS,
    Door,
    may_ask_about,
    may_keep_books,
    may_see_books,
    may_see_door,
)
from sanguanjia.funds.types import Kind, Period
from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import home_of, needs, needs_role
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.models import Home, HomeKind
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.registry import queries as registry

from .shown import day_of, estates_shown, names, number_of, why_of

_here = home_of("estate_id")
see = needs(may_see_books, at=_here)
keep = needs(may_keep_books, at=_here)


def door_of(*, estate_id: int, account_id: int) -> Door:
    """The door of an account; only the office sees accounts that are nobody's home."""
    return Door(_here(estate_id=estate_id).place, queries.account(estate_id, account_id).unit_id or 0)


@needs_role(*WATCHERS)
@never_cache
@require_GET
def estates(request: HttpRequest) -> HttpResponse:
    """维修资金：每个小区的账"""
    kept = {m.home_id for m in actor_of(request).mandates if m.role in KEEPERS}
    moves = list(Home.objects.filter(pk__in=kept).exclude(kind=HomeKind.ESTATE).values_list("id", "name"))
    return render(request, "funds/estates.html", {**estates_shown(request), "active": "funds", "moves": moves})


@see
@never_cache
@require_GET
def books(request: HttpRequest, estate_id: int) -> HttpResponse:
    """One estate's books."""
    return _books(request, estate_id)


def _books(request: HttpRequest, estate_id: int, refusal: Refusal | None = None) -> HttpResponse:
    said, errors = errors_of(refusal)
    keeps = bool(may_keep_books(actor_of(request), _here(estate_id=estate_id)))
    facts: dict[str, Any] = {
        "estate": registry.estate(estate_id), "has_books": queries.has_books(estate_id), "keeps": keeps,
        "banks": [(b.pk, b.name) for b in registry.organisation_page(kind="bank")] if keeps else (),
        "kinds": wording.ENTRY_KINDS, "account_kinds": wording.ACCOUNT_KINDS, "periods": list(wording.PERIODS.items()),
        "words": wording.PERIODS, "refusals": said, "errors": errors, "key": f"funds-{new_id()}", "active": "funds",
        "today": clock.today(), "year": clock.today().year,
    }  # fmt: skip
    if facts["has_books"]:
        accounts = queries.accounts(estate_id)
        facts |= _of_public_housing(estate_id) if keeps else {}
        facts |= {
            "public_said": not {"seller", "building", "doors"}.isdisjoint(errors),
            "of_sellers": [a for a in accounts if a.kind is Kind.SELLER_BUILDING],
            "top": [a for a in accounts if a.kind in (Kind.ESTATE, Kind.SELLER, Kind.BANK)],
            "buildings": _by_building(accounts),
            "entries": queries.entries(estate_id, 20),
            "drafts": queries.drafts(estate_id),
            "closes": queries.closes(estate_id)[:6],
            "mark": marks.mark(estate_id),
        }
    return render(request, "funds/books.html", facts, refusal.status if refusal else 200)


def _of_public_housing(estate_id: int) -> dict[str, Any]:
    """What the form offers: who may have sold, and in which building."""
    known = registry.organisation_page(limit=500)
    return {
        "sellers": [(one.pk, one.name) for one in known if one.kind != "bank"],
        "building_choices": [(b.id, b.name) for b in registry.buildings(estate_id)],
    }


def _by_building(accounts: tuple[queries.Account, ...]) -> list[tuple[str, int, int, list[queries.Account]]]:
    """(name, fen, fen in its pool, its doors) in the order of the buildings; last, what lies in no building."""
    pools = {a.building_id: a.fen for a in accounts if a.kind is Kind.POOL}
    doors: dict[int | None, list[queries.Account]] = {}
    for account in accounts:
        if account.kind in (Kind.UNIT, Kind.PUBLIC_UNIT):
            doors.setdefault(account.building_id, []).append(account)
    nodes = [a for a in accounts if a.kind is Kind.BUILDING]
    found = [(node.name, node.fen, pools.get(node.building_id, 0), doors.get(node.building_id, [])) for node in nodes]
    outside = doors.get(None, [])
    return [*found, ("不在楼幢内", sum(door.fen for door in outside), 0, outside)] if outside else found


@keep
@require_POST
def open_books(request: HttpRequest, estate_id: int) -> HttpResponse:
    """Open the accounts of the estate, or those that are new."""
    try:
        made = actions.open_books(
            actor_of(request), key=key_of(request), estate_id=estate_id, bank_id=number_of(request.POST.get("bank", ""))
        )
    except Refusal as refusal:
        return _books(request, estate_id, refusal)
    messages.success(request, f"已开立 {made} 个账户。")
    return HttpResponseRedirect(reverse("funds:books", args=[estate_id]))


@keep
@require_POST
def public_housing(request: HttpRequest, estate_id: int) -> HttpResponse:
    """The homes of a building that were public housing, below who sold them."""
    typed = request.POST
    try:
        made = actions.open_public_housing(
            actor_of(request), key=key_of(request), estate_id=estate_id, seller_id=number_of(typed.get("seller", "")),
            building_id=number_of(typed.get("building", "")),
            doors=tuple(re.split(r"[\s,，、;；]+", typed.get("doors", "").strip())),
        )  # fmt: skip
    except Refusal as refusal:
        return _books(request, estate_id, refusal)
    messages.success(request, f"{made} 户已归入售房单位的账。")
    return HttpResponseRedirect(reverse("funds:books", args=[estate_id]))


@keep
@require_POST
def close(request: HttpRequest, estate_id: int) -> HttpResponse:
    """Prepare the closing of a period."""
    until, period = day_of(request.POST.get("until", "")), request.POST.get("period", "")
    try:
        if until is None or period not in list(Period):
            refuse("missing", "until", label="结账到哪天")
        ref = actions.prepare_close(
            actor_of(request), key=key_of(request), estate_id=estate_id, period=Period(period), until=until
        )
    except Refusal as refusal:
        return _books(request, estate_id, refusal)
    return HttpResponseRedirect(reverse("funds:draft", args=[estate_id, ref.id]))


@needs(may_see_door, at=door_of)
@never_cache
@require_GET
def account(request: HttpRequest, estate_id: int, account_id: int) -> HttpResponse:
    """Every movement of one account, and what it held on a day, as known now and as known then."""
    return show_account(request, estate_id, account_id)


def show_account(request: HttpRequest, estate_id: int, account_id: int, refusal: Refusal | None = None) -> HttpResponse:
    """The account's page, with what was refused of a question."""
    found, actor = queries.account(estate_id, account_id), actor_of(request)
    day, known = day_of(request.GET.get("day", "")), day_of(request.GET.get("known", ""))
    said, errors = errors_of(refusal)
    facts = {
        "account": found, "kind": wording.ACCOUNT_KINDS[found.kind.value], "estate": registry.estate(estate_id),
        "moved": [(m, why_of(m, estate_id)) for m in queries.movements(estate_id, account_id)[:200]],
        "kinds": wording.ENTRY_KINDS, "day": day, "known": known, "year": clock.today().year,
        "held": queries.balance_on(estate_id, account_id, day) if day else None,
        "held_then": queries.balance_on(estate_id, account_id, day, _end_of(known)) if day and known else None,
        "office": bool(may_see_books(actor, _here(estate_id=estate_id))), "active": "funds",
        "asks": bool(may_ask_about(actor, door_of(estate_id=estate_id, account_id=account_id))),
        "questions": questions.of_account(estate_id, account_id), "freezes": papers.freezes(estate_id, account_id),
        "papers": papers.papers(estate_id, account_id=account_id), "paper_kinds": wording.PAPER_KINDS,
        "freeze_states": wording.FREEZE_STATES, "refusals": said, "errors": errors, "typed": request.POST,
        "about": request.GET.get("about", "") or request.POST.get("entry", ""), "key": f"ask-{new_id()}",
    }  # fmt: skip
    return render(request, "funds/account.html", facts, refusal.status if refusal else 200)


def _end_of(day: dt.date) -> dt.datetime:
    """The last moment of a day here."""
    return dt.datetime.combine(day, dt.time.max, clock.SHANGHAI)


@see
@never_cache
@require_GET
def entry(request: HttpRequest, estate_id: int, entry_id: int) -> HttpResponse:
    """One entry: its transfers, who wrote and who looked, and the form to reverse it."""
    return show_entry(request, estate_id, entry_id)


def show_entry(request: HttpRequest, estate_id: int, entry_id: int, refusal: Refusal | None = None) -> HttpResponse:
    """The entry's page, with what was refused."""
    found = queries.entry(estate_id, entry_id)
    said, errors = errors_of(refusal)
    facts = {
        "entry": found, "estate": registry.estate(estate_id), "kind": wording.ENTRY_KINDS[found.kind.value],
        "names": names(found.author_id, found.approver_id), "lines": named_lines(estate_id, found.lines),
        "keeps": bool(may_keep_books(actor_of(request), _here(estate_id=estate_id))), "today": clock.today(),
        "refusals": said, "errors": errors, "key": f"reverse-{new_id()}", "active": "funds", "typed": request.POST,
        "fen": sum(line.fen for line in found.lines),
    }  # fmt: skip
    return render(request, "funds/entry.html", facts, refusal.status if refusal else 200)


def named_lines(estate_id: int, lines: Any) -> list[tuple[str, str, int]]:
    """(debit, credit, fen) with the accounts' names."""
    known = {
        a.id: f"{a.name}（{wording.ACCOUNT_KINDS[a.kind.value]}）" for a in queries.accounts(estate_id)
    } if lines else {}  # fmt: skip
    return [(known[line.debit_id], known[line.credit_id], line.fen) for line in lines]
