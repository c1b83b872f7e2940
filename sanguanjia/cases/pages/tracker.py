"""The public tracker: a code, no login, no personal data."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from sanguanjia.access import throttle
from sanguanjia.cases import panels, queries
from sanguanjia.cases.pages import shown
from sanguanjia.cases.queries.tracker import TrackedStep
from sanguanjia.cases.wording import HOLDERS, LEVELS, OUTCOMES, VERBS
from sanguanjia.kernel.doors import for_anyone
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.look.types import Entry
from sanguanjia.policy import queries as policy

_BY_REPORTERS = frozenset({"report", "answer", "confirm", "reopen", "withdraw"})
MOST_PER_MINUTE = 30  # guessing a code of 35 random bits at this pace takes thousands of years


@for_anyone
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """查进度：输入查询码"""
    typed = request.GET.get("code", "").strip()[:40]
    if not typed:
        return render(request, "cases/track.html", {"typed": "", "wrong": False}, using="jinja2")
    return HttpResponseRedirect(reverse("tracker", args=["".join(c for c in typed if c.isalnum())[:20] or "0"]))


@for_anyone
@require_GET
def track(request: HttpRequest, code: str) -> HttpResponse:
    """报事进度"""
    try:
        throttle.limit(f"cases.track:{throttle.address_of(request)}", MOST_PER_MINUTE, timedelta(minutes=1))
    except Refusal:
        return render(request, "cases/track.html", {"typed": code, "busy": True}, status=429, using="jinja2")
    found = queries.tracked(code)
    if found is None:
        elsewhere = panels.tracked_elsewhere(code)
        if elsewhere:
            return HttpResponseRedirect(elsewhere)
        return render(request, "cases/track.html", {"typed": code, "wrong": True}, status=404, using="jinja2")
    steps = [Entry(s.at, _who(s), VERBS.get(s.verb, "")) for s in found.steps]
    facts = {
        "found": found,
        "status": shown.status(found.state, found.due_at),
        "chip": shown.chip(found.due_at, found.due_step, found.state, found.provisional, policy.calendar_for("CN")),
        "steps": steps,
        "holder": HOLDERS[found.holder_kind],
        "level": LEVELS[found.level],
        "outcome": OUTCOMES.get(found.outcome, ""),
    }
    return render(request, "cases/tracked.html", facts, using="jinja2")


def _who(step: TrackedStep) -> str:
    if step.verb in _BY_REPORTERS:
        return "报事人"
    return f"{LEVELS[step.level]}（{HOLDERS[step.holder_kind]}）"
