"""The three rates of a place, with numerator, denominator, formula and version beside every figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sanguanjia.cases import figures, queries
from sanguanjia.cases.pages.layout import render
from sanguanjia.cases.pages.shown import clause_of
from sanguanjia.cases.permissions import OFFICER_ROLES
from sanguanjia.cases.places import PlaceFacts, place_facts
from sanguanjia.cases.rules import rates as rule
from sanguanjia.cases.rules.rates import Counts
from sanguanjia.cases.types import Level, Rate, RatesRule
from sanguanjia.cases.values import case_policy
from sanguanjia.cases.wording import LEVELS
from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import needs_role
from sanguanjia.kernel.refusal import refuse
from sanguanjia.look import excel
from sanguanjia.look.forms import actor_of
from sanguanjia.look.types import Why

NAMES = {"response": "响应率", "solved": "解决率", "satisfied": "满意率"}
LEVEL_FORMULA = "本级办结件数 ÷ 全部办结件数"


@dataclass(frozen=True)
class _Figures:
    """Everything the page and the sheet say about one place and period."""

    place: PlaceFacts
    first: date
    last: date
    rule: RatesRule
    counts: Counts
    three: tuple[Rate, ...]
    levels: dict[Level, int]

    @property
    def clause(self) -> str:
        """The source of the formula."""
        return clause_of(self.rule.version)[0]


def _figures(request: HttpRequest) -> _Figures:
    """The figures of the actor's office for the asked period, this month if none was asked."""
    mandates = actor_of(request).mandates
    mandate = next((m for m in mandates if m.role in OFFICER_ROLES.values()), None) or refuse("not_permitted")
    today = clock.today()
    first = _day(request.GET.get("from", ""), today.replace(day=1))
    last = _day(request.GET.get("to", ""), today)
    place = place_facts(mandate.home_id, last)
    values = case_policy(place, last).rates
    counts = figures.counts(place.path, first, last, values.satisfied_from)
    levels = figures.closed_levels(place.path, first, last)
    return _Figures(place, first, last, values, counts, rule.three_rates(counts, values), levels)


@needs_role(*OFFICER_ROLES.values())
@never_cache
@require_GET
def rates(request: HttpRequest) -> HttpResponse:
    """三率"""
    found = _figures(request)
    total = rule.score(found.three, found.rule)
    period = f"from={found.first}&to={found.last}"
    facts = {
        "place": found.place,
        "first": found.first,
        "last": found.last,
        "shown": [(NAMES[r.name], r, _why(r, found.clause)) for r in found.three],
        "score": rule.as_decimal(total) if total is not None else None,
        "score_why": Why("加权合计", found.clause, found.rule.version, (("公式", found.rule.formulas["score"]),)),
        "counts": found.counts,
        "levels": [(LEVELS[level.value], n, "") for level, n, _share in rule.closed_at_each_level(found.levels)],
        "kept": queries.snapshots(found.place.home_id),
        "names": NAMES,
        "all_href": f"{reverse('cases:list')}?view=all&{period}",
        "excel": f"{reverse('cases:rates-excel')}?{period}",
        "active": "rates",
    }
    return render(request, "cases/rates.html", facts)


@needs_role(*OFFICER_ROLES.values())
@never_cache
@require_GET
def as_excel(request: HttpRequest) -> HttpResponse:
    """The same figures as a sheet, each with its numerator, denominator, formula and version."""
    found = _figures(request)
    rows: list[tuple[object, ...]] = [
        (NAMES[r.name], r.numerator, r.denominator, r.formula, r.version) for r in found.three
    ]
    rows += [
        (f"{LEVELS[level.value]}办结", number, sum(found.levels.values()), LEVEL_FORMULA, "")
        for level, number, _share in rule.closed_at_each_level(found.levels)
    ]
    rows = [(found.place.name, found.first, found.last, *row) for row in rows]
    return excel.answer("三率", ("地方", "从", "到", "指标", "分子", "分母", "公式", "规则版本"), rows)


def _why(rate: Rate, clause: str) -> Why:
    return Why(rate.formula, clause, rate.version, (("分子", str(rate.numerator)), ("分母", str(rate.denominator))))


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text) if text else otherwise
    except ValueError:
        return otherwise
