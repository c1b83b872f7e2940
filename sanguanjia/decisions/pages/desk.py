"""The desk's moves of a vote, each by its form on the vote's page; and the written authority of a proxy."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sanguanjia.decisions import actions, queries
from sanguanjia.decisions.pages import ballot, shown
from sanguanjia.decisions.pages.votes import vote_page
from sanguanjia.decisions.permissions import may_prepare
from sanguanjia.decisions.vote_wording import CHOICE_WORDS
from sanguanjia.kernel.doors import home_of, needs
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.registry import queries as registry

prepare = needs(may_prepare, at=home_of("estate_id"))
_SHOWN_AGAIN = ("not_found", "login_needed", "not_permitted")
_MOST_SCAN = 20 * 1024 * 1024


def _typed(request: HttpRequest, name: str, most: int) -> str:
    """A field of the move's own form: several forms of the page ask for the same thing under names of their own."""
    own = request.POST.get(f"{name}_{request.POST.get('verb', '')}", "")
    return (own or request.POST.get(name, ""))[:most]


def _reason(request: HttpRequest, _found: Any) -> dict[str, Any]:
    return {"reason": _typed(request, "reason", 200)}


def _contact(request: HttpRequest, _found: Any) -> dict[str, Any]:
    return {"contact": _typed(request, "contact", 100)}


def _nothing(_request: HttpRequest, _found: Any) -> dict[str, Any]:
    return {}


def _days(request: HttpRequest, found: Any) -> dict[str, Any]:
    opens = shown.day_of(request.POST.get("opens_on", "")) or found.opens_on
    closes = shown.day_of(request.POST.get("closes_on", "")) or refuse("missing", "closes_on", label="截止日")
    return {"opens_on": opens, "closes_on": closes, **_reason(request, found)}


def _again(request: HttpRequest, _found: Any) -> dict[str, Any]:
    days = {}
    for name, label in (("opens_on", "开始日"), ("closes_on", "截止日")):
        day = shown.day_of(request.POST.get(f"{name}_again", ""))
        days[name] = day or refuse("missing", f"{name}_again", label=label)
    later = {name: shown.day_of(request.POST.get(f"{name}_again", "")) for name in ("since", "until")}
    chosen = tuple(request.POST.getlist("chosen")[:60])
    return {**days, **later, "chosen": chosen or refuse("missing", "chosen", label="再次表决的事项")}


def _digest(request: HttpRequest, _found: Any) -> dict[str, Any]:
    return {"digest": request.POST.get("digest", "")[:64]}


def _settling(request: HttpRequest, _found: Any) -> dict[str, Any]:
    unit_id = shown.number_of(request.POST.get("unit", ""))
    return {"unit_id": unit_id, "document": request.POST.get(f"document_{unit_id}", "")[:200]}


MOVES: dict[str, tuple[Any, Callable[[HttpRequest, Any], dict[str, Any]], str]] = {
    "announce": (actions.announce, _contact, "已公告。名册已固定，事项不能再改。"),
    "correct-roll": (actions.correct_roll, _reason, "名册已更正，更正逐条记录在案。"),
    "open": (actions.open_vote, _nothing, "已开始投票。"),
    "close": (actions.close_vote, _nothing, "已截止。"),
    "count": (actions.count_vote, _nothing, "已计票，请核对结果书并签字。"),
    "recount": (actions.recount_vote, _reason, "已重新计票，请核对新的结果书并签字。"),
    "sign": (actions.sign, _digest, "已签字。"),
    "post": (actions.post_result, _contact, "结果已公布，异议期开始。"),
    "in-force": (actions.put_in_force, _nothing, "已办结，通过的事项生效。"),
    "days": (actions.move_days, _days, "日期已改，已通知业主。"),
    "cancel": (actions.cancel_vote, _reason, "已取消。"),
    "remind": (actions.remind, _nothing, "已提醒还没有投票的人。"),
    "issue-forms": (actions.issue_forms, _nothing, "纸质表决票已编号，可以打印。"),
    "again": (actions.repeat_vote, _again, "已另起一份草稿，请核对以后公告。"),
    "settle": (actions.settle_dispute, _settling, "已登记，这一票恢复计算。"),
}


@prepare
@require_POST
def move(request: HttpRequest, estate_id: int, vote_id: int, verb: str) -> HttpResponse:
    """One move. A refusal comes back as the page with what was typed."""
    if verb not in MOVES:
        refuse("not_found")
    entered = shown.enter(actor_of(request), estate_id, vote_id)
    act, read, done = MOVES[verb]
    try:
        wishes = read(request, entered.vote)
        act(actor_of(request), key=key_of(request), estate_id=estate_id, vote_id=vote_id, **wishes)
    except Refusal as refusal:
        if refusal.reasons[0].code in _SHOWN_AGAIN:
            raise
        return vote_page(request, shown.enter(actor_of(request), estate_id, vote_id), refusal)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("decisions:vote", args=[estate_id, vote_id]))


@prepare
@never_cache
@require_http_methods(["GET", "POST"])
def proxy(request: HttpRequest, estate_id: int, vote_id: int) -> HttpResponse:
    """登记委托投票"""
    entered = shown.enter(actor_of(request), estate_id, vote_id)
    if request.method != "POST":
        return _proxy(request, entered)
    try:
        line = queries.line_of_code(entered.vote, request.POST.get("unit", ""))
        opinions = ballot.chosen_of(request.POST, ballot.entries(entered.vote))
        actions.record_proxy(
            actor_of(request), key=key_of(request), estate_id=estate_id, vote_id=vote_id, unit_id=line.unit_id,
            username=request.POST.get("username", "").strip()[:60], document=scan_hash(request, "scan"),
            opinions=opinions,
        )  # fmt: skip
    except Refusal as refusal:
        if refusal.reasons[0].code in _SHOWN_AGAIN:
            raise
        return _proxy(request, entered, refusal)
    messages.success(request, "委托已登记，已通知业主和受托人。")
    return HttpResponseRedirect(reverse("decisions:vote", args=[estate_id, vote_id]))


def scan_hash(request: HttpRequest, field: str) -> str:
    """SHA-256 of a scanned paper; "" when none came or it is too big. The paper itself stays with the desk."""
    file = request.FILES.get(field)
    if file is None or not file.size or file.size > _MOST_SCAN:
        return ""
    drawn = hashlib.sha256()
    for part in file.chunks():
        drawn.update(part)
    return drawn.hexdigest()


def _proxy(request: HttpRequest, entered: shown.Entered, refusal: Refusal | None = None) -> HttpResponse:
    said, errors = errors_of(refusal)
    facts = {
        "vote": entered.vote, "estate": registry.estate(entered.vote.estate_id), "agenda": ballot.entries(entered.vote),
        "marks": list(ballot.MARKS.items()),
        "options": [(code, CHOICE_WORDS[code]) for code in ("for", "against", "abstain")], "typed": request.POST,
        "refusals": said, "errors": errors, "key": f"proxy-{new_id()}", "active": "votes",
    }  # fmt: skip
    return render(request, "decisions/proxy.html", facts, refusal.status if refusal else 200)
