"""One department's task: its page, its pictures, every move by its form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from sanguanjia.kernel.doors import for_known
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.whistle import actions, queries
from sanguanjia.whistle.pages import shown
from sanguanjia.whistle.permissions import USERS
from sanguanjia.whistle.queries import TaskView
from sanguanjia.whistle.store import album
from sanguanjia.whistle.values import whistle_policy
from sanguanjia.whistle.wording import KINDS, LEVELS, MARKS, METHODS, ROLES


@dataclass(frozen=True)
class Form:
    """What the button says, what is asked: words, place, photos, mark, upheld, done, to."""

    button: str
    asks: tuple[str, ...] = ()
    words: str = ""
    said: str = "已提交。"
    main: bool = True


FORMS: Mapping[str, Form] = {
    "respond": Form("响应", said="已响应，请按时到场。"),
    "check_in": Form("到场签到", ("place", "photos"), said="已签到。"),
    "finish": Form("办完", ("words", "photos", "estate_help"), "怎么办的", "已提交，等小区验收。"),
    "object": Form("提出异议", ("words",), "为什么不归本部门（只能提一次）", "已提交，等上级裁定。", False),
    "decide_objection": Form("裁定异议", ("upheld", "to", "words"), "裁定理由", "已裁定。"),
    "pause": Form("暂停", ("words",), "为什么要暂停", "已暂停，到期会自动继续。", False),
    "resume": Form("继续办理", said="已继续，计时恢复。"),
    "accept": Form("验收", ("mark", "optional"), "想说的话", "已验收。"),
    "give_back": Form("退回", ("words",), "哪里没有办好", "已退回。", False),
    "arbitrate": Form("裁定争议", ("done", "words"), "裁定理由", "已裁定。"),
}


@for_known
@never_cache
@require_GET
def task(request: HttpRequest, estate_id: int, task_id: int) -> HttpResponse:
    """部门任务"""
    return _page(request, queries.task_for(actor_of(request), estate_id, task_id))


@for_known
@require_POST
def move(request: HttpRequest, estate_id: int, task_id: int, verb: str) -> HttpResponse:
    """One move. A refusal comes back as the page with what was typed."""
    if verb not in FORMS:
        refuse("not_found")
    actor = actor_of(request)
    view = queries.task_for(actor, estate_id, task_id)
    version = request.POST.get("version", "")
    try:
        actions.BY_VERB[verb](
            actor, key=key_of(request), estate_id=estate_id, task_id=task_id,
            version=int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else None,
            **_wishes(request, verb, estate_id),
        )  # fmt: skip
    except Refusal as refusal:
        if refusal.reasons[0].code in ("not_found", "login_needed"):
            raise
        return _page(request, queries.task_for(actor, estate_id, task_id), verb, refusal)
    messages.success(request, FORMS[verb].said)
    return HttpResponseRedirect(reverse("whistle:task", args=[view.row.estate_id, view.row.pk]))


@for_known
@require_GET
def photo(request: HttpRequest, estate_id: int, task_id: int, sha: str) -> FileResponse:
    """A picture of the task's history, for those who may see the task."""
    view = queries.task_for(actor_of(request), estate_id, task_id)
    known = {digest for event in view.events for digest in event.photos}
    known |= {digest for attempt in view.attempts for digest in attempt.photos}
    place = (album.thumb_of if request.GET.get("small") else album.path_of)(estate_id, sha) if sha in known else None
    if place is None or not place.exists():
        refuse("not_found")
    response = FileResponse(place.open("rb"), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=86400"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _wishes(request: HttpRequest, verb: str, estate_id: int) -> dict[str, Any]:
    typed = {name: request.POST.get(name, "").strip() for name in ("words", "place_words", "mark", "to")}
    wishes: dict[str, Any] = {}
    for ask in FORMS[verb].asks:
        if ask in ("words", "optional"):
            wishes["words"] = typed["words"]
        elif ask == "place":
            wishes["place_words"] = typed["place_words"]
        elif ask == "photos":
            wishes["photos"] = album.take_in(estate_id, request.FILES.getlist("photos"))
        elif ask == "to":
            wishes["to"] = typed["to"]
        elif ask in ("mark", "estate_help"):
            mark = int(typed["mark"]) if typed["mark"] in {"1", "2", "3", "4", "5"} else None
            wishes["mark"] = mark if ask == "estate_help" else (mark or 0)
        else:
            answer = request.POST.get(ask, "")
            if answer not in ("yes", "no"):
                refuse("missing", ask, label="裁定结果")
            wishes[ask] = answer == "yes"
    return wishes


def _page(request: HttpRequest, view: TaskView, verb: str = "", refusal: Refusal | None = None) -> HttpResponse:
    said, errors = errors_of(refusal)
    row = view.row
    place, day = view, row.called_at.date()
    departments = whistle_policy(_place(place), day).departments.values()
    facts = {
        "view": view, "row": row, "status": shown.status(row), "chip": shown.chip(row.due_at, row.due_step, row.state),
        "entries": shown.entries(view), "forms": [(v, FORMS[v]) for v in view.verbs if v in FORMS],
        "fresh_key": f"task-{new_id()}", "tried": verb, "typed": request.POST, "refusals": said, "errors": errors,
        "marks": tuple((str(mark), word) for mark, word in MARKS.items()), "kind": KINDS[view.whistle.kind],
        "departments": [(d.code, d.name) for d in departments if d.code != row.department], "levels": LEVELS,
        "others": [(other, shown.status(other)) for other in view.others], "methods": METHODS, "roles": ROLES,
        "active": "whistle", "layout": _layout(request),
        "part": next((event.data for event in view.events if event.verb == "call"), {}),
    }  # fmt: skip
    return render(request, "whistle/task.html", facts, refusal.status if refusal else 200)


def _place(view: TaskView) -> Any:
    from sanguanjia.cases.places import place_facts

    return place_facts(view.row.estate_id, view.row.called_at.date())


def _layout(request: HttpRequest) -> str:
    return "look/desk.html" if actor_of(request).has_role(*USERS) else "look/resident.html"
