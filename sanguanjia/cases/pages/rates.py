"""The three rates of a place, with numerator, denominator, formula and version beside every figure."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sanguanjia.cases import figures, queries
from sanguanjia.cases.pages.layout import actor_of, render
from sanguanjia.cases.pages.shown import clause_of
from sanguanjia.cases.permissions import OFFICER_ROLES
from sanguanjia.cases.places import place_facts
from sanguanjia.cases.rules import rates as rule
from sanguanjia.cases.types import Rate
from sanguanjia.cases.values import case_policy
from sanguanjia.cases.wording import LEVELS
from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import needs_role
from sanguanjia.kernel.refusal import refuse
from sanguanjia.look.types import Why

NAMES = {"response": "响应率", "solved": "解决率", "satisfied": "满意率"}


@needs_role(*OFFICER_ROLES.values())
@never_cache
@require_GET
def rates(request: HttpRequest) -> HttpResponse:
    """三率"""
    actor = actor_of(request)
    mandate = next((m for m in actor.mandates if m.role in OFFICER_ROLES.values()), None) or refuse("not_permitted")
    today = clock.today()
    first = _day(request.GET.get("from", ""), today.replace(day=1))
    last = _day(request.GET.get("to", ""), today)
    place = place_facts(mandate.home_id, last)
    values = case_policy(place, last).rates
    counts = figures.counts(place.path, first, last, values.satisfied_from)
    three = rule.three_rates(counts, values)
    total = rule.score(three, values)
    clause, _title = clause_of(values.version)
    shown = [(NAMES[r.name], r, _why(r, clause)) for r in three]
    levels = rule.closed_at_each_level(figures.closed_levels(place.path, first, last))
    facts = {
        "place": place,
        "first": first,
        "last": last,
        "shown": shown,
        "score": rule.as_decimal(total) if total is not None else None,
        "score_why": Why("加权合计", clause, values.version, (("公式", values.formulas["score"]),)),
        "counts": counts,
        "levels": [(LEVELS[level.value], number, "") for level, number, _share in levels],
        "kept": queries.snapshots(place.home_id),
        "all_href": f"{reverse('cases:list')}?view=all&from={first}&to={last}",
        "active": "rates",
    }
    return render(request, "cases/rates.html", facts)


def _why(rate: Rate, clause: str) -> Why:
    return Why(rate.formula, clause, rate.version, (("分子", str(rate.numerator)), ("分母", str(rate.denominator))))


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text) if text else otherwise
    except ValueError:
        return otherwise
