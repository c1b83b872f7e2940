"""The three rates of a place, with numerator, denominator, formula and version beside every figure."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sanguanjia.cases import exporting, figures, queries
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
from sanguanjia.kernel.doors import home_of, needs, needs_role
from sanguanjia.kernel.predicates import holds
from sanguanjia.kernel.refusal import refuse
from sanguanjia.look import excel
from sanguanjia.look.forms import actor_of
from sanguanjia.look.types import Why

NAMES = {"response": "响应率", "solved": "解决率", "satisfied": "满意率"}
MOST_LISTED = 500


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
        "again": _again(found),
        "excluded": rule.excluded_share(found.counts, found.rule),
        "call_backs": f"{reverse('cases:call-backs')}?{period}",
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
    left_out = rule.excluded_share(found.counts, found.rule)
    rows.append(("不计入", left_out.numerator, left_out.denominator, left_out.formula, left_out.version))
    rows += [
        (f"{LEVELS[level.value]}办结", number, sum(found.levels.values()), rule.LEVEL_FORMULA, "")
        for level, number, _share in rule.closed_at_each_level(found.levels)
    ]
    rows = [(found.place.name, found.first, found.last, *row) for row in rows]
    return excel.answer("三率", ("地方", "从", "到", "指标", "分子", "分母", "公式", "规则版本"), rows)


@needs(holds(*OFFICER_ROLES.values()), at=home_of("home_id"))
@never_cache
@require_GET
def sheet(request: HttpRequest, home_id: int, sheet_id: int) -> HttpResponse:
    """一次存档：每个数字的分子、分母、公式，和每一件事"""
    row, kept = queries.sheet(home_id, sheet_id)
    names = {f"closed_at.{code}": f"{word}办结" for code, word in LEVELS.items()} | NAMES | {"score": "综合得分"}
    terms = [("responded", "按时响应"), ("solved", "已解决"), ("satisfied", "满意"), ("silent", "到期自动结案")]
    listed = [
        (reverse("cases:case", args=[home, case]), case, [word for name, word in terms if bits & rule.BITS[name]])
        for home, case, bits in row.matters[:MOST_LISTED]
    ]
    left_out = [
        (reverse("cases:case", args=[home, case]), case, case_policy_names(home_id, row.last_day).get(code, code))
        for home, case, code in row.excluded[:MOST_LISTED]
    ]
    facts = {
        "row": row, "kept": kept, "names": names | {"excluded": "不计入的比例"}, "listed": listed,
        "left_out": left_out, "most": MOST_LISTED, "active": "rates",
        "export": reverse("cases:rate-export", args=[home_id, sheet_id]),
    }  # fmt: skip
    return render(request, "cases/sheet.html", facts)


@needs(holds(*OFFICER_ROLES.values()), at=home_of("home_id"))
@never_cache
@require_GET
def export(request: HttpRequest, home_id: int, sheet_id: int) -> HttpResponse:
    """Everything to compute a published figure again: events, formula, script, as one archive."""
    published = exporting.as_published(home_id, sheet_id)
    packed = io.BytesIO()
    with TemporaryDirectory() as folder, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        exporting.write(published, Path(folder))
        for name in ("events.jsonl", "formula.json", "published.json", "rates.py"):
            archive.write(Path(folder) / name, f"rates-{sheet_id}/{name}")
    response = HttpResponse(packed.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="rates-{sheet_id}.zip"'
    return response


@needs_role("hotline_operator", *OFFICER_ROLES.values())
@never_cache
@require_GET
def call_backs(request: HttpRequest) -> HttpResponse:
    """回访：抽到的、还没有表态的报事人"""
    mandates = actor_of(request).mandates
    roles = ("hotline_operator", *OFFICER_ROLES.values())
    mandate = next((m for m in mandates if m.role in roles), None) or refuse("not_permitted")
    today = clock.today()
    first, last = _day(request.GET.get("from", ""), today - timedelta(days=30)), _day(request.GET.get("to", ""), today)
    sample = queries.call_backs(mandate.place, first, last)
    return render(
        request, "cases/call_backs.html", {"sample": sample, "first": first, "last": last, "active": "call-backs"}
    )


def case_policy_names(home_id: int, day: date) -> dict[str, str]:
    """The reasons not to count a matter, by code, as the place names them on a day."""
    return dict(case_policy(place_facts(home_id, day), day).rates.exclusions)


def _again(found: _Figures) -> list[tuple[str, str, int, int, int]]:
    days = case_policy(found.place, found.last).duplicate_days
    rows = figures.came_again(found.place.path, found.first, found.last, days)
    return [(r.place, r.company or "没有物业公司", r.matters, r.repeats, r.reopened) for r in rows]


def _why(rate: Rate, clause: str) -> Why:
    return Why(rate.formula, clause, rate.version, (("分子", str(rate.numerator)), ("分母", str(rate.denominator))))


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text) if text else otherwise
    except ValueError:
        return otherwise
