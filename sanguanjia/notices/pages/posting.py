"""Publishing, proving, extending, correcting, answering; and an owner's objection. Each form is one act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import for_known, needs
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.notices import actions, files, queries, store
from sanguanjia.notices.pages.board import notice_page
from sanguanjia.notices.pages.layout import day_of
from sanguanjia.notices.permissions import BoardThing, may_publish, publishes_here
from sanguanjia.notices.queries import PublicView
from sanguanjia.notices.queries.board import objection_number
from sanguanjia.notices.rules.kinds import KINDS
from sanguanjia.notices.rules.periods import earliest_end
from sanguanjia.policy import queries as policy

_FIELDS = ("kind", "title", "text", "contact", "opens_on", "closes_on")


def _board(estate_id: int, **_parts: Any) -> BoardThing:
    return store.thing_of(store.board_home(estate_id))


@needs(publishes_here, at=_board)
@never_cache
@require_http_methods(["GET", "POST"])
def post(request: HttpRequest, estate_id: int) -> HttpResponse:
    """发布公示"""
    return _form(request, store.board_home(estate_id), None)


@needs(publishes_here, at=_board)
@never_cache
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, estate_id: int, number: int) -> HttpResponse:
    """更正：一份新的公示，公示期重新计算，旧的那份保留"""
    view = queries.public_view(actor_of(request), estate_id, number)
    if not view.may_publish:
        refuse("not_permitted")
    if view.line.superseded_by is not None:
        refuse("superseded_already")
    return _form(request, store.board_home(estate_id), view)


def _form(request: HttpRequest, home: Home, old: PublicView | None) -> HttpResponse:
    if request.method == "GET":
        values = dict.fromkeys(_FIELDS, "")
        if old:
            values |= {"kind": old.row.kind, "title": old.row.title, "text": old.row.text, "contact": old.row.contact}
        return _page(request, home, values, old)
    values = {name: request.POST.get(name, "").strip() for name in _FIELDS}
    try:
        ref = actions.post(
            actor_of(request), key=key_of(request), estate_id=home.pk, kind=old.row.kind if old else values["kind"],
            title=values["title"], text=values["text"], contact=values["contact"],
            opens_on=_day(values["opens_on"], "opens_on"), closes_on=_day(values["closes_on"], "closes_on"),
            files=files.take_in(home.pk, request.FILES.getlist("files")),
            supersedes=old.line.id if old else None,
        )  # fmt: skip
    except Refusal as refusal:
        return _page(request, home, values, old, refusal)
    messages.success(request, "公示已发布。请打印张贴，并上传张贴照片。")
    return HttpResponseRedirect(reverse("notices:notice", args=[home.pk, ref.number]))


def _day(text: str, field: str) -> Any:
    if not text:
        return None
    return day_of(text) or refuse("malformed", field, label="日期")


def _page(
    request: HttpRequest, home: Home, values: dict[str, str], old: PublicView | None, refusal: Refusal | None = None
) -> HttpResponse:
    said, errors = errors_of(refusal)
    actor = actor_of(request)
    kinds = [k for k in KINDS.values() if may_publish(actor, store.thing_of(home, k.code))]
    facts = {
        "home": home, "values": values, "old": old, "refusals": said, "errors": errors,
        "kinds": [(k.code, f"{k.label}（至少公示到 {_earliest(home, k.policy_key)}）") for k in kinds],
        "today": clock.today().isoformat(), "key": f"public-{new_id()}",
    }  # fmt: skip
    return render(request, "notices/post.html", facts, refusal.status if refusal else 200)


def _earliest(home: Home, policy_key: str) -> str:
    value = policy.value_for(policy_key, home.path, clock.today())
    return store.said(earliest_end(clock.today(), value, policy.calendar_for(home.path)).due)


@for_known
@require_POST
def extend(request: HttpRequest, estate_id: int, number: int) -> HttpResponse:
    """延长公示"""

    def do(view: PublicView) -> Any:
        if not view.may_publish:  # who may not is told so, not what the form lacks
            refuse("not_permitted")
        return actions.extend(
            actor_of(request), key=key_of(request), estate_id=estate_id, notice_id=view.line.id,
            until=_day(request.POST.get("until", ""), "until") or refuse("missing", "until", label="延长到"),
            reason=request.POST.get("reason", ""),
        )  # fmt: skip

    return _done(request, estate_id, number, do, "extend", "公示期已延长。")


@for_known
@require_POST
def prove(request: HttpRequest, estate_id: int, number: int) -> HttpResponse:
    """上传张贴照片"""

    def do(view: PublicView) -> Any:
        if not view.may_publish:  # before anything is stored
            refuse("not_permitted")
        return actions.prove_posting(
            actor_of(request), key=key_of(request), estate_id=estate_id, notice_id=view.line.id,
            place_words=request.POST.get("place_words", ""),
            photos=files.album.take_in(estate_id, request.FILES.getlist("photos")),
        )  # fmt: skip

    return _done(request, estate_id, number, do, "prove", "张贴照片已保存。")


@for_known
@require_POST
def object_to(request: HttpRequest, estate_id: int, number: int) -> HttpResponse:
    """提出异议"""

    def do(view: PublicView) -> Any:
        return actions.object_to(
            actor_of(request), key=key_of(request), estate_id=estate_id, notice_id=view.line.id,
            text=request.POST.get("text", ""),
        )  # fmt: skip

    return _done(request, estate_id, number, do, "object", "异议已提交，答复后会通知您。")


@for_known
@require_POST
def answer(request: HttpRequest, estate_id: int, objection_id: int) -> HttpResponse:
    """答复异议"""
    number = objection_number(estate_id, objection_id)

    def do(_view: PublicView) -> Any:
        return actions.answer(
            actor_of(request), key=key_of(request), estate_id=estate_id, objection_id=objection_id,
            accepted=request.POST.get("accepted", "") == "yes", text=request.POST.get("text", ""),
        )  # fmt: skip

    return _done(request, estate_id, number, do, f"answer-{objection_id}", "已答复，并通知了提出异议的业主。")


def _done(
    request: HttpRequest, estate_id: int, number: int, do: Callable[[PublicView], Any], form: str, said: str
) -> HttpResponse:
    """Do it and go back to the notice; a refusal comes back as the page with the form open."""
    view = queries.public_view(actor_of(request), estate_id, number)
    try:
        do(view)
    except Refusal as refusal:
        if refusal.reasons[0].code in ("not_found", "login_needed", "not_permitted"):
            raise
        return notice_page(request, queries.public_view(actor_of(request), estate_id, number), refusal, form)
    messages.success(request, said)
    return HttpResponseRedirect(reverse("notices:notice", args=[estate_id, number]))
