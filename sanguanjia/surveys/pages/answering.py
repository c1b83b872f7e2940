"""A household answers on the phone: one page, a tap per question, one to send."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sanguanjia.kernel.doors import for_known
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.surveys import actions, queries, store


@for_known
@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, estate_id: int, survey_id: int, unit_id: int) -> HttpResponse:
    """The questions, and the answer of this household."""
    actor = actor_of(request)
    here = (estate_id, survey_id, unit_id)
    mine = next((a for a in queries.asked(actor) if (a.survey.estate_id, a.survey.pk, a.unit_id) == here), None)
    if mine is None:
        lives_there = any(m.unit_id == unit_id and m.home_id == estate_id for m in actor.mandates)
        refuse("staff_excluded" if lives_there and queries.is_staff(actor, estate_id, survey_id) else "not_found")
    survey = mine.survey
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            actions.answer(
                actor, key=key_of(request), estate_id=estate_id, survey_id=survey_id, unit_id=unit_id,
                scores=scores_of(request, survey.questions),
            )  # fmt: skip
        except Refusal as found:
            refusal = found
        else:
            messages.success(request, "谢谢，您家的回答收到了。截止后可以看结果。")
            return HttpResponseRedirect(reverse("surveys:index"))
    said, errors = errors_of(refusal)
    facts = {
        "survey": survey, "asked": mine, "scale": [(str(s), word) for s, word in store.policy_of(survey).scale],
        "estate": store.name_of(estate_id), "refusals": said, "errors": errors, "typed": request.POST,
        "key": secrets.token_urlsafe(16),
    }  # fmt: skip
    return render(request, "surveys/answer.html", facts, refusal.status if refusal else 200)


def scores_of(request: HttpRequest, questions: Sequence[Sequence[str]]) -> dict[str, int]:
    """Question → what was chosen; what is no number counts as a choice nobody knows."""
    given = {code: request.POST.get(code, "")[:3] for code, _ in questions}
    return {code: int(v) if v.isascii() and v.isdecimal() else 0 for code, v in given.items() if v}
