"""One task that a meeting gave out: its page and every move by its form."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from sanguanjia.councils import actions, queries
from sanguanjia.councils.pages import shown, typed
from sanguanjia.councils.queries import TaskView
from sanguanjia.councils.wording import RESULTS, VERBS
from sanguanjia.kernel.doors import for_known
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.look.forms import actor_of, errors_of, key_of, render

FORMS = {  # verb: (button, label of the words, optional, pictures, main)
    "report_done": ("报办结", "怎么办的", False, True, True),
    "accept": ("验收", "想说的话", True, False, True),
    "give_back": ("退回", "哪里没有办好", False, False, False),
    "drop": ("不再办理", "为什么不再办", False, False, False),
}


@for_known
@never_cache
@require_GET
def task(request: HttpRequest, estate_id: int, council_task_id: int) -> HttpResponse:
    """会议交办的任务"""
    return _page(request, queries.task_for(actor_of(request), estate_id, council_task_id))


@for_known
@require_POST
def move(request: HttpRequest, estate_id: int, council_task_id: int, verb: str) -> HttpResponse:
    """One move. A refusal comes back as the page with what was typed."""
    if verb not in FORMS:
        refuse("not_found")
    actor = actor_of(request)
    queries.task_for(actor, estate_id, council_task_id)
    try:
        actions.TASK_BY_VERB[verb](
            actor, key=key_of(request), estate_id=estate_id, task_id=council_task_id,
            version=typed.version(request), **typed.wishes(request, estate_id, verb),
        )  # fmt: skip
    except Refusal as refusal:
        if refusal.reasons[0].code in ("not_found", "login_needed", "not_permitted"):
            raise
        return _page(request, queries.task_for(actor, estate_id, council_task_id), verb, refusal)
    messages.success(request, f"{VERBS[verb]}：已记下。")
    return HttpResponseRedirect(reverse("councils:task", args=[estate_id, council_task_id]))


def _page(request: HttpRequest, view: TaskView, verb: str = "", refusal: Refusal | None = None) -> HttpResponse:
    said, errors = errors_of(refusal)
    row = view.row
    facts = {
        "view": view, "row": row, "status": shown.task_status(row), "chip": shown.task_chip(row), "results": RESULTS,
        "forms": [(each, *FORMS[each]) for each in view.verbs], "fresh_key": f"task-{new_id()}", "tried": verb,
        "typed": request.POST, "refusals": said, "errors": errors, "layout": shown.layout(actor_of(request)),
        "entries": shown.entries(view.events, "councils:task-photo", row.estate_id, row.pk), "active": "council-tasks",
        "may_open": bool(_sees_meeting(request, view)),
    }  # fmt: skip
    return render(request, "councils/task.html", facts, refusal.status if refusal else 200)


def _sees_meeting(request: HttpRequest, view: TaskView) -> bool:
    try:
        queries.meeting_for(actor_of(request), view.row.estate_id, view.meeting.pk)
    except Refusal:
        return False
    return True
