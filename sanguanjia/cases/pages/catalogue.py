"""The three lists: read, take out as Excel, bring back or edit an entry, try on past matters, publish anew."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sanguanjia.cases import sheets
from sanguanjia.cases.pages.layout import render
from sanguanjia.cases.queries import catalogue
from sanguanjia.cases.rules.catalogue import LISTS, Entry, Listing, RowError, entries_of, rows_of, shown
from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import for_anyone, needs_role
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import Reason, Refusal, refuse
from sanguanjia.kernel.sheets import limits
from sanguanjia.kernel.sheets.types import Refused, Unreadable
from sanguanjia.look import excel
from sanguanjia.look.forms import actor_of, errors_of, key_of
from sanguanjia.look.types import BadRow, RowReport
from sanguanjia.policy.actions import publish_version
from sanguanjia.policy.permissions import PUBLISHERS
from sanguanjia.policy.places import own_divisions, place_of
from sanguanjia.policy.rules.places import NATION

MOST_LISTED = 50


@for_anyone
@require_GET
def index(request: HttpRequest, name: str = "needs") -> HttpResponse:
    """三张清单"""
    listing, place = _listing(name), _place(request)
    today = clock.today()
    held = catalogue.held(name, place, today)
    wide = [column for column in listing.columns if column.name not in ("words", "priority", "about", "matters")]
    facts = {
        "listing": listing,
        "place": place,
        "tabs": [(each, LISTS[each].title, len(catalogue.held(each, place, today).entries)) for each in LISTS],
        "head": [column.header for column in wide],
        "rows": [[shown(column, entry.get(column.name)) for column in wide] for entry in held.entries],
        "codes": [entry["code"] for entry in held.entries],
        "winner": held.found.winner if held.found else None,
        "may_publish": actor_of(request).has_role(*PUBLISHERS),
    }
    return render(request, "cases/catalogue.html", facts)


@for_anyone
@require_GET
def as_excel(request: HttpRequest, name: str) -> HttpResponse:
    """The list as it comes back in: one row an entry."""
    listing = _listing(name)
    held = catalogue.held(name, _place(request), clock.today())
    return excel.answer(listing.title, [column.header for column in listing.columns], rows_of(listing, held.entries))


@needs_role(*PUBLISHERS)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, name: str, code: str) -> HttpResponse:
    """One entry as a form; what was typed is tried, not yet published."""
    listing, place = _listing(name), _place(request)
    entries = list(catalogue.held(name, place, clock.today()).entries)
    entry = next((each for each in entries if each["code"] == code), None) or refuse("not_found")
    cells = {column.header: shown(column, entry.get(column.name)) for column in listing.columns}
    errors: list[RowError] = []
    if request.method == "POST":
        cells |= {c.header: request.POST.get(c.name, "")[:500] for c in listing.columns if c.name != "code"}
        rows = [
            (number, cells if each["code"] == code else _cells(listing, each)) for number, each in enumerate(entries, 2)
        ]
        changed, errors = entries_of(listing, rows, _known(name, place))
        if not errors:
            return _tried(request, listing, place, changed)
    facts = {
        "listing": listing, "place": place, "code": code,
        "fields": [(column, cells[column.header]) for column in listing.columns if column.name != "code"],
        "errors": {error.column: error.reason for error in errors},
    }  # fmt: skip
    return render(request, "cases/catalogue_entry.html", facts, 422 if errors else 200)


@needs_role(*PUBLISHERS)
@require_POST
def check(request: HttpRequest, name: str) -> HttpResponse:
    """A sheet that came back: row errors, or what it would change."""
    listing, place = _listing(name), _place(request)
    try:
        rows = _uploaded(request, listing)
    except Refusal as refusal:
        return _tried(request, listing, place, None, refusal=refusal)
    entries, errors = entries_of(listing, rows, _known(name, place))
    return _tried(request, listing, place, entries, errors)


@needs_role(*PUBLISHERS)
@require_POST
def publish(request: HttpRequest, name: str) -> HttpResponse:
    """The act: the tried list becomes a version from its first day on."""
    listing, place = _listing(name), _place(request)
    try:
        cells = json.loads(request.POST.get("rows", ""))
        rows = [(number, {str(k): str(v) for k, v in row.items()}) for number, row in enumerate(cells, 2)]
    except (ValueError, AttributeError, RecursionError, TypeError):
        refuse("bad_list")
    entries, errors = entries_of(listing, rows, _known(name, place))
    if errors:
        return _tried(request, listing, place, entries, errors)
    found = catalogue.held(name, place, clock.today()).found
    rule = {
        "key": listing.key, "title": found.winner.title if found else listing.title, "jurisdiction": place,
        "layer": "normative_doc", "force": "default", "value": {listing.name: entries},
        "effective_from": request.POST.get("effective_from", ""),
        "source": {"title": request.POST.get("source_title", "")[:300], "article": "", "tag": "S"},
    }  # fmt: skip
    try:
        publish_version(actor_of(request), key=key_of(request), estate_id=Home.PLATFORM_ID, rule=rule)
    except Refusal as refusal:
        return _tried(request, listing, place, entries, refusal=refusal)
    messages.success(request, f"已公布，{len(entries)} 项，从 {rule['effective_from']} 起用；原版本仍可查到。")
    return HttpResponseRedirect(reverse("cases:catalogue", args=[name]) + f"?place={place}")


def _tried(
    request: HttpRequest, listing: Listing, place: str, entries: Sequence[Entry] | None,
    errors: Sequence[RowError] = (), refusal: Refusal | None = None,
) -> HttpResponse:  # fmt: skip
    """The page between: nothing is published yet."""
    said, faults = errors_of(refusal)
    day = clock.today()
    good = entries is not None and not errors
    bad = {error.row for error in errors}
    count = len(entries or ())
    report = RowReport(
        [("可用", count - len(bad - {0}), "done"), ("有错", len(bad - {0}), "late")], count,
        [BadRow(e.row, e.column, e.typed, e.reason) for e in errors],
    )  # fmt: skip
    run = catalogue.dry_run(actor_of(request), listing.name, place, day, entries or ()) if good else None
    facts: dict[str, Any] = {
        "listing": listing, "place": place, "refusals": said, "errors": faults, "report": report if errors else None,
        "run": run, "listed": run.elsewhere[:MOST_LISTED] if run else (), "count": count,
        "before": len(catalogue.held(listing.name, place, day).entries),
        "rows_json": json.dumps([_cells(listing, entry) for entry in entries or ()], ensure_ascii=False),
        "effective_from": request.POST.get("effective_from") or (day + timedelta(days=1)).isoformat(),
        "source_title": request.POST.get("source_title", ""), "key": f"catalogue-{new_id()}",
    }  # fmt: skip
    return render(request, "cases/catalogue_check.html", facts, refusal.status if refusal else 422 if errors else 200)


def _listing(name: str) -> Listing:
    return LISTS.get(name) or refuse("not_found")


def _place(request: HttpRequest) -> str:
    """The place named, else the visitor's city, else the one city served here, else the nation."""
    named = (request.POST.get("place") or request.GET.get("place", "")).strip()[:12]
    cities = [code for code, _, level in own_divisions() if level == "city"]
    own = place_of(actor_of(request))
    return named or (cities[0] if len(set(cities)) == 1 else own[0] if own else NATION)


def _known(name: str, place: str) -> dict[str, frozenset[str]]:
    return catalogue.codes(place, clock.today()) if name == "needs" else {}


def _cells(listing: Listing, entry: Entry) -> dict[str, str]:
    return {column.header: shown(column, entry.get(column.name)) for column in listing.columns}


def _uploaded(request: HttpRequest, listing: Listing) -> list[tuple[int, dict[str, str]]]:
    given = request.FILES.get("file")
    if given is None or given.size is None or given.size > limits.FILE_BYTES:
        raise Refusal([Reason("bad_list", "file")])
    with tempfile.NamedTemporaryFile(prefix="sgj-list-") as file:
        for chunk in given.chunks():
            file.write(chunk)
        file.flush()
        try:
            return sheets.rows(Path(file.name), [column.header for column in listing.columns])
        except (Refused, Unreadable):
            raise Refusal([Reason("bad_list", "file")]) from None
