"""Work lists: the desk's, one's own, and the same as Excel."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sanguanjia.cases import panels, queries
from sanguanjia.cases.pages import shown
from sanguanjia.cases.pages.layout import render
from sanguanjia.cases.permissions import OFFICER_ROLES, STAFF_ROLES
from sanguanjia.cases.queries import Filters, Line
from sanguanjia.cases.rules import tracking
from sanguanjia.cases.values import need_names
from sanguanjia.cases.wording import HOLDERS, KINDS, LEVELS, OUTCOMES, SATISFACTION, STATES, STEPS
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.doors import for_known, needs_role
from sanguanjia.kernel.ids import typed_id
from sanguanjia.look import excel
from sanguanjia.look.forms import actor_of
from sanguanjia.look.types import Choice, Saved
from sanguanjia.policy import queries as policy

TABS = (
    ("todo", "待我办"),
    ("late", "已超时"),
    ("supervised", "督办"),
    ("asked", "待裁定、审批"),
    ("confirm", "待确认"),
    ("all", "全部"),
    ("ended", "已结"),
)
MOST_ROWS = 10_000
_NAMES = ("view", "state", "level", "need", "estate", "days", "from", "to", "q")
_DAYS = (("", "全部时间"), ("1", "今天"), ("7", "近7天"), ("30", "近30天"), ("90", "近90天"), ("365", "近一年"))


def read_filters(request: HttpRequest, view: str) -> Filters:
    """The filters of the screen from the address; what cannot be read filters nothing."""
    get = request.GET
    asked = get.get("view", view)
    return Filters(
        view=asked if asked in queries.VIEWS else view,
        state=get.get("state", "") if get.get("state", "") in STATES else "",
        level=get.get("level", "") if get.get("level", "") in LEVELS else "",
        need=get.get("need", "")[:12],
        estate_id=_whole(get.get("estate", "")),
        first_day=_day(get.get("from", "")) or _days_ago(get.get("days", "")),
        last_day=_day(get.get("to", "")),
        words=get.get("q", "")[:60],
        after=get.get("after", ""),
    )


@needs_role(*STAFF_ROLES)
@never_cache
@require_GET
def work(request: HttpRequest) -> HttpResponse:
    """报事工作台"""
    actor = actor_of(request)
    filters = read_filters(request, "todo")
    page = queries.work_list(actor, filters)
    officer = actor.has_role(*OFFICER_ROLES.values())
    tabs = [
        Saved(word, _address("cases:list", request, view=key), key == filters.view)
        for key, word in TABS
        if key != "asked" or officer
    ]
    facts: dict[str, Any] = {
        "lines": rows(page.lines),
        "filters": filters,
        "tabs": tabs,
        "choices": _choices(filters, actor, request.GET.get("days", "")),
        "next": _address("cases:list", request, after=page.next_after) if page.next_after else "",
        "excel": _address("cases:excel", request),
        "save_href": f"/filters/save/?{urlencode({'page': reverse('cases:list'), 'query': request.GET.urlencode()})}",
    }
    return render(request, "cases/list.html", facts)


@for_known
@never_cache
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """我的报事"""
    page = queries.work_list(actor_of(request), Filters(view="mine", after=request.GET.get("after", "")))
    more = _address("cases:mine", request, after=page.next_after) if page.next_after else ""
    facts = {"lines": rows(page.lines), "next": more, "others": panels.own_lists(request)}
    return render(request, "cases/mine.html", facts)


@needs_role(*STAFF_ROLES)
@never_cache
@require_GET
def as_excel(request: HttpRequest) -> HttpResponse:
    """The list with the filters of the screen, all pages of it."""
    return _sheet(queries.work_list(actor_of(request), read_filters(request, "todo"), MOST_ROWS).lines)


@for_known
@never_cache
@require_GET
def mine_as_excel(request: HttpRequest) -> HttpResponse:
    """One's own matters as a sheet."""
    return _sheet(queries.work_list(actor_of(request), Filters(view="mine"), MOST_ROWS).lines)


def _sheet(lines: tuple[Line, ...]) -> HttpResponse:
    head = (
        "编号", "查询码", "小区", "楼栋", "位置", "事项", "类别", "摘要", "状态", "层级", "承办单位", "报事时间",
        "现计时", "到期时间", "结案时间", "办理结果", "报事人认为已解决", "满意度", "退回重办次数",
    )  # fmt: skip
    return excel.answer("报事清单", head, (_excel_row(line) for line in lines))


def _excel_row(line: Line) -> tuple[object, ...]:
    solved = {True: "是", False: "否", None: ""}[line.solved]
    return (
        line.number, tracking.shown(line.tracking_code), line.estate_name, line.building_name, line.place_words,
        line.need_name, KINDS[line.kind], line.summary, STATES[line.state], LEVELS[line.level],
        line.organisation_name or HOLDERS[line.holder_kind], line.reported_at,
        STEPS.get(line.due_step, ""), line.due_at, line.ended_at, OUTCOMES.get(line.outcome, ""), solved,
        SATISFACTION.get(line.satisfaction, "") if line.satisfaction else "", line.reopened,
    )  # fmt: skip


def rows(lines: tuple[Line, ...]) -> list[dict[str, Any]]:
    """Lines as the templates take them."""
    if not lines:
        return []
    calendar = policy.calendar_for("CN")
    under = reverse("cases:door")  # looked up once, not per row
    return [
        {
            "line": line,
            "href": f"{under}{line.estate_id}/{line.id}/",
            "status": shown.status(line.state, line.due_at),
            "chip": shown.line_chip(line, calendar),
            "holder": line.organisation_name or HOLDERS[line.holder_kind],
            "where": where(line),
            "level": LEVELS[line.level],
        }
        for line in lines
    ]


def where(line: Line) -> str:
    """Where it is, without saying the building twice (people write it into the place)."""
    building = "" if line.place_words.startswith(line.building_name) else line.building_name
    return " ".join(part for part in (line.estate_name, building, line.place_words) if part)


def _choices(filters: Filters, actor: Actor, days: str) -> list[Choice]:
    place = next((m.place for m in actor.mandates if m.role in STAFF_ROLES), "")
    return [
        Choice("view", "列表", TABS, filters.view),
        Choice("need", "事项", (("", "全部事项"), *need_names(place)), filters.need),
        Choice("days", "时间", _DAYS, days),
        Choice("state", "状态", (("", "全部状态"), *STATES.items()), filters.state),
        Choice("level", "层级", (("", "全部层级"), *LEVELS.items()), filters.level),
    ]


def _address(name: str, request: HttpRequest, **change: str) -> str:
    kept = {n: request.GET[n] for n in _NAMES if request.GET.get(n)}
    kept |= {n: v for n, v in change.items() if v}
    here = reverse(name)
    return f"{here}?{urlencode(kept)}" if kept else here


def _days_ago(text: str) -> date | None:
    return clock.today() - timedelta(days=int(text) - 1) if text in {value for value, _ in _DAYS if value} else None


def _whole(text: str) -> int | None:
    return typed_id(text)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


@for_known
@require_GET
def door(request: HttpRequest) -> HttpResponse:
    """/cases/ for everybody: the desk for those who work, one's own matters for those who live here."""
    name = "cases:list" if actor_of(request).has_role(*STAFF_ROLES) else "cases:mine"
    return HttpResponseRedirect(reverse(name))
