"""投票: choose, get the code for exactly this choice, confirm. Three taps, and all of it works without JavaScript."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sanguanjia.access import codes, throttle, ways
from sanguanjia.access.queries import account_of
from sanguanjia.decisions import actions
from sanguanjia.decisions.actions.casting import SAID_ON_SCREEN, Confirmed
from sanguanjia.decisions.pages import ballot, shown
from sanguanjia.decisions.pages.votes import vote_page
from sanguanjia.decisions.types import CastRef
from sanguanjia.decisions.voices import Voice
from sanguanjia.decisions.vote_wording import CHOICE_WORDS
from sanguanjia.kernel.doors import for_known
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.look.forms import actor_of, errors_of, key_of, render

PURPOSE = "decisions.cast"
_SHOWN_AGAIN = ("not_found", "login_needed", "not_permitted")


@for_known
@never_cache
@require_http_methods(["GET", "POST"])
def cast(request: HttpRequest, estate_id: int, vote_id: int, unit_id: int) -> HttpResponse:
    """投票"""
    actor = actor_of(request)
    entered = shown.enter(actor, estate_id, vote_id)
    voice = next((v for v in entered.voices if unit_id in {line.unit_id for line in v.lines}), None)
    if voice is None:
        refuse("not_found")
    if request.method != "POST":
        return _page(request, entered, voice, {})
    chosen = choices_of(request, entered.vote)
    try:
        if request.POST.get("step") != "cast":
            complete(entered.vote, chosen)
            return _page(request, entered, voice, chosen, sent=_ask(request, entered.vote, voice, chosen))
        ref = _cast(request, entered.vote, unit_id, voice, chosen)
    except Refusal as refusal:
        if refusal.reasons[0].code in _SHOWN_AGAIN:
            raise
        return _page(request, entered, voice, chosen, refusal=refusal)
    messages.success(request, f"已投票，记录编号 {ref.first_seq}。截止前可以在这里看到它有没有算数。")
    return HttpResponseRedirect(reverse("decisions:vote", args=[estate_id, vote_id]))


@for_known
@require_POST
def say(request: HttpRequest, estate_id: int, vote_id: int, verb: str) -> HttpResponse:
    """What an owner says about a ballot or an authority that others gave: `dispute`, `revoke`."""
    acts = {"dispute": actions.dispute, "revoke": actions.revoke_proxy}
    if verb not in acts:
        refuse("not_found")
    entered = shown.enter(actor_of(request), estate_id, vote_id)
    unit_id = shown.number_of(request.POST.get("unit", ""))
    try:
        acts[verb](actor_of(request), key=key_of(request), estate_id=estate_id, vote_id=vote_id, unit_id=unit_id)
    except Refusal as refusal:
        if refusal.reasons[0].code in _SHOWN_AGAIN:
            raise
        return vote_page(request, entered, refusal)
    messages.success(request, "这一票先不计了，请和共有人商量。" if verb == "dispute" else "委托已收回。")
    return HttpResponseRedirect(reverse("decisions:vote", args=[estate_id, vote_id]))


def choices_of(request: HttpRequest, vote: Any) -> dict[str, str]:
    """What was picked on the form, by item; items without a pick are absent."""
    return ballot.chosen_of(request.POST, ballot.entries(vote))


def complete(vote: Any, chosen: dict[str, str]) -> None:
    """No code is sent for half a ballot, nor for one with too many names."""
    wrong = ballot.wrong_with(ballot.entries(vote), chosen, SAID_ON_SCREEN)
    if wrong:
        raise Refusal(wrong)


def _said(vote: Any, voice: Voice, chosen: dict[str, str]) -> str:
    """The sentence that the code confirms: this vote, this home, these choices."""
    found = enumerate(ballot.entries(vote), start=1)
    words = "，".join(f"第{number}项{entry.numbers(chosen)}" for number, entry in found)
    return f"为{voice.lines[0].code}在“{vote.title[:20]}”（第{vote.number}次表决）投票：{words}"


def _ask(request: HttpRequest, vote: Any, voice: Voice, chosen: dict[str, str]) -> tuple[codes.Asked, ways.Way]:
    """A code along the way the owner picked (a verified phone or mailbox), and that way."""
    account = account_of(actor_of(request).account_id)
    way = ways.way_of(account, request.POST.get("by", "")) if account is not None else None
    if account is None or way is None:
        refuse("no_way_for_code", "code")
    here = throttle.address_of(request)
    return ways.send(PURPOSE, way, account.pk, address=here, words=_said(vote, voice, chosen), own=True), way


def _cast(request: HttpRequest, vote: Any, unit_id: int, voice: Voice, chosen: dict[str, str]) -> CastRef:
    """The code is spent and the ballot cast in one transaction: of two taps the second waits and finds the first's
    answer. A wrong try stays counted, so the refusal leaves only after the transaction."""
    actor, token = actor_of(request), request.POST.get("token", "")[:64]
    caught: Refusal | None = None
    with transaction.atomic():
        words = _said(vote, voice, chosen)
        accepted = codes.check(PURPOSE, token, request.POST.get("proof", "")[:12], words=words)
        fits = accepted is not None and accepted.account_id == actor.account_id
        try:
            return actions.cast(
                actor, key=key_of(request), estate_id=vote.estate_id, vote_id=vote.pk, unit_id=unit_id,
                choices=chosen, confirmed=Confirmed(fits),
            )  # fmt: skip
        except Refusal as refusal:
            caught = refusal
    raise caught


def _page(
    request: HttpRequest, entered: shown.Entered, voice: Voice, chosen: dict[str, str], *,
    sent: tuple[codes.Asked, ways.Way] | None = None, refusal: Refusal | None = None,
) -> HttpResponse:  # fmt: skip
    said, errors = errors_of(refusal)
    account = account_of(actor_of(request).account_id)
    facts = {
        "vote": entered.vote, "voice": voice, "units": [line.code for line in voice.lines], "chosen": chosen,
        "agenda": ballot.entries(entered.vote), "marks": list(ballot.MARKS.items()), "typed": request.POST,
        "area_share": shown.share_of(voice.area, entered.vote.total_area),
        "n_share": shown.share_of(1, entered.vote.total_n),
        "options": [(choice.value, CHOICE_WORDS[choice]) for choice in SAID_ON_SCREEN], "choices": CHOICE_WORDS,
        "asked": sent[0] if sent else None, "sent_to": sent[1].shown if sent else "",
        "ways": ways.ways_of(account) if account else (), "refusals": said, "errors": errors,
        "key": f"cast-{new_id()}", "layout": shown.layout(actor_of(request)), "active": "votes",
    }  # fmt: skip
    return render(request, "decisions/cast.html", facts, refusal.status if refusal else 200)
