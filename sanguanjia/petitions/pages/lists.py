"""The officer's list with its clocks, and the public page of a tracking code."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sanguanjia.access import throttle
from sanguanjia.cases.rules import tracking
from sanguanjia.kernel.doors import for_anyone, needs_role
from sanguanjia.kernel.refusal import refuse
from sanguanjia.look.forms import actor_of, render
from sanguanjia.look.types import Saved
from sanguanjia.petitions import queries, wording
from sanguanjia.petitions.pages import shown
from sanguanjia.petitions.permissions import OFFICES, USERS

TABS = (("todo", "待我办"), ("late", "已超期"), ("supervised", "督办中"), ("open", "全部未结"), ("ended", "已结"))
MOST_PER_MINUTE = 30  # as for the codes of matters: guessing takes thousands of years


@needs_role(*USERS)
@never_cache
@require_GET
def work(request: HttpRequest) -> HttpResponse:
    """信访事项清单"""
    actor = actor_of(request)
    asked = request.GET.get("view", "")
    view = asked if asked in queries.VIEWS else "todo"
    tabs = [Saved(word, f"{reverse('petitions:list')}?view={key}", key == view) for key, word in TABS]
    lines = shown.rows(queries.work_list(actor, view))
    facts = {"tabs": tabs, "lines": lines, "active": "petitions", "registers": actor.has_role(*OFFICES)}
    return render(request, "petitions/list.html", facts)


@for_anyone
@require_GET
def track(request: HttpRequest, code: str) -> HttpResponse:
    """信访事项进度：凭查询码，不显示姓名、内容"""
    throttle.limit(f"petitions.track:{throttle.address_of(request)}", MOST_PER_MINUTE, timedelta(minutes=1))
    row = queries.tracked(code) or refuse("not_found")
    events = queries.events_of(row.estate_id, row.pk)
    facts = {
        "row": row, "code": tracking.shown(row.tracking_code), "status": shown.status(row), "chip": shown.chip(row),
        "steps": shown.public_entries(events), "kind": wording.KINDS[row.kind], "office": events[0].body or "网上",
        "outcome": wording.OUTCOMES.get(row.outcome, "") or wording.GROUNDS.get(row.outcome, ""),
    }  # fmt: skip
    return render(request, "petitions/tracked.html", facts)
