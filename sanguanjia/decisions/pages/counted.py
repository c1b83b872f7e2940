"""我的票算进去了: where the ballot of my home stands in the log, under which signed root; what it says is not shown."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sanguanjia.decisions import inclusion, queries
from sanguanjia.decisions.pages import shown
from sanguanjia.decisions.proof.heads import check_words
from sanguanjia.decisions.texts import day_words
from sanguanjia.decisions.vote_wording import CHANNEL_WORDS
from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import for_known
from sanguanjia.kernel.refusal import refuse
from sanguanjia.look.forms import actor_of, render


@for_known
@never_cache
@require_GET
def counted(request: HttpRequest, estate_id: int, vote_id: int, unit_id: int) -> HttpResponse:
    """Line, hour and channel of what stands for my home, and the words of the lobby sheet's root."""
    entered = shown.enter(actor_of(request), estate_id, vote_id)
    voice = next((v for v in entered.voices if unit_id in {line.unit_id for line in v.lines}), None)
    if voice is None:
        refuse("not_found")
    head = inclusion.last_head(entered.vote)
    found = inclusion.entries(entered.vote, voice, head)
    whole = inclusion.grew_from_the_notice(entered.vote)
    facts = {
        "vote": entered.vote, "entries": found, "head": head, "channels": CHANNEL_WORDS,
        "hours": {entry.seq: _hour(entry.hour) for entry in found},
        "words": check_words(entered.vote.log_root) if entered.vote.log_root else (),
        "bent": not whole or any(entry.included is False for entry in found),
        "titles": {item.position: item.title for item in queries.items(entered.vote)},
    }  # fmt: skip
    return render(request, "decisions/counted.html", facts)


def _hour(logged: str) -> str:
    """2026年11月23日 18 时, as a clock on the wall in China has it; the log keeps the hour of the world."""
    there = clock.local(dt.datetime.fromisoformat(logged))
    return f"{day_words(there.date())} {there.hour} 时"
