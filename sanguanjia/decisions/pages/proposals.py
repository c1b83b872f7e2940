"""业主提议: owners ask that a matter be voted, others stand behind it; both counts against a fifth."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sanguanjia.decisions import actions, proposing, queries
from sanguanjia.decisions.pages import shown
from sanguanjia.decisions.permissions import PREPARERS, VOTERS, may_read
from sanguanjia.decisions.wording import MATTER_WORDS
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.doors import home_of, needs
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.look.types import Bar
from sanguanjia.registry import queries as registry

read = needs(may_read, at=home_of("estate_id"))
_SHOWN_AGAIN = ("not_found", "login_needed", "not_permitted")


@read
@never_cache
@require_http_methods(["GET", "POST"])
def proposals(request: HttpRequest, estate_id: int) -> HttpResponse:
    """业主提议"""
    if request.method != "POST":
        return _page(request, estate_id)
    typed = request.POST
    try:
        actions.propose(
            actor_of(request), key=key_of(request), estate_id=estate_id, unit_id=_own_unit(request, estate_id),
            matter=shown.number_of(typed.get("matter", "")), title=typed.get("title", "")[:200],
            text=typed.get("text", "")[:3000],
        )  # fmt: skip
    except Refusal as refusal:
        if refusal.reasons[0].code in _SHOWN_AGAIN:
            raise
        return _page(request, estate_id, refusal)
    messages.success(request, "提议已发起，您是第一位附议人。")
    return HttpResponseRedirect(reverse("decisions:proposals", args=[estate_id]))


@read
@require_POST
def support(request: HttpRequest, estate_id: int, vote_proposal_id: int) -> HttpResponse:
    """附议"""
    try:
        actions.support(
            actor_of(request), key=key_of(request), estate_id=estate_id, proposal_id=vote_proposal_id,
            unit_id=_own_unit(request, estate_id),
        )  # fmt: skip
    except Refusal as refusal:
        if refusal.reasons[0].code in _SHOWN_AGAIN:
            raise
        return _page(request, estate_id, refusal)
    messages.success(request, "已附议。")
    return HttpResponseRedirect(reverse("decisions:proposals", args=[estate_id]))


def _page(request: HttpRequest, estate_id: int, refusal: Refusal | None = None) -> HttpResponse:
    said, errors = errors_of(refusal)
    actor = actor_of(request)
    homes = homes_of(actor, estate_id)
    facts = {
        "estate": registry.estate(estate_id), "homes": homes, "typed": request.POST,
        "prepares": bool(actor.mandate_at(PREPARERS, home_of("estate_id")(estate_id=estate_id).place)),
        "lines": [_line(p, n, [unit for unit, _ in homes]) for p, n in queries.proposals(estate_id)],
        "matters": [(str(n), f"{n}. {words}") for n, words in MATTER_WORDS.items()],
        "refusals": said, "errors": errors, "key": f"proposal-{new_id()}", "layout": shown.layout(actor),
        "active": "votes",
    }  # fmt: skip
    return render(request, "decisions/proposals.html", facts, refusal.status if refusal else 200)


def _own_unit(request: HttpRequest, estate_id: int) -> int:
    """The home the form names, if it is one's own. Refuses only_owners_propose."""
    asked = shown.number_of(request.POST.get("unit", ""))
    own = {unit_id for unit_id, _ in homes_of(actor_of(request), estate_id)}
    return asked if asked in own else refuse("only_owners_propose", "unit")


def homes_of(actor: Actor, estate_id: int) -> list[tuple[int, str]]:
    """The actor's own homes in the estate: unit and code."""
    units = {m.unit_id for m in actor.mandates if m.role in VOTERS and m.home_id == estate_id and m.unit_id}
    return sorted((unit_id, registry.unit(estate_id, unit_id).code) for unit_id in units)


def _line(row: Any, units: int, mine: list[int]) -> dict[str, Any]:
    """A proposal with its bars while it collects; one that became a vote links to it."""
    collecting = row.vote_id is None and clock.today() <= row.until
    votes = proposing.votes_about(row)
    line: dict[str, Any] = {
        "row": row, "units": units, "matter": MATTER_WORDS[row.matter], "collecting": collecting, "bars": (),
        "votes": [(vote, shown.status(vote.state)) for vote in votes],
        "again": bool(votes) and proposing.may_be_voted(row), "reached": False, "called": False,
        "mine": queries.supports(row.estate_id, row.pk, mine),
    }  # fmt: skip
    if collecting:
        try:
            found = proposing.support_of(row, clock.today())
        except Refusal:  # a roll that cannot be made (areas are missing): the numbers wait for the register
            return line
        line["bars"] = (
            Bar("附议面积", found.asking.area, found.total.area or 1, 1, 5),
            Bar("附议人数", found.asking.n, found.total.n or 1, 1, 5),
        )
        if found.members:
            line["bars"] += (Bar("附议委员", found.members_asking, found.members, 1, 3),)
        line["reached"] = found.finding.holds
        line["called"] = found.called.holds
    return line
