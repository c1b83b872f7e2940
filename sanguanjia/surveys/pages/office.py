"""The office runs surveys: open one, watch the response, take sheets in, close, enter figures from before."""

from __future__ import annotations

import datetime as dt
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sanguanjia.cases import sheets
from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import home_of, needs, needs_role
from sanguanjia.kernel.refusal import Reason, Refusal
from sanguanjia.kernel.sheets import limits
from sanguanjia.kernel.sheets.types import Refused, Unreadable
from sanguanjia.look import excel
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.look.types import BadRow, RowReport
from sanguanjia.registry import queries as registry
from sanguanjia.surveys import actions, queries, store, wording
from sanguanjia.surveys.permissions import ENTERERS, OFFICES, Thing, may_enter, may_record, may_run
from sanguanjia.surveys.rules.sheet import DOOR, headers
from sanguanjia.surveys.types import OVERALL, TakenIn

from .public import shown, table_of

here = needs(may_run, at=home_of("estate_id"))
_SHOWN_ESTATES = 20


@needs_role(*ENTERERS)
@require_GET
def office(request: HttpRequest) -> HttpResponse:
    """Surveys of the office's places, and a search for the estate in which to open one."""
    actor = actor_of(request)
    places, runs, text = actor.places(*ENTERERS), actor.places(*OFFICES), request.GET.get("q", "").strip()[:40]
    listed = queries.within(places)
    running = queries.answers_of([each for each in listed if each.closed_at is None])
    counted = queries.overall_of([each for each in listed if each.closed_at is not None])
    rows = [
        (each, shown(counted.get(each.pk)) if each.closed_at else _so_far(running.get(each.pk, 0), each.households))
        for each in listed
    ]
    facts = {
        "rows": rows, "q": text, "active": "surveys", "today": clock.today(),
        "estates": registry.search_estates(text, runs, _SHOWN_ESTATES) if runs else (),
        "runs": bool(runs),
        "recording": [(m.home_id, store.name_of(m.home_id)) for m in actor.mandates if may_record(actor, m)],
    }  # fmt: skip
    return render(request, "surveys/office.html", facts)


@here
@never_cache
@require_http_methods(["GET", "POST"])
def open_survey(request: HttpRequest, estate_id: int) -> HttpResponse:
    """The form, and the act."""
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            ref = actions.open_survey(
                actor_of(request), key=key_of(request), estate_id=estate_id, year=_number(request, "year"),
                wave=_number(request, "wave"), opens_on=_day(request, "opens_on"), closes_on=_day(request, "closes_on"),
            )  # fmt: skip
        except Refusal as found:
            refusal = found
        else:
            messages.success(request, "调查已建立。")
            return HttpResponseRedirect(reverse("surveys:survey", args=[estate_id, ref.survey_id]))
    today = clock.today()
    policy = store.policy_at(store.path_of(estate_id), today)
    typed = request.POST or {
        "year": str(today.year), "wave": "1", "opens_on": today.isoformat(),
        "closes_on": (today + dt.timedelta(days=policy.most_days // 2)).isoformat(),
    }  # fmt: skip
    facts = {"estate": store.name_of(estate_id), "policy": policy, "typed": typed, "active": "surveys"}
    return _form(request, "surveys/open.html", facts, refusal)


@needs(may_record, at=home_of("estate_id"))
@never_cache
@require_http_methods(["GET", "POST"])
def earlier(request: HttpRequest, estate_id: int) -> HttpResponse:
    """Figures from before the platform."""
    policy = store.policy_at(store.path_of(estate_id), clock.today())
    refusal: Refusal | None = None
    if request.method == "POST":
        given = {q.code: request.POST.get(q.code, "").strip() for q in policy.questions}
        try:
            actions.record_earlier(
                actor_of(request), key=key_of(request), estate_id=estate_id, year=_number(request, "year"),
                wave=_number(request, "wave"), households=_number(request, "households"),
                answers=_number(request, "answers"), source=request.POST.get("source", ""),
                satisfied={code: _whole(text) for code, text in given.items() if text},
            )  # fmt: skip
        except Refusal as found:
            refusal = found
        else:
            messages.success(request, "已录入。")
            return HttpResponseRedirect(reverse("surveys:place", args=[estate_id]))
    facts = {
        "name": store.name_of(estate_id), "policy": policy, "typed": request.POST or {"wave": "1"}, "overall": OVERALL,
        "active": "surveys",
    }  # fmt: skip
    return _form(request, "surveys/earlier.html", facts, refusal)


@needs(may_enter, at=home_of("estate_id"))
@never_cache
@require_GET
def survey(request: HttpRequest, estate_id: int, survey_id: int) -> HttpResponse:
    """How a survey stands: the response while it runs, the figures afterwards."""
    return _survey(request, estate_id, survey_id)


@here
@require_GET
def blank(request: HttpRequest, estate_id: int, survey_id: int) -> HttpResponse:
    """The sheet for those who ring up: every household that has not answered, with empty columns."""
    row = store.find(estate_id, survey_id)
    columns = headers(store.policy_of(row))
    rows = [[door, *[""] * (len(columns) - 1)] for door in queries.silent(row)]
    return excel.answer("满意度电话调查", columns, rows)


@here
@require_POST
def sheet(request: HttpRequest, estate_id: int, survey_id: int) -> HttpResponse:
    """A filled sheet: good rows are stored, every other one is named."""
    row = store.find(estate_id, survey_id)
    try:
        rows = _uploaded(request, headers(store.policy_of(row)))
        taken = actions.take_in(
            actor_of(request), key=key_of(request), estate_id=estate_id, survey_id=survey_id, rows=tuple(rows)
        )
    except Refusal as refusal:
        return _survey(request, estate_id, survey_id, refusal=refusal)
    return _survey(request, estate_id, survey_id, taken=taken)


@here
@require_POST
def close(request: HttpRequest, estate_id: int, survey_id: int) -> HttpResponse:
    """Count and close."""
    try:
        actions.close(actor_of(request), key=key_of(request), estate_id=estate_id, survey_id=survey_id)
    except Refusal as refusal:
        return _survey(request, estate_id, survey_id, refusal=refusal)
    messages.success(request, "调查已结束，结果已公布。")
    return HttpResponseRedirect(reverse("surveys:survey", args=[estate_id, survey_id]))


def _survey(
    request: HttpRequest,
    estate_id: int,
    survey_id: int,
    *,
    taken: TakenIn | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    row = store.find(estate_id, survey_id)
    answers, by_channel = queries.response(row)
    runs = bool(may_run(actor_of(request), Thing(store.path_of(estate_id))))
    said, errors = errors_of(refusal)
    facts = {
        "survey": row, "estate": store.name_of(estate_id), "answers": answers, "active": "surveys",
        "channels": [(wording.CHANNELS[channel], number) for channel, number in by_channel.items()],
        "typed_in": [(name, wording.CHANNELS[way], f"{number:,}") for name, way, number in queries.typed_in(row)],
        "open": store.is_open(row, clock.today()), "runs": runs,
        "may_close": runs and row.closed_at is None and row.closes_on < clock.today(),
        "table": table_of([queries.year_of(row)]) if row.closed_at else [], "refusals": said, "errors": errors,
        "report": _report(taken) if taken else None, "key": secrets.token_urlsafe(16),
    }  # fmt: skip
    return render(request, "surveys/survey.html", facts, refusal.status if refusal else 200)


def _so_far(answers: int, households: int) -> str:
    return f"已回收 {answers:,} / {households:,} 户"


def _report(taken: TakenIn) -> RowReport:
    bad = [BadRow(line.row, line.column, line.typed, *wording.LINES[line.code]) for line in taken.bad]
    return RowReport([("已录入", taken.taken, "done"), ("没有录入", taken.rows - taken.taken, "late")], taken.rows, bad)


def _uploaded(request: HttpRequest, columns: list[str]) -> list[tuple[int, Mapping[str, str]]]:
    given = request.FILES.get("file")
    if given is None or given.size is None or given.size > limits.FILE_BYTES:
        raise Refusal([Reason("survey_sheet_unfit", "file")])
    with tempfile.NamedTemporaryFile(prefix="sgj-survey-") as file:
        for chunk in given.chunks():
            file.write(chunk)
        file.flush()
        try:
            return list(sheets.rows(Path(file.name), columns, key=DOOR))
        except (Refused, Unreadable):
            raise Refusal([Reason("survey_sheet_unfit", "file")]) from None


def _form(request: HttpRequest, template: str, facts: Mapping[str, Any], refusal: Refusal | None) -> HttpResponse:
    said, errors = errors_of(refusal)
    more = {"refusals": said, "errors": errors, "key": secrets.token_urlsafe(16)}
    return render(request, template, {**facts, **more}, refusal.status if refusal else 200)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


def _number(request: HttpRequest, name: str) -> int:
    return _whole(request.POST.get(name, "").strip())


def _day(request: HttpRequest, name: str) -> dt.date:
    try:
        return dt.date.fromisoformat(request.POST.get(name, "").strip())
    except ValueError:
        raise Refusal([Reason("malformed", name)]) from None
