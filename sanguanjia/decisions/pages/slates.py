"""候选人: who may be elected, from the first name to the list that is voted on; owners name themselves here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from sanguanjia.decisions import actions, law, slates
from sanguanjia.decisions.pages import nominating, shown
from sanguanjia.decisions.pages.proposals import homes_of
from sanguanjia.decisions.permissions import GUIDES, may_guide, may_read
from sanguanjia.decisions.rules.clocks import due
from sanguanjia.decisions.types import Route
from sanguanjia.decisions.vote_wording import CANDIDATE_WORDS, ROUTE_WORDS, SLATE_WORDS
from sanguanjia.decisions.wording import REQUIREMENTS
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.doors import home_of, needs
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.registry import queries as registry

read = needs(may_read, at=home_of("estate_id"))
guide = needs(may_guide, at=home_of("estate_id"))
_SHOWN_AGAIN = ("not_found", "login_needed", "not_permitted")
_STEPS = ("推荐和自荐", "核对条件、公示", "名单确定", "表决")
_AT = {"naming": 0, "posted": 1, "settled": 2, "used": 3, "ended": 0}


@read
@never_cache
@require_GET
def slate_list(request: HttpRequest, estate_id: int) -> HttpResponse:
    """候选人名单"""
    return _list(request, estate_id)


@guide
@require_POST
def new_slate(request: HttpRequest, estate_id: int) -> HttpResponse:
    """开始推荐候选人"""
    typed = request.POST
    try:
        until = shown.day_of(typed.get("until", "")) or refuse("missing", "until", label="推荐截止日")
        ref = actions.open_slate(
            actor_of(request), key=key_of(request), estate_id=estate_id, title=typed.get("title", "")[:100],
            seats=shown.number_of(typed.get("seats", "")), until=until, by_election=typed.get("kind", "") == "fill",
        )  # fmt: skip
    except Refusal as refusal:
        if refusal.reasons[0].code in _SHOWN_AGAIN:
            raise
        return _list(request, estate_id, refusal)
    messages.success(request, "已开始推荐，业主可以自荐。")
    return HttpResponseRedirect(reverse("decisions:slate", args=[estate_id, ref.id]))


@read
@never_cache
@require_GET
def slate(request: HttpRequest, estate_id: int, slate_id: int) -> HttpResponse:
    """一份候选人名单"""
    return _page(request, estate_id, slate_id)


def _named(request: HttpRequest) -> dict[str, Any]:
    typed = request.POST
    names = ("unit_code", "name", "route", "document", "statement")
    return {name: typed.get(name, "")[:700] for name in names}


def _candidate(request: HttpRequest) -> dict[str, Any]:
    return {"candidate_id": shown.number_of(request.POST.get("candidate", ""))}


def _verified(request: HttpRequest) -> dict[str, Any]:
    found = _candidate(request)
    age = shown.number_of(request.POST.get(f"seniority_{found['candidate_id']}", ""))
    met = tuple(request.POST.getlist(f"met_{found['candidate_id']}")[:30])
    return {**found, "met": met, "seniority": age or None}


def _refused(request: HttpRequest) -> dict[str, Any]:
    found = _candidate(request)
    return {**found, "why": request.POST.get(f"why_{found['candidate_id']}", "")[:200]}


def _agreed(request: HttpRequest) -> dict[str, Any]:
    found = _candidate(request)
    return {**found, "document": request.POST.get(f"document_{found['candidate_id']}", "")[:100]}


MOVES: dict[str, tuple[Any, Callable[[HttpRequest], dict[str, Any]], bool, str]] = {
    "name": (actions.name_candidate, _named, True, "已列入候选人。"),
    "verify": (actions.verify_candidate, _verified, False, "已核对，符合条件。"),
    "refuse": (actions.refuse_candidate, _refused, False, "已登记不符合条件。"),
    "post": (actions.post_slate, lambda _request: {}, True, "名单已公示，异议期开始。"),
    "settle": (actions.settle_slate, lambda _request: {}, True, "名单已确定，可以发起表决。"),
    "agree": (actions.agree_to_stand, _agreed, False, "已录入本人的同意。"),
    "end": (actions.end_slate, lambda request: {"reason": request.POST.get("reason", "")[:200]}, True, "名单已终止。"),
}
"""verb → the act, what it reads from the form, whether it is told the list, what is said after it."""


@guide
@require_POST
def slate_move(request: HttpRequest, estate_id: int, slate_id: int, verb: str) -> HttpResponse:
    """One move of the neighbourhood."""
    if verb not in MOVES:
        refuse("not_found")
    act, wishes, told, said = MOVES[verb]

    def do() -> None:
        named = {"slate_id": slate_id} if told else {}
        act(actor_of(request), key=key_of(request), estate_id=estate_id, **named, **wishes(request))

    return _do(request, estate_id, slate_id, do, said)


@read
@require_POST
def slate_say(request: HttpRequest, estate_id: int, slate_id: int, verb: str) -> HttpResponse:
    """What an owner says: `stand`, `nominate`, `cosign`; and a candidate: `agree`, `withdraw`."""
    if verb in nominating.SAID:
        say = lambda: nominating.says(request, estate_id, slate_id, verb)  # noqa: E731
        return _do(request, estate_id, slate_id, say, nominating.SAID[verb])

    def do() -> None:
        actor, key = actor_of(request), key_of(request)
        if verb == "stand":
            own = {unit_id for unit_id, _ in homes_of(actor, estate_id)}
            unit_id = shown.number_of(request.POST.get("unit", ""))
            actions.stand(
                actor, key=key, estate_id=estate_id, slate_id=slate_id,
                unit_id=unit_id if unit_id in own else refuse("only_owners_stand", "unit"),
                statement=request.POST.get("statement", "")[:2000],
            )  # fmt: skip
        else:
            actions.withdraw_candidate(actor, key=key, estate_id=estate_id, **_candidate(request))

    if verb not in ("stand", "withdraw"):
        refuse("not_found")
    return _do(request, estate_id, slate_id, do, "已报名，等待核对条件。" if verb == "stand" else "已退出。")


def _do(request: HttpRequest, estate_id: int, slate_id: int, do: Callable[[], None], said: str) -> HttpResponse:
    try:
        do()
    except Refusal as refusal:
        if refusal.reasons[0].code in _SHOWN_AGAIN:
            raise
        return _page(request, estate_id, slate_id, refusal)
    messages.success(request, said)
    return HttpResponseRedirect(reverse("decisions:slate", args=[estate_id, slate_id]))


def guides(actor: Actor, estate_id: int) -> bool:
    """Whether the actor guides elections here."""
    return bool(actor.mandate_at(GUIDES, home_of("estate_id")(estate_id=estate_id).place))


def _list(request: HttpRequest, estate_id: int, refusal: Refusal | None = None) -> HttpResponse:
    said, errors = errors_of(refusal)
    actor = actor_of(request)
    facts = {
        "estate": registry.estate(estate_id), "guides": guides(actor, estate_id),
        "lines": [(row, SLATE_WORDS[row.state]) for row in slates.slates_of(estate_id)], "typed": request.POST,
        "refusals": said, "errors": errors, "key": f"slate-{new_id()}", "layout": shown.layout(actor),
        "active": "votes",
    }  # fmt: skip
    return render(request, "decisions/slates.html", facts, refusal.status if refusal else 200)


def _page(request: HttpRequest, estate_id: int, slate_id: int, refusal: Refusal | None = None) -> HttpResponse:
    said, errors = errors_of(refusal)
    actor, row = actor_of(request), slates.find(estate_id, slate_id)
    people = slates.candidates_of(row)
    names = registry.people_of(estate_id, [one.party_id for one in people])
    conditions = law.law_of(estate_id, clock.today()).need("own.committee.eligibility").value
    desk = guides(actor, estate_id)
    posted = due(law.law_of(estate_id, clock.today()), "post_candidates", clock.today())
    facts = {
        "estate": registry.estate(estate_id), "slate": row, "status": SLATE_WORDS[row.state], "guides": desk,
        "candidates": [
            (one, names[one.party_id].name, registry.unit(estate_id, one.unit_id).code, ROUTE_WORDS[one.route],
             CANDIDATE_WORDS[one.state], one.account_id == actor.account_id)
            for one in people if one.state != "collecting"
            and (desk or one.state != "refused" or one.account_id == actor.account_id)
        ],
        "conditions": [(code, REQUIREMENTS[f"candidate_{code}"][0]) for code in conditions if code != "owner"],
        "routes": [(code, words) for code, words in ROUTE_WORDS.items() if code != Route.SELF],
        "steps": _STEPS, "step": _AT[row.state], "posted_till": posted.day if posted else None,
        "homes": homes_of(actor, estate_id), "today": clock.today(), "typed": request.POST, "refusals": said,
        "errors": errors, "key": f"slate-{new_id()}", "layout": shown.layout(actor), "active": "votes",
        "stands": any(one.account_id == actor.account_id and one.state != "collecting" for one in people),
        **nominating.on_slate(actor, row, people, names, desk=desk),
    }  # fmt: skip
    return render(request, "decisions/slate.html", facts, refusal.status if refusal else 200)
