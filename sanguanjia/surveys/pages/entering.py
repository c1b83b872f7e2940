"""One household after another, as they said it on the phone or on paper: for somebody with a list in the hand."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import home_of, needs
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.surveys import actions, queries, store, wording
from sanguanjia.surveys.permissions import may_enter
from sanguanjia.surveys.types import BY_HAND

from .answering import scores_of

WAYS = tuple((channel.value, wording.CHANNELS[channel]) for channel in BY_HAND)
_NEXT = 6


@needs(may_enter, at=home_of("estate_id"))
@never_cache
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, estate_id: int, survey_id: int) -> HttpResponse:
    """The form of one household; once it is stored, the same for the next one, with the way as it was."""
    survey = store.find(estate_id, survey_id)
    refusal: Refusal | None = None
    if request.method == "POST":
        door, channel = request.POST.get("door", "").strip()[:40], request.POST.get("channel", "")[:8]
        try:
            actions.enter(
                actor_of(request), key=key_of(request), estate_id=estate_id, survey_id=survey_id, door=door,
                channel=channel, scores=scores_of(request, survey.questions),
            )  # fmt: skip
        except Refusal as found:
            refusal = found
        else:
            messages.success(request, f"{door}已录入，接着录下一户。")
            here = reverse("surveys:enter", args=[estate_id, survey_id])
            return HttpResponseRedirect(f"{here}?{urlencode({'channel': channel, 'after': door})}")
    return _page(request, (estate_id, survey_id), request.POST or request.GET, refusal)


def _page(
    request: HttpRequest, here: tuple[int, int], typed: Mapping[str, str], refusal: Refusal | None
) -> HttpResponse:  # fmt: skip
    said, errors = errors_of(refusal)
    survey = store.find(*here)
    policy = store.policy_of(survey)
    doors, at = queries.silent(survey), store.name_of(survey.estate_id)
    facts = {
        "survey": survey, "estate": at, "open": store.is_open(survey, clock.today()), "ways": WAYS, "typed": typed,
        "scale": [(str(score), word) for score, word in policy.scale], "left": len(doors),
        "doors": queries.after(doors, typed.get("after", "") or typed.get("door", ""), _NEXT),
        "channel": typed.get("channel", ""), "active": "surveys", "refusals": said, "errors": errors,
        "key": secrets.token_urlsafe(16),
    }  # fmt: skip
    return render(request, "surveys/enter.html", facts, refusal.status if refusal else 200)
