"""One application: its page for the applicant and the offices, every move, the decision to print, its papers."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from sanguanjia.applications import actions, queries, wording
from sanguanjia.applications.pages import doors, shown
from sanguanjia.applications.queries import ApplicationView
from sanguanjia.applications.store import album
from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import for_known
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.look import words as in_words
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.notices import files
from sanguanjia.notices.pages.board import sent_file

_SAID = {
    "submit": "已提交，等待受理。", "ask_correction": "已一次告知申请人补正。", "accept": "已受理。",
    "opine": "意见已签。", "recuse": "已回避，请同单位的其他人办理。", "decide": "已作出决定。", "withdraw": "已撤回。",
}  # fmt: skip


@for_known
@never_cache
@require_GET
def application(request: HttpRequest, home_id: int, application_id: int) -> HttpResponse:
    """一件申请"""
    return page(request, queries.application_for(actor_of(request), home_id, application_id))


@for_known
@require_POST
def move(request: HttpRequest, home_id: int, application_id: int, verb: str) -> HttpResponse:
    """One move. A refusal comes back as the page with what was typed."""
    if verb not in _SAID:
        refuse("not_found")
    actor = actor_of(request)
    queries.application_for(actor, home_id, application_id)
    version = request.POST.get("version", "")
    try:
        actions.MOVES[verb](
            actor, key=key_of(request), estate_id=home_id, application_id=application_id,
            version=int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else None,
            **_wishes(request, verb),
        )  # fmt: skip
    except Refusal as refusal:
        if refusal.reasons[0].code in ("not_found", "login_needed", "not_permitted"):
            raise
        return page(request, queries.application_for(actor, home_id, application_id), verb, refusal)
    messages.success(request, _SAID[verb])
    return HttpResponseRedirect(reverse("applications:application", args=[home_id, application_id]))


def _wishes(request: HttpRequest, verb: str) -> dict[str, Any]:
    """What was typed, as the act takes it."""
    post = request.POST
    words, clear = post.get("words", "").strip()[:4000], post.get("clear") == "1"
    if verb in ("submit", "accept"):
        return {}
    if verb in ("recuse", "withdraw"):
        return {"words": words}
    if verb == "ask_correction":
        return {"codes": tuple(post.getlist("codes")), "words": words}
    answer = post.get("answer", "")
    if answer not in ("yes", "no"):
        refuse("missing", "answer", label="是否同意")
    said = {"agrees" if verb == "opine" else "granted": answer == "yes"}
    return {**said, "clear": clear, "words": words}


def page(
    request: HttpRequest, view: ApplicationView, verb: str = "", refusal: Refusal | None = None
) -> HttpResponse:  # fmt: skip
    """The page of an application, with what was refused."""
    said, errors = errors_of(refusal)
    actor, row = actor_of(request), view.row
    door, labels = doors.of(view.item.room), shown.labels_of(view.item)
    facts = {
        "view": view, "row": row, "item": view.item, "status": shown.status(row), "chips": shown.chips(view),
        "entries": shown.entries(view), "future": shown.future(view), "columns": shown.columns(view),
        "about": shown.facts_of(view.item), "refusals": said, "errors": errors, "tried": verb, "typed": request.POST,
        "labels": labels, "w": wording, "key": f"application-{new_id()}",
        "verbs": [v for v in view.verbs if not (door and v == "decide")],
        "panel": door(request, view) if door else "", "layout": shown.layout(actor), "active": "applications",
        "papers_had": Counter(file.code for file in view.files),
        "files": [(labels.get(file.code, file.code), file) for file in view.files],
        "list_href": reverse("applications:list" if shown.layout(actor) == shown.DESK else "applications:mine"),
    }  # fmt: skip
    return render(request, "applications/application.html", facts, refusal.status if refusal else 200)


@for_known
@never_cache
@require_GET
def decision(request: HttpRequest, home_id: int, application_id: int) -> HttpResponse:
    """决定书，打印用"""
    view = queries.application_for(actor_of(request), home_id, application_id)
    event = view.decision or refuse("not_found")
    facts = {
        "view": view, "row": view.row, "item": view.item, "event": event, "now": clock.now(),
        "place": view.home.name, "granted": event.verb == "grant", "day": in_words.day(event.at),
        "applicant": next((one.body or one.by_name for one in view.events if one.verb == "submit"), ""),
        "asked": [(f.label, view.row.answers[f.name]) for f in view.item.fields if view.row.answers.get(f.name)],
    }  # fmt: skip
    return render(request, "applications/decision.html", facts)


@for_known
@require_GET
def file(request: HttpRequest, home_id: int, application_id: int, file_id: int) -> FileResponse:
    """一份材料：图片可看，PDF 只供下载"""
    found = queries.file_of(actor_of(request), home_id, application_id, file_id)
    return sent_file(files.path_of(home_id, found.kind, found.sha256, album), found.kind)
