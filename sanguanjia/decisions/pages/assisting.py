"""帮业主投票: at the desk or at the door. The owner says it; the confirming code comes to the owner's own phone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sanguanjia.access import codes, throttle, ways
from sanguanjia.access.queries import account_of, owners_of_units
from sanguanjia.decisions import actions, queries
from sanguanjia.decisions.actions.casting import SAID_ON_SCREEN, Confirmed
from sanguanjia.decisions.pages import ballot, shown
from sanguanjia.decisions.pages.casting import choices_of, complete
from sanguanjia.decisions.permissions import may_assist
from sanguanjia.decisions.types import CastRef
from sanguanjia.decisions.voices import head_of
from sanguanjia.decisions.vote_wording import CHANNEL_WORDS, CHOICE_WORDS
from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import home_of, needs
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.look.words import masked_name
from sanguanjia.registry import queries as registry

PURPOSE = "decisions.cast_assisted"
_SHOWN_AGAIN = ("not_found", "login_needed", "not_permitted")


@needs(may_assist, at=home_of("estate_id"))
@never_cache
@require_http_methods(["GET", "POST"])
def assist(request: HttpRequest, estate_id: int, vote_id: int) -> HttpResponse:
    """帮业主投票"""
    entered = shown.enter(actor_of(request), estate_id, vote_id)
    vote, sent, refusal = entered.vote, None, None
    chosen = choices_of(request, vote) if request.method == "POST" else {}
    try:
        lines, owners = _at_the_door(vote, request)
        if request.method == "POST" and lines:
            complete(vote, chosen)
            if request.POST.get("step") == "cast":
                ref = _cast(request, vote, lines, owners, chosen)
                messages.success(request, f"已投票，记录编号 {ref.first_seq}。已通知业主本人。")
                return HttpResponseRedirect(reverse("decisions:assist", args=[estate_id, vote_id]))
            sent = _ask(request, vote, lines, owners, chosen)
    except Refusal as found:
        if found.reasons[0].code in _SHOWN_AGAIN:
            raise
        refusal, lines, owners = found, (), ()
        if request.POST.get("unit") and found.reasons[0].code != "not_on_roll":
            lines, owners = _at_the_door(vote, request)
    return _page(request, entered, lines, owners, chosen, sent, refusal)


def _at_the_door(vote: Any, request: HttpRequest) -> tuple[tuple[Any, ...], tuple[tuple[str, str], ...]]:
    """The units of the head behind a door, and its owners' accounts that a code can reach, masked."""
    code = (request.POST.get("unit") or request.GET.get("unit", "")).strip()[:40]
    if not code:
        return (), ()
    lines = head_of(vote, queries.line_of_code(vote, code).unit_id)
    known = owners_of_units(vote.estate_id, [line.unit_id for line in lines], clock.today())
    found = []
    for account_id in known:
        account = account_of(account_id)
        way = ways.way_of(account, "") if account is not None else None
        if account is not None and way is not None:
            found.append((str(account_id), f"{masked_name(account.name)}，{way.shown}"))
    return lines, tuple(found)


def _owner(request: HttpRequest, owners: tuple[tuple[str, str], ...]) -> int:
    picked = request.POST.get("owner", "")
    if picked not in {name for name, _ in owners}:
        refuse("missing", "owner", label="哪一位业主")
    return int(picked)


def said_of(vote: Any, lines: tuple[Any, ...], chosen: dict[str, str]) -> str:
    """The sentence that the owner's code confirms: this vote, this home, these choices."""
    words = "，".join(
        f"第{number}项{entry.numbers(chosen)}" for number, entry in enumerate(ballot.entries(vote), start=1)
    )
    return f"请工作人员帮您为{lines[0].code}在“{vote.title[:20]}”（第{vote.number}次表决）投票：{words}"


def _ask(
    request: HttpRequest, vote: Any, lines: tuple[Any, ...], owners: tuple[tuple[str, str], ...], chosen: dict[str, str]
) -> codes.Asked:
    owner = _owner(request, owners)
    account = account_of(owner)
    way = ways.way_of(account, "") if account is not None else None
    if way is None:
        refuse("no_way_for_code", "owner")
    here = throttle.address_of(request)
    return ways.send(PURPOSE, way, owner, address=here, words=said_of(vote, lines, chosen))


def _cast(
    request: HttpRequest, vote: Any, lines: tuple[Any, ...], owners: tuple[tuple[str, str], ...], chosen: dict[str, str]
) -> CastRef:
    """As the owner's own cast: the code is spent and the ballot cast in one transaction."""
    owner, caught = _owner(request, owners), None
    with transaction.atomic():
        token, proof = request.POST.get("token", "")[:64], request.POST.get("proof", "")[:12]
        accepted = codes.check(PURPOSE, token, proof, words=said_of(vote, lines, chosen))
        fits = accepted is not None and accepted.account_id == owner
        try:
            return actions.cast_assisted(
                actor_of(request), key=key_of(request), estate_id=vote.estate_id, vote_id=vote.pk,
                unit_id=lines[0].unit_id, owner_id=owner, channel=request.POST.get("channel", "")[:8], choices=chosen,
                confirmed=Confirmed(fits),
            )  # fmt: skip
        except Refusal as refusal:
            caught = refusal
    raise caught


def _page(
    request: HttpRequest, entered: shown.Entered, lines: tuple[Any, ...], owners: tuple[tuple[str, str], ...],
    chosen: dict[str, str], sent: codes.Asked | None, refusal: Refusal | None,
) -> HttpResponse:  # fmt: skip
    said, errors = errors_of(refusal)
    facts = {
        "vote": entered.vote, "estate": registry.estate(entered.vote.estate_id), "lines": lines, "owners": owners,
        "area": sum(line.area for line in lines), "agenda": ballot.entries(entered.vote), "chosen": chosen,
        "options": [(choice.value, CHOICE_WORDS[choice]) for choice in SAID_ON_SCREEN],
        "marks": list(ballot.MARKS.items()),
        "channels": [(code, CHANNEL_WORDS[code]) for code in ("desk", "door")], "sent": sent,
        "typed": request.POST or request.GET, "refusals": said, "errors": errors, "key": f"assist-{new_id()}",
        "open": entered.vote.state == "open", "active": "votes",
    }  # fmt: skip
    return render(request, "decisions/assist.html", facts, refusal.status if refusal else 200)
