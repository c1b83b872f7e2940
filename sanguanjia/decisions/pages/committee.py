"""业委会: who sits, until when, by which vote; what ends, what is due, and what owners may ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from sanguanjia.decisions import actions, committees, law
from sanguanjia.decisions.pages import shown
from sanguanjia.decisions.pages.proposals import homes_of
from sanguanjia.decisions.pages.slates import guide, guides, read
from sanguanjia.decisions.rules.clocks import due
from sanguanjia.decisions.vote_wording import BODY_WORDS, GROUND_WORDS, POST_WORDS, SEAT_WHY_WORDS
from sanguanjia.kernel import clock
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.registry import queries as registry

_SHOWN_AGAIN = ("not_found", "login_needed", "not_permitted")
_CLOCKS = (
    ("committee_session", "第一次会议", "begins"), ("file_committee", "向街道备案", "begins"),
    ("report_renewal", "报告换届", "ends"), ("hand_over", "向新一届移交", "ended_on"),
)  # fmt: skip


@read
@never_cache
@require_GET
def committee(request: HttpRequest, estate_id: int) -> HttpResponse:
    """业委会"""
    return _page(request, estate_id)


def _at(request: HttpRequest) -> str:
    """Which form of which term was sent: its fields are named after both, for a page has many of them."""
    named = request.resolver_match.kwargs if request.resolver_match else {}
    return f"{named['verb']}-{named['committee_id']}" if "verb" in named else ""


def _typed(request: HttpRequest, name: str, most: int) -> str:
    return str(request.POST.get(f"{_at(request)}-{name}", request.POST.get(name, "")))[:most]


def _seat(request: HttpRequest) -> dict[str, Any]:
    return {"seat_id": shown.number_of(_typed(request, "seat", 30))}


def _ending(request: HttpRequest) -> dict[str, Any]:
    return {**_seat(request), "why": _typed(request, "why", 20), "document": _typed(request, "document", 200)}


def _resigning(request: HttpRequest) -> dict[str, Any]:
    return {**_seat(request), "why": "resigned", "document": _typed(request, "document", 200)}


def _posting(request: HttpRequest) -> dict[str, Any]:
    return {**_seat(request), "post": _typed(request, "post", 10)}


def _day(request: HttpRequest) -> dt.date:
    return shown.day_of(_typed(request, "day", 10)) or refuse("missing", "day", label="移交日期")


def _back(request: HttpRequest) -> dict[str, Any]:
    return {**_seat(request), "day": _day(request)}


def _interim(request: HttpRequest) -> dict[str, Any]:
    return {"committee_id": _part(request, "committee_id"), "words": _typed(request, "words", 400)}


def _handover(request: HttpRequest) -> dict[str, Any]:
    return {"committee_id": _part(request, "committee_id"), "day": _day(request)}


def _removal(request: HttpRequest) -> dict[str, Any]:
    homes = [unit_id for unit_id, _ in homes_of(actor_of(request), _part(request, "estate_id"))]
    typed = request.POST
    whole = typed.get("seat", "") == "all"
    return {
        "unit_id": homes[0] if homes else refuse("only_owners_propose", "seat"),
        "committee_id": _part(request, "committee_id"),
        "seat_id": None if whole else shown.number_of(typed.get("seat", "")),
        "ground": typed.get("ground", "")[:30], "text": typed.get("text", "")[:3000],
        "meetings": min(shown.number_of(typed.get("meetings", "")), 366),
        "missed": min(shown.number_of(typed.get("missed", "")), 366),
    }  # fmt: skip


def _part(request: HttpRequest, name: str) -> int:
    """A number of the address."""
    match = request.resolver_match
    return int(match.kwargs[name]) if match else 0


Move = tuple[Any, Callable[[HttpRequest], dict[str, Any]], str]
MOVES: dict[str, Move] = {
    "end-seat": (actions.end_seat, _ending, "席位已终止。"),
    "post": (actions.set_post, _posting, "职务已登记。"),
    "interim": (actions.arrange_interim, _interim, "过渡安排已登记。"),
    "suspend": (actions.suspend_member, _seat, "已暂停职务，等业主大会表决。"),
    "seat-handover": (actions.record_seat_handover, _back, "移交已登记。"),
    "handover": (actions.record_handover, _handover, "移交已登记。"),
}
SAYS: dict[str, Move] = {
    "resign": (actions.end_seat, _resigning, "您已辞去委员职务。"),
    "removal": (actions.propose_removal, _removal, "罢免提议已发起，请在业主提议里征集附议。"),
}


@guide
@require_POST
def committee_move(request: HttpRequest, estate_id: int, committee_id: int, verb: str) -> HttpResponse:
    """One move of the neighbourhood or the street."""
    return _do(request, estate_id, committee_id, MOVES.get(verb) or refuse("not_found"))


@read
@require_POST
def committee_say(request: HttpRequest, estate_id: int, committee_id: int, verb: str) -> HttpResponse:
    """A member resigns; an owner proposes that somebody be dismissed."""
    return _do(request, estate_id, committee_id, SAYS.get(verb) or refuse("not_found"))


def _do(request: HttpRequest, estate_id: int, committee_id: int, move: Move) -> HttpResponse:
    act, wishes, said = move
    if committee_id not in {row.pk for row in committees.all_of(estate_id)}:
        refuse("not_found")
    try:
        act(actor_of(request), key=key_of(request), estate_id=estate_id, **wishes(request))
    except Refusal as refusal:
        if refusal.reasons[0].code in _SHOWN_AGAIN:
            raise
        return _page(request, estate_id, refusal if act is actions.propose_removal else _named(request, refusal))
    messages.success(request, said)
    return HttpResponseRedirect(reverse("decisions:committee", args=[estate_id]))


def _named(request: HttpRequest, refusal: Refusal) -> Refusal:
    """The refusal with its fields as this form calls them."""
    at = _at(request)
    return Refusal([replace(r, field=f"{at}-{r.field}") if r.field else r for r in refusal.reasons])


def _page(request: HttpRequest, estate_id: int, refusal: Refusal | None = None) -> HttpResponse:
    said, errors = errors_of(refusal)
    actor = actor_of(request)
    rows = committees.all_of(estate_id)
    sits = next((row for row in rows if row.state == "sitting"), None)
    removal = law.law_of(estate_id, clock.today()).need("own.committee.removal").value
    facts = {
        "estate": registry.estate(estate_id), "terms": [_term(row, actor.account_id) for row in rows], "sits": sits,
        "guides": guides(actor, estate_id), "homes": homes_of(actor, estate_id), "posts": list(POST_WORDS.items()),
        "whys": [(code, SEAT_WHY_WORDS[code]) for code in actions.committee.WHYS],
        "grounds": [(code, GROUND_WORDS.get(code, code)) for code in removal["grounds"]],
        "suspends": bool(removal.get("suspended")), "typed": request.POST, "at": _at(request),
        "today": clock.today(), "refusals": said, "errors": errors, "key": f"committee-{new_id()}",
        "layout": shown.layout(actor), "active": "votes",
    }  # fmt: skip
    return render(request, "decisions/committee.html", facts, refusal.status if refusal else 200)


def _term(row: Any, account_id: int | None) -> dict[str, Any]:
    """One term with its seats, and what is due by when."""
    seats = committees.seats_of(row, living=False)
    people = registry.people_of(row.estate_id, [seat.party_id for seat in seats])
    lines = [
        {
            "seat": seat, "name": people[seat.party_id].name, "post": POST_WORDS[seat.post],
            "why": SEAT_WHY_WORDS.get(seat.why, seat.why),
            "mine": account_id is not None and seat.account_id == account_id,
        }
        for seat in seats
    ]  # fmt: skip
    return {
        "row": row, "body": BODY_WORDS[row.body], "lines": lines, "clocks": _clocks(row, lines),
        "holders": [(str(one["seat"].pk), one["name"]) for one in lines
                    if one["seat"].ended_on is None and not one["seat"].alternate],
        "leavers": [(str(one["seat"].pk), one["name"]) for one in lines if _owes_papers(row, one["seat"])],
        "empty": committees.empty_seats(row), "stands": committees.stands(row),
        "why": SEAT_WHY_WORDS.get(row.why, row.why),
    }  # fmt: skip


def _owes_papers(row: Any, seat: Any) -> bool:
    """Who left before the whole body did hands over by himself (OWN-075)."""
    left = seat.ended_on is not None and not seat.alternate and seat.ended_on != row.ended_on
    return left and seat.handed_over_on is None


def _clocks(row: Any, lines: list[dict[str, Any]]) -> list[tuple[str, Any, Any, bool]]:
    """What is due: (words, last day, clause, late). What a new body does first is not shown once its day is over: the
    filing has a page of its own."""
    held, today, found = law.law_of(row.estate_id, clock.today()), clock.today(), []
    for code, words, since in _CLOCKS:
        start = getattr(row, since)
        one = due(held, code, start) if start is not None else None
        over = row.handed_over_on is not None if code == "hand_over" else row.ended_on is not None
        if one is not None and not over and (code == "hand_over" or one.day >= today):
            found.append((words, one.day, one.clause, one.day < today))
    for line in lines:
        one = due(held, "hand_over_seat", line["seat"].ended_on) if _owes_papers(row, line["seat"]) else None
        if one is not None:
            found.append((f"{line['name']}移交印章和资料", one.day, one.clause, one.day < today))
    return found
