"""One procedure: what is done, what is now, what comes; every move."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from sanguanjia.assemblies import actions, queries, wording
from sanguanjia.assemblies.pages import shown
from sanguanjia.assemblies.pages.estate import day_typed
from sanguanjia.assemblies.queries import ProcedureView
from sanguanjia.assemblies.types import Kind, Member
from sanguanjia.assemblies.values import law_at
from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import for_known
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.refusal import Reason, Refusal, refuse, refuse_if_any
from sanguanjia.kernel.wording import say
from sanguanjia.look.forms import actor_of, errors_of, key_of, render

ROWS = 11
"""Rows of the form for a group's members; more come one by one after a refusal, as the places allow at most 15."""
_MOST_ROWS = 15
_SAID = {
    "join": "已联名。", "hand_in": "申请已提交，街道的期限开始计算。", "withdraw": "已撤回。",
    "decline": "已答复。", "link": "已关联，权限随席位开始和结束。",
    "name_group": "名单已公示。", "verify_list": "名册核对情况已记录。",
    "publish_drafts": "草案已公示。", "call_vote": "表决已拟好，请在表决页核对后发布通知。", "extend": "已延长。",
    "record_filing": "备案回执已登记。", "tick": "已办结一项。", "follow": "已更新到最新进展。", "end": "程序已终止。",
}  # fmt: skip
_VISIBLE = ("not_found", "login_needed", "not_permitted")


@for_known
@never_cache
@require_GET
def procedure(request: HttpRequest, estate_id: int, procedure_id: int) -> HttpResponse:
    """一项程序：做完的、正在做的、接下来的"""
    return page(request, queries.procedure_for(actor_of(request), estate_id, procedure_id))


@for_known
@require_POST
def move(request: HttpRequest, estate_id: int, procedure_id: int, verb: str) -> HttpResponse:
    """One move. A refusal comes back as the page with what was typed."""
    if verb not in actions.MOVES:
        refuse("not_found")
    actor = actor_of(request)
    queries.procedure_for(actor, estate_id, procedure_id)
    version = request.POST.get("version", "")
    try:
        actions.MOVES[verb](
            actor, key=key_of(request), estate_id=estate_id, procedure_id=procedure_id,
            version=int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else None,
            **_wishes(request, verb),
        )  # fmt: skip
    except Refusal as refusal:
        if refusal.reasons[0].code in _VISIBLE:
            raise
        return page(request, queries.procedure_for(actor, estate_id, procedure_id), verb, refusal)
    messages.success(request, _SAID[verb])
    return HttpResponseRedirect(reverse("assemblies:procedure", args=[estate_id, procedure_id]))


def _wishes(request: HttpRequest, verb: str) -> dict[str, Any]:
    """What was typed, as the act takes it."""
    post = request.POST
    if verb in ("withdraw", "decline", "extend", "end", "verify_list"):
        return {"words": post.get("words", "").strip()}
    if verb == "join":
        return {"codes": tuple(code.strip() for code in post.get("codes", "").split("\n") if code.strip())}
    if verb == "name_group":
        return {"members": members_typed(request), "contact": post.get("contact", "").strip()}
    if verb == "link":
        number = post.get("position", "")
        place = int(number) if number.isascii() and number.isdecimal() and len(number) < 4 else 0
        return {"position": place, "found_by": post.get("found_by", "").strip()[:60]}
    if verb == "publish_drafts":
        return {name: post.get(name, "").strip() for name in ("rules", "covenant", "contact")}
    if verb == "call_vote":
        number = post.get("vote_number", "")
        if number.isascii() and number.isdecimal() and len(number) < 8:
            return {"vote_number": int(number)}
        return {name: _day(request, name) for name in ("opens_on", "closes_on")}
    if verb == "record_filing":
        return {"receipt": post.get("receipt", "").strip(), "on": _day(request, "on")}
    if verb == "tick":
        return {"thing": post.get("thing", ""), "on": _day(request, "on"), "words": post.get("words", "").strip()}
    return {}


def _day(request: HttpRequest, name: str) -> Any:
    labels = {"opens_on": "开始投票的日期", "closes_on": "截止日期", "on": "日期"}
    return day_typed(request.POST.get(name, "")) or refuse("missing", name, label=labels[name])


def members_typed(request: HttpRequest) -> tuple[Member, ...]:
    """The rows of the form that have a name. Refuses a row with a capacity and no name as `member_name_wrong`."""
    post, found, wrong = request.POST, [], []
    for number in range(1, _MOST_ROWS + 1):
        name, capacity = post.get(f"name-{number}", "").strip(), post.get(f"capacity-{number}", "")
        if name:
            found.append(Member(name, capacity, post.get("head") == str(number)))
        elif post.get("head") == str(number):
            wrong.append(Reason("member_name_wrong", "members", {"most": 40}))
    refuse_if_any(wrong)
    return tuple(found)


def page(
    request: HttpRequest, view: ProcedureView, verb: str = "", refusal: Refusal | None = None
) -> HttpResponse:  # fmt: skip
    """The page of a procedure, with what was refused."""
    said, errors = errors_of(refusal)
    actor, row = actor_of(request), view.row
    law = law_at(view.home, row.opened_on)
    facts = {
        "view": view, "row": row, "title": wording.KINDS[row.kind], "status": shown.status(row.kind, row.state),
        "stages": shown.stages(view, law), "entries": shown.entries(view), "facts": shown.facts_of(view),
        "members": shown.members(view), "linked": shown.linked(view), "conditions": shown.conditions(view.finding),
        "tasks": shown.tasks(view),
        "notices": shown.notices(view),
        "leader": shown.leader_of(law, row.kind),
        "unknown": [say(reason) for reason in view.unknown], "verbs": view.verbs, "w": wording, "tried": verb,
        "typed": request.POST, "refusals": said, "errors": errors, "key": f"procedure-{new_id()}",
        "layout": shown.layout(actor), "rows": range(1, _rows(view) + 1), "today": clock.today().isoformat(),
        "active": "assemblies", "is_owner": actor.has_role("owner"), "matters": _matters(view),
        "votes": queries.votes_to_use(row) if "call_vote" in view.verbs else (),
        "list_href": reverse("assemblies:estate", args=[row.estate_id]),
    }  # fmt: skip
    return render(request, "assemblies/procedure.html", facts, refusal.status if refusal else 200)


def _rows(view: ProcedureView) -> int:
    return max(ROWS, min(_MOST_ROWS, len(view.members)))


def _matters(view: ProcedureView) -> bool:
    """Whether the page says what the body may put to the owners' vote."""
    return view.row.kind == Kind.INTERIM and view.row.state == "sitting"
