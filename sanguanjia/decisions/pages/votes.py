"""业主表决: the list, one vote from its notice to its result, the roll, the certificate."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sanguanjia.access.queries import account_of
from sanguanjia.access.types import Role
from sanguanjia.decisions import deeming, following, outside, queries, witnesses
from sanguanjia.decisions.pages import again, ballot, objected, shown
from sanguanjia.decisions.permissions import LIVING_HERE, PREPARERS, TYPISTS, WATCHERS, WITNESSES
from sanguanjia.decisions.proof.heads import check_words
from sanguanjia.decisions.rules.count import consent_key
from sanguanjia.decisions.texts import deemed_lines, follows, shortfalls
from sanguanjia.decisions.voices import Voice
from sanguanjia.decisions.vote_wording import (
    CALLER_WORDS,
    CAPACITY_WORDS,
    CHANNEL_WORDS,
    CHOICE_WORDS,
    FORM_WORDS,
    PRECEDENCE_WORDS,
    SCOPE_WORDS,
    SOURCE_WORDS,
    SYSTEM_WORDS,
)
from sanguanjia.decisions.wording import MATTER_WORDS, REASON_WORDS, REQUIREMENTS
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.doors import for_known
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.look.forms import actor_of, errors_of, render
from sanguanjia.registry import queries as registry


@for_known
@never_cache
@require_GET
def votes(request: HttpRequest) -> HttpResponse:
    """业主表决"""
    actor = actor_of(request)
    desk = actor.has_role(*WATCHERS)
    lived = {m.home_id for m in actor.mandates if m.role in LIVING_HERE}
    kept = {row.pk for row in registry.estates_within(actor.places(*WATCHERS))[:200]} if desk else set()
    lines = queries.votes_within(sorted(lived | kept))
    names = registry.names_of_homes({line.estate_id for line in lines} | lived | kept)
    prepares = {row.pk for row in registry.estates_within(actor.places(*PREPARERS))[:200]} if desk else set()
    facts = {
        "lines": [
            (line, names[line.estate_id], shown.status(line.state))
            for line in lines if line.state != "draft" or line.estate_id in kept
        ],
        "prepares": sorted((names[home], home) for home in prepares), "lived": sorted((names[h], h) for h in lived),
        "layout": shown.layout(actor), "desk": desk, "active": "votes",
    }  # fmt: skip
    return render(request, "decisions/votes.html", facts)


@for_known
@never_cache
@require_GET
def vote(request: HttpRequest, estate_id: int, vote_id: int) -> HttpResponse:
    """一次表决"""
    return vote_page(request, shown.enter(actor_of(request), estate_id, vote_id))


def vote_page(request: HttpRequest, entered: shown.Entered, refusal: Refusal | None = None) -> HttpResponse:
    """The page of a vote, also after a refused move."""
    actor, found = actor_of(request), entered.vote
    said, errors = errors_of(refusal)
    place = entered.place.place
    desk = bool(actor.mandate_at(WATCHERS, place))
    locked = found.state != "draft"
    results = {row.item: row for row in queries.results(found)}
    begun = found.roll_day is not None and found.state not in ("draft", "announced")
    seen = queries.turnout(found) if begun else None
    facts = {
        "vote": found, "estate": registry.estate(found.estate_id), "status": shown.status(found.state),
        "agenda": [(item, MATTER_WORDS[item.matter], results.get(item.position)) for item in queries.items(found)
                   if item.question_id is None],
        "questions": _questions(found, results), "failed": again.failed(found), **again.related(found),
        "dated": any(row.effect in (following.HIRING, following.DISMISSING)
                     for row in (*queries.items(found), *queries.questions(found))),
        "then": _then(found),
        "called_by": CALLER_WORDS[found.caller], "form": FORM_WORDS[found.form], "scope": _scope_words(found),
        "precedence": PRECEDENCE_WORDS[found.precedence], "choices": CHOICE_WORDS, "reasons": REASON_WORDS,
        "short": {n: shortfalls(found, row.sums) for n, row in results.items()},
        "bars": shown.part_bars(seen) if seen else (), "seen": seen, "consent": _consent(found, results),
        "mine": [_mine(found, voice, actor) for voice in entered.voices], "words": check_words(found.log_root),
        "sources": [(SOURCE_WORDS.get(s, s), units, area) for s, units, area in queries.sources(found)],
        "desk": desk, "prepares": bool(actor.mandate_at(PREPARERS, place)),
        "types": bool(actor.mandate_at(TYPISTS, place)), "papers": queries.papers(found) if desk and locked else None,
        "disputes": queries.disputes(found) if desk and locked else (), "certificate": queries.certificate(found),
        "marks": witnesses.marks_of(found) if locked else (), "witnesses": bool(actor.mandate_at(WITNESSES, place)),
        "second": {n: deemed_lines(row.verdict.get("deemed"), row.sums.get("deemed")) for n, row in results.items()},
        "system": outside.system_of(found), "systems": SYSTEM_WORDS, "covenant": deeming.rule_of(found),
        "today": clock.today(), "refusals": said, "errors": errors, "typed": request.POST, "key": f"vote-{new_id()}",
        "layout": shown.layout(actor), "active": "votes",
    }  # fmt: skip
    return render(request, "decisions/vote.html", facts, refusal.status if refusal else 200)


def _questions(found: Any, results: dict[int, Any]) -> list[dict[str, Any]]:
    """Each question with its answers, their counts and what became of them, once counted."""
    outcomes = queries.outcomes(found)
    lines = []
    for entry in ballot.entries(found):
        if entry.asked is None:
            continue
        row = outcomes.get(entry.question.position)
        answers = [(n, item, results.get(item.position), _fate(row, item.position)) for n, item in entry.numbered]
        lines.append({"entry": entry, "answers": answers, "ranked": _ranked(row, answers), "outcome": row,
                      "why": _unmet(row) if row else []})  # fmt: skip
    return lines


def _ranked(row: Any, answers: list[Any]) -> list[Any]:
    """The answers as they came in: in, next, tied, then the rest by their heads."""
    order = [*row.elected, *row.tied, *row.alternates] if row else []
    places = {position: place for place, position in enumerate(order)}
    return sorted(answers, key=lambda one: (places.get(one[1].position, len(places)), -_yes(one[2]), one[0]))


def _yes(result: Any) -> int:
    return int(result.sums["for"]["n"]) if result else 0


def _fate(row: Any, position: int) -> tuple[str, str] | None:
    """What became of an answer."""
    if row is None:
        return None
    fates = ((row.elected, ("done", "当选")), (row.alternates, ("wait", "候补")), (row.tied, ("late", "票数相同")))
    return next((fate for held, fate in fates if position in held), ("stop", "未当选"))


def _unmet(row: Any) -> list[str]:
    """Every requirement that was not met, in words."""
    return [
        f"不符合要求：{REQUIREMENTS[check['code']][0].format_map(check['data'])}" if check["code"] in REQUIREMENTS
        else REASON_WORDS.get(check["code"], check["code"])
        for check in row.finding["checks"] if not check["met"]
    ]  # fmt: skip


def _scope_words(found: Any) -> str:
    if found.scope == "estate":
        return SCOPE_WORDS["estate"]
    name = following.part_words(found.estate_id, found.scope, found.scope_id)
    return f"{name or SCOPE_WORDS[found.scope]}（受益并承担费用的业主）"


def _then(found: Any) -> dict[int, tuple[str, str]]:
    """What follows from each matter, in words, and the page where it is gone on with ("": nowhere)."""
    said = {}
    for item in queries.items(found):
        words = follows(item)
        work = item.facts.get("work_id") if item.effect == following.SPENDING else None
        if words:
            said[item.position] = (words, reverse("funds:work", args=[found.estate_id, work]) if work else "")
    return said


def _consent(found: Any, results: dict[int, Any]) -> dict[int, Any]:
    """Bars of consent per item, with the mark of its level, once counted."""
    bars = {}
    for item in queries.items(found):
        held = found.settings.get(consent_key(item.matter, None))
        if held is not None and item.position in results:
            value, sums = held["value"], results[item.position].sums
            bars[item.position] = shown.consent_bars(sums, (value["num"], value["den"]), value["test"] == "gt")
    return bars


def _lines(found: Any, ballots: tuple[queries.Mine, ...]) -> list[tuple[Any, str, str, int]]:
    """A line per entry of the ballot: what stands, what I said in words, how it came, the entry's number."""
    by_item = {one.item: one for one in ballots}
    lines = []
    for number, entry in enumerate(ballot.entries(found), start=1):
        said = [by_item[item.position] for item in entry.answers if item.position in by_item]
        if said:
            words = entry.said({str(one.item): one.choice for one in said})
            lines.append((said[0], words, CHANNEL_WORDS[said[0].channel], number))
    return lines


def _mine(found: Any, voice: Voice, actor: Actor) -> dict[str, Any]:
    ballots = queries.my_ballots(found, voice)
    proxy = queries.proxy_of(found, voice)
    return {
        "voice": voice, "units": [line.code for line in voice.lines], "unit_id": voice.lines[0].unit_id,
        "area": voice.area, "area_share": shown.share_of(voice.area, found.total_area),
        "n_share": shown.share_of(1, found.total_n), "developer": voice.lines[0].developer,
        "source": SOURCE_WORDS.get(voice.lines[0].area_source, ""), "owners": len(voice.lines[0].owners),
        "capacity": CAPACITY_WORDS[str(voice.capacity)],
        "ballots": _lines(found, ballots),
        "proxy": proxy if proxy is not None and proxy.account_id != actor.account_id else None,
    }  # fmt: skip


@for_known
@never_cache
@require_GET
def roll(request: HttpRequest, estate_id: int, vote_id: int) -> HttpResponse:
    """业主名册: every unit with its area; no names."""
    actor = actor_of(request)
    entered = shown.enter(actor, estate_id, vote_id)
    after = request.GET.get("after", "")[:40]
    lines = queries.roll_lines(entered.vote, after=after, limit=201)
    facts = {
        "vote": entered.vote, "estate": registry.estate(estate_id), "lines": lines[:200],
        "sources": SOURCE_WORDS, "more": lines[199].code if len(lines) > 200 else "",
        "words": check_words(entered.vote.log_root), "layout": shown.layout(actor), "active": "votes",
    }  # fmt: skip
    return render(request, "decisions/roll.html", facts)


@for_known
@never_cache
@require_GET
def certificate(request: HttpRequest, estate_id: int, vote_id: int) -> HttpResponse:
    """表决结果书, to read and to print."""
    entered, row, signatures = certified(request, estate_id, vote_id)
    facts = {
        "vote": entered.vote, "row": row, "text": row.text, "systems": SYSTEM_WORDS,
        "marks": witnesses.marks_of(entered.vote),
        "deemed": {
            item["position"]: deemed_lines(item["verdict"].get("deemed"), item["sums"].get("deemed"))
            for item in row.text["items"]
        }, "channels": CHANNEL_WORDS, "callers": CALLER_WORDS,
        "forms": FORM_WORDS, "matters": MATTER_WORDS, "reasons": REASON_WORDS,
        "short": {item["position"]: shortfalls(entered.vote, item["sums"]) for item in row.text["items"]},
        "signatures": signatures, "now": clock.now(), "answer_words": objected.answer_words,
        "objected": [(one, objected.state_words(one)) for one in objected.objections(actor_of(request), entered.vote)],
        "back": reverse("decisions:vote", args=[estate_id, vote_id]),
    }  # fmt: skip
    return render(request, "decisions/certificate.html", facts)


def certified(request: HttpRequest, estate_id: int, vote_id: int) -> tuple[shown.Entered, Any, list[Any]]:
    """The last certificate of a vote with its signatures (name, role, when). Refuses not_found; until it is posted it
    is the desk's."""
    entered = shown.enter(actor_of(request), estate_id, vote_id)
    found = queries.certificate(entered.vote)
    if found is None or (entered.vote.state == "counted" and not actor_of(request).has_role(*WATCHERS)):
        refuse("not_found")
    row, signatures = found
    return entered, row, [(_name(s.account_id), Role(s.role).label if s.role else "", s.at) for s in signatures]


def _name(account_id: int) -> str:
    account = account_of(account_id)
    return account.name if account else "已注销的账号"
