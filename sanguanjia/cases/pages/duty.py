"""The duty roster of a place (值班表): who takes what comes after office hours, day by day, the next month."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sanguanjia.cases import actions, sheets
from sanguanjia.cases.duty import LEVEL_OF_KIND, candidates, days_of
from sanguanjia.cases.pages.layout import render
from sanguanjia.cases.permissions import OFFICER_ROLES, may_set_duty
from sanguanjia.cases.places import PlaceFacts, place_facts
from sanguanjia.cases.rules import duty_sheet
from sanguanjia.cases.rules.duty import words_of
from sanguanjia.cases.values import times
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Mandate
from sanguanjia.kernel.doors import needs, needs_role
from sanguanjia.kernel.ids import new_id, typed_id
from sanguanjia.kernel.refusal import Reason, Refusal, refuse
from sanguanjia.kernel.sheets import limits
from sanguanjia.kernel.sheets.types import Refused, Unreadable
from sanguanjia.look import excel, words
from sanguanjia.look.forms import actor_of, errors_of, key_of
from sanguanjia.look.types import BadRow, RowReport
from sanguanjia.registry import queries as registry

SHOWN_DAYS = 31
KEEPERS = ("company_manager", *OFFICER_ROLES.values())


def place_of(home_id: int) -> PlaceFacts:
    """A place that can have a roster. Refuses `not_found`."""
    place = place_facts(home_id, clock.today())
    return place if place.kind in LEVEL_OF_KIND else refuse("not_found")


at_the_place = needs(may_set_duty, at=place_of)


@needs_role(*KEEPERS)
@require_GET
def enter(request: HttpRequest) -> HttpResponse:
    """To the roster of whoever asks: a manager's first estate, an officer's own place."""
    mine = next(m for m in actor_of(request).mandates if m.role in KEEPERS)
    home = mine.home_id if mine.role != "company_manager" else _first_estate(mine)
    return HttpResponseRedirect(reverse("cases:duty", args=[home]))


def _first_estate(mandate: Mandate) -> int:
    """An estate that the manager's company serves."""
    today = clock.today()
    homes = (estate.id for estate in registry.search_estates("", within=(mandate.place,)))
    served = (home for home in homes if place_facts(home, today).company_id == mandate.organisation_id)
    return next(served, 0) or refuse("not_found")


@at_the_place
@never_cache
@require_http_methods(["GET", "POST"])
def roster(request: HttpRequest, home_id: int) -> HttpResponse:
    """值班表"""
    place = place_of(home_id)
    if request.method != "POST":
        return _page(request, place)
    try:
        actions.set_duty(actor_of(request), key=key_of(request), estate_id=home_id, days=_typed(request))
    except Refusal as refusal:
        return _page(request, place, refusal)
    messages.success(request, "值班表已保存，下班后的新来件按它分派。")
    return HttpResponseRedirect(reverse("cases:duty", args=[home_id]))


@at_the_place
@never_cache
@require_GET
def as_excel(_request: HttpRequest, home_id: int) -> HttpResponse:
    """The roster as a sheet."""
    place = place_of(home_id)
    rows = duty_sheet.rows_of(_days(), days_of(home_id, _days()), _people(place))
    return excel.answer(f"值班表-{place.name}", duty_sheet.HEADERS, rows)


@at_the_place
@never_cache
@require_POST
def bring_in(request: HttpRequest, home_id: int) -> HttpResponse:
    """A sheet that comes back: every wrong row named and nothing saved, or the days that differ are saved."""
    place = place_of(home_id)
    try:
        rows = _uploaded(request)
        kept = days_of(home_id, _days_of(rows))
        days, faults = duty_sheet.read(rows, clock.today(), kept, _people(place))
        if faults or not rows:
            return _page(request, place, None if rows else Refusal([Reason("bad_list", "file")]), faults)
        changed = actions.set_duty(actor_of(request), key=key_of(request), estate_id=home_id, days=days)
    except Refusal as refusal:
        return _page(request, place, refusal)
    messages.success(request, f"已导入，{changed} 天有变化，下班后的新来件按它分派。")
    return HttpResponseRedirect(reverse("cases:duty", args=[home_id]))


def _people(place: PlaceFacts) -> list[duty_sheet.Person]:
    return [duty_sheet.Person(each.id, each.name, each.username) for each in candidates(place)]


def _uploaded(request: HttpRequest) -> list[tuple[int, dict[str, str]]]:
    given = request.FILES.get("file")
    if given is None or given.size is None or given.size > limits.FILE_BYTES:
        refuse("bad_list", "file")
    with tempfile.NamedTemporaryFile(prefix="sgj-duty-") as file:
        for chunk in given.chunks():
            file.write(chunk)
        file.flush()
        day, _weekday, _who = duty_sheet.HEADERS
        try:
            return sheets.rows(Path(file.name), duty_sheet.HEADERS, key=day, days=[day])
        except (Refused, Unreadable):
            refuse("bad_list", "file")


def _days_of(rows: Sequence[tuple[int, dict[str, str]]]) -> list[date]:
    """The days that a sheet speaks of."""
    found = []
    for _number, cells in rows:
        try:
            found.append(date.fromisoformat(cells.get(duty_sheet.HEADERS[0], "")))
        except ValueError:
            continue
    return found


def _days() -> list[date]:
    return [clock.today() + timedelta(days=n) for n in range(SHOWN_DAYS)]


def _typed(request: HttpRequest) -> tuple[tuple[date, int | None], ...]:
    found: list[tuple[date, int | None]] = []
    for day in _days():
        typed = request.POST.get(f"day-{day.isoformat()}")
        if typed is not None:
            found.append((day, typed_id(typed)))
    return tuple(found)


def _page(
    request: HttpRequest, place: PlaceFacts, refusal: Refusal | None = None, faults: Sequence[duty_sheet.Fault] = ()
) -> HttpResponse:
    said, _errors = errors_of(refusal)
    wrong = len({fault.row for fault in faults})
    report = RowReport(
        [("要改的行", wrong, "late")], wrong,
        [BadRow(f.row, f.column, f.typed, f.reason, f.next_step) for f in faults],
    )  # fmt: skip
    reckoned = times(place, clock.now())
    kept = days_of(place.home_id, _days())
    people = [(str(account.id), account.name) for account in candidates(place)]
    known = {value for value, _name in people}
    lines = [
        (day.isoformat(), words.day(day), reckoned.calendar.is_workday(day),
         str(kept.get(day, "")), str(kept.get(day, "")) in known or day not in kept)
        for day in _days()
    ]  # fmt: skip
    facts = {
        "place": place, "people": people, "lines": lines, "hours": words_of(reckoned.hours), "refusals": said,
        "key": f"duty-{new_id()}", "sheet_key": f"duty-sheet-{new_id()}", "report": report if faults else None,
        "called": "、".join(duty_sheet.labels(_people(place)).values()), "active": "duty",
        "excel": reverse("cases:duty-excel", args=[place.home_id]),
    }  # fmt: skip
    return render(request, "cases/duty.html", facts, status=refusal.status if refusal else 422 if faults else 200)
