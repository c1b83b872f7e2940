"""站内信: one's own messages, how each went out, and by which ways one wants to be told."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import for_known
from sanguanjia.kernel.ids import new_id, typed_id
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.outgoing import Channel
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.notices import actions, queries, reading
from sanguanjia.notices.pages.board import qr
from sanguanjia.notices.types import Topic

PAGE = 20


@for_known
@never_cache
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """通知"""
    actor, topic = actor_of(request), request.GET.get("topic", "")
    topic = topic if topic in set(Topic) else ""
    lines = queries.inbox(actor, topic=topic, after=typed_id(request.GET.get("after")), limit=PAGE + 1)
    more = lines[PAGE:] and f"?topic={topic}&after={lines[PAGE - 1].id}"
    facts = {
        "lines": lines[:PAGE],
        "more": more or "",
        "tabs": [{"label": "全部", "href": "?", "current": not topic, "count": None}]
        + [{"label": t.label, "href": f"?topic={t}", "current": t == topic, "count": None} for t in Topic],
        "unread": queries.unread(actor),
        "kinds": {"waiting": "wait", "claimed": "doing", "sent": "done", "given_up": "stop", "uncertain": "late"},
    }
    return render(request, "notices/inbox.html", facts)


@for_known
@require_POST
def open_one(request: HttpRequest, estate_id: int, message_id: int) -> HttpResponse:
    """Mark one message as read and go where it leads."""
    actor = actor_of(request)
    line = queries.one(actor, estate_id, message_id)
    reading.mark_read(actor, estate_id, message_id)
    return HttpResponseRedirect(line.href or reverse("notices:inbox"))


@for_known
@never_cache
@require_GET
def sheet(request: HttpRequest, estate_id: int, message_id: int) -> HttpResponse:
    """通知单：一条自己的通知，A4，带送达记录"""
    actor = actor_of(request)
    line = queries.one(actor, estate_id, message_id)
    facts = {
        "line": line, "receiver": actor.name, "now": clock.now(), "place": Home.objects.get(pk=estate_id).name,
        "qr": qr(request.build_absolute_uri(line.href)) if line.href else "",
    }  # fmt: skip
    return render(request, "notices/message_sheet.html", facts)


@for_known
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """全部标为已读"""
    reading.mark_all_read(actor_of(request))
    return HttpResponseRedirect(reverse("notices:inbox"))


@for_known
@never_cache
@require_GET
def unread(request: HttpRequest) -> HttpResponse:
    """How many are unread, for the bell: asked by the script, at most once a minute, never by a page itself."""
    return JsonResponse({"unread": queries.unread(actor_of(request))})


@for_known
@never_cache
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """通知设置"""
    if request.method == "GET":
        return _settings(request)
    wishes = _wishes(request)
    try:
        actions.set_preferences(actor_of(request), key=key_of(request), estate_id=Home.PLATFORM_ID, **wishes)
    except Refusal as refusal:
        return _settings(request, refusal, wishes)
    messages.success(request, "通知设置已保存。")
    return HttpResponseRedirect(reverse("notices:settings"))


def _wishes(request: HttpRequest) -> dict[str, Any]:
    quiet = request.POST.get("quiet", "")
    return {
        "channels": {t.value: tuple(request.POST.getlist(f"topic_{t.value}")) for t in Topic},
        "quiet_from": request.POST.get("quiet_from", "").strip() if quiet == "own" else "",
        "quiet_to": request.POST.get("quiet_to", "").strip() if quiet == "own" else "",
        "email": request.POST.get("email", "").strip(),
    }


def _settings(
    request: HttpRequest, refusal: Refusal | None = None, wishes: dict[str, Any] | None = None
) -> HttpResponse:
    chosen, standard = queries.choices_for(actor_of(request))
    said, errors = errors_of(refusal)
    topics = [
        (t, wishes["channels"][t.value] if wishes else chosen.channels.get(t.value, standard.channels.get(t.value, ())))
        for t in Topic
    ]
    facts = {
        "topics": [(t.value, t.label, t.hint, [str(c) for c in ways]) for t, ways in topics],
        "channels": [(c.value, c.label) for c in Channel],
        "own": bool(wishes and wishes["quiet_from"]) or chosen.quiet is not None,
        "quiet_from": wishes["quiet_from"] if wishes else _clock(chosen.quiet.start if chosen.quiet else None),
        "quiet_to": wishes["quiet_to"] if wishes else _clock(chosen.quiet.end if chosen.quiet else None),
        "standard": standard.quiet,
        "email": wishes["email"] if wishes else chosen.email,
        "refusals": said,
        "errors": errors,
        "key": f"preferences-{new_id()}",
    }
    return render(request, "notices/settings.html", facts, refusal.status if refusal else 200)


def _clock(value: time | None) -> str:
    return value.strftime("%H:%M") if value else ""
