"""送达登记: who signed for a paper ballot, who was not found, their notice; the covenant's rule of the silent."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sanguanjia.decisions import actions, deeming, deliveries
from sanguanjia.decisions.actions.delivering import DeliveryLine
from sanguanjia.decisions.pages import shown
from sanguanjia.decisions.pages.desk import prepare, scan_hash
from sanguanjia.decisions.permissions import PREPARERS, may_type
from sanguanjia.decisions.vote_wording import HOW_WORDS
from sanguanjia.kernel.doors import home_of, needs
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.refusal import Reason, Refusal
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.registry import queries as registry

_WORDS = {"签收": "hand", "当面": "hand", "邮寄": "mail", "未送达": "failed", "没人": "failed"}
_SHOWN_AGAIN = ("not_found", "login_needed", "not_permitted")


@needs(may_type, at=home_of("estate_id"))
@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, estate_id: int, vote_id: int) -> HttpResponse:
    """送达登记"""
    entered = shown.enter(actor_of(request), estate_id, vote_id)
    if request.method != "POST":
        return _page(request, entered)
    actor, key = actor_of(request), key_of(request)
    try:
        if request.POST.get("step") == "post":
            actions.post_undelivered(
                actor, key=key, estate_id=estate_id, vote_id=vote_id, contact=request.POST.get("contact", "")[:100]
            )
            said = "已张贴送达公告。贴上墙以后，请在公告页上传照片。"
        else:
            count = actions.record_deliveries(
                actor, key=key, estate_id=estate_id, vote_id=vote_id, lines=read(request.POST.get("lines", "")),
                proof=scan_hash(request, "scan"),
            )  # fmt: skip
            said = f"已登记 {count} 户。"
    except Refusal as refusal:
        if refusal.reasons[0].code in _SHOWN_AGAIN:
            raise
        return _page(request, entered, refusal)
    messages.success(request, said)
    return HttpResponseRedirect(reverse("decisions:deliveries", args=[estate_id, vote_id]))


@prepare
@never_cache
@require_http_methods(["GET", "POST"])
def covenant(request: HttpRequest, estate_id: int, vote_id: int) -> HttpResponse:
    """送达未投票的怎么算"""
    entered = shown.enter(actor_of(request), estate_id, vote_id)
    refusal = None
    if request.method == "POST":
        try:
            actions.set_deeming(
                actor_of(request), key=key_of(request), estate_id=estate_id, vote_id=vote_id,
                covenant=request.POST.get("covenant", "")[:200], document=scan_hash(request, "scan"),
                qualified=request.POST.get("qualified") == "1", posted=request.POST.get("posted") == "1",
            )  # fmt: skip
        except Refusal as found:
            if found.reasons[0].code in _SHOWN_AGAIN:
                raise
            refusal = found
        else:
            messages.success(request, "已登记。结果里另列一行，不和实际投票混在一起。")
            return HttpResponseRedirect(reverse("decisions:vote", args=[estate_id, vote_id]))
    said, errors = errors_of(refusal)
    facts = {
        "vote": entered.vote, "estate": registry.estate(estate_id), "rule": deeming.rule_of(entered.vote),
        "typed": request.POST, "refusals": said, "errors": errors, "key": f"deeming-{new_id()}", "active": "votes",
    }  # fmt: skip
    return render(request, "decisions/covenant.html", facts, refusal.status if refusal else 200)


def read(text: str) -> tuple[DeliveryLine, ...]:
    """Lines as typed: a door, then 签收, 邮寄 or 未送达. Refuses delivery_line_unread, every line at once."""
    lines, wrong = [], []
    for number, raw in enumerate(text[:40_000].splitlines(), start=1):
        words = [word for word in re.split(r"[\s,，、:：]+", raw.strip()) if word]
        if len(words) == 2 and words[1] in _WORDS:
            lines.append(DeliveryLine(words[0], _WORDS[words[1]]))
        elif words:
            wrong.append(Reason("delivery_line_unread", "lines", {"line": number, "typed": raw.strip()[:40]}))
    if wrong:
        raise Refusal(wrong)
    return tuple(lines)


def _page(request: HttpRequest, entered: shown.Entered, refusal: Refusal | None = None) -> HttpResponse:
    said, errors = errors_of(refusal)
    seen = deliveries.counted(entered.vote)
    facts = {
        "vote": entered.vote, "estate": registry.estate(entered.vote.estate_id), "seen": seen,
        "ways": [(HOW_WORDS[how], n) for how, n in seen.ways], "typed": request.POST, "refusals": said,
        "errors": errors, "prepares": bool(actor_of(request).mandate_at(PREPARERS, entered.place.place)),
        "running": entered.vote.state in ("announced", "open"), "key": f"delivery-{new_id()}", "active": "votes",
    }  # fmt: skip
    return render(request, "decisions/deliveries.html", facts, refusal.status if refusal else 200)
