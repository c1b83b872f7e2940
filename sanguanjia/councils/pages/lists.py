"""Lists: meetings, tasks that meetings gave out, and what was decided about one's own estate."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sanguanjia.councils import queries
from sanguanjia.councils.pages import shown
from sanguanjia.councils.permissions import CONVENERS, USERS
from sanguanjia.kernel.doors import for_known, needs_role
from sanguanjia.look.forms import actor_of, render
from sanguanjia.look.types import Saved

MEETING_VIEWS = (("coming", "要开的会"), ("unsigned", "等签发纪要"), ("running", "督办中"), ("past", "已结束"))
TASK_VIEWS = (
    ("mine", "我办的"), ("look", "等我验收"), ("given", "会议交办未完成"), ("late", "超时"), ("ended", "已办结"),
)  # fmt: skip


@for_known
@never_cache
@require_GET
def meetings(request: HttpRequest) -> HttpResponse:
    """会议和联合执法"""
    actor = actor_of(request)
    asked = request.GET.get("view", "")
    view = asked if asked in dict(MEETING_VIEWS) else "coming"
    href = reverse("councils:list")
    facts = {
        "tabs": [Saved(word, f"{href}?view={key}", key == view) for key, word in MEETING_VIEWS],
        "lines": [shown.meeting_line(row, home) for row, home in queries.meetings(actor, view)],
        "may_convene": actor.has_role(*CONVENERS), "layout": shown.layout(actor), "active": "councils",
    }  # fmt: skip
    return render(request, "councils/list.html", facts)


@needs_role(*USERS)
@never_cache
@require_GET
def tasks(request: HttpRequest) -> HttpResponse:
    """会议交办的任务"""
    actor = actor_of(request)
    asked = request.GET.get("view", "")
    first = "given" if actor.has_role(*CONVENERS) else ("mine" if actor.has_role("department_officer") else "look")
    view = asked if asked in dict(TASK_VIEWS) else first
    href = reverse("councils:tasks")
    facts = {
        "tabs": [Saved(word, f"{href}?view={key}", key == view) for key, word in TASK_VIEWS],
        "lines": [shown.task_line(each) for each in queries.work_list(actor, view)], "active": "council-tasks",
    }  # fmt: skip
    return render(request, "councils/tasks.html", facts)


@for_known
@never_cache
@require_GET
def decisions(request: HttpRequest) -> HttpResponse:
    """会议就我的小区作出的决定"""
    actor = actor_of(request)
    found = [
        (one, [(item, [(t, shown.task_status(t), shown.task_chip(t)) for t in tasks]) for item, tasks in one.items])
        for one in queries.decided_for(actor)
    ]
    return render(request, "councils/decisions.html", {"found": found, "active": "public"})
