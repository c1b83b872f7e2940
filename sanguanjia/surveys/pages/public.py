"""What everybody may see: surveys open to one's household, and the published figures of places and companies."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from sanguanjia.kernel.doors import for_anyone
from sanguanjia.look import excel
from sanguanjia.look.forms import actor_of, render
from sanguanjia.registry import queries as registry
from sanguanjia.surveys import queries, store
from sanguanjia.surveys.queries import Line, Year

from .picture import picture, tenths

HEAD = ("年份", "项目", "满意率", "误差（百分点）", "区间", "作答户数", "满意户数", "总户数", "回收户数", "来源")
FEW = "回答太少，不公布"


@for_anyone
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Open surveys of one's own households, then the last published figure of every place."""
    actor = actor_of(request)
    text = request.GET.get("q", "").strip()[:40]
    listed = queries.published(text)
    counted = queries.overall_of(listed)
    rows = [(survey, shown(counted.get(survey.pk))) for survey in listed]
    facts = {
        "asked": () if actor.is_anonymous else queries.asked(actor), "rows": rows, "q": text, "active": "surveys",
        "known": not actor.is_anonymous,
    }  # fmt: skip
    return render(request, "surveys/index.html", facts)


@for_anyone
@require_GET
def place(request: HttpRequest, home_id: int) -> HttpResponse:
    """The series of an estate, or of a larger place."""
    name, years = store.name_of(home_id), queries.series(home_id)
    return _series(request, name, years, reverse("surveys:place-excel", args=[home_id]), queries.companies(home_id))


@for_anyone
@require_GET
def place_excel(request: HttpRequest, home_id: int) -> HttpResponse:
    """The same as a sheet."""
    return excel.answer(f"满意度 {store.name_of(home_id)}", HEAD, _cells(queries.series(home_id)))


@for_anyone
@require_GET
def company(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """The series of a company over its estates."""
    name, years = registry.organisation(organisation_id).name, queries.company_series(organisation_id)
    return _series(request, name, years, reverse("surveys:company-excel", args=[organisation_id]), ())


@for_anyone
@require_GET
def company_excel(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """The same as a sheet."""
    name = registry.organisation(organisation_id).name
    return excel.answer(f"满意度 {name}", HEAD, _cells(queries.company_series(organisation_id)))


def shown(line: Line | None) -> str:
    """A figure in words, never without its margin."""
    if line is None or line.shown is None:
        return FEW
    return f"{tenths(line.shown.rate)}（±{line.shown.margin // 10}.{line.shown.margin % 10} 个百分点）"


def table_of(years: Sequence[Year]) -> list[list[str]]:
    """The rows of the table beside the picture, newest first."""
    return [
        [year.label, line.name, shown(line), f"{line.counted.rated:,}", _share(line), year.source or "平台调查"]
        for year in reversed(years)
        for line in year.lines
    ]


def _series(
    request: HttpRequest, name: str, years: Sequence[Year], sheet: str, companies: Sequence[tuple[int, str]]
) -> HttpResponse:
    facts = {
        "name": name, "years": years, "picture": picture(years), "table": table_of(years), "sheet": sheet,
        "companies": companies, "active": "surveys",
    }  # fmt: skip
    return render(request, "surveys/series.html", facts)


def _share(line: Line) -> str:
    counted = line.counted
    return f"{tenths(counted.answers * 1000 // counted.households)}（{counted.answers:,}/{counted.households:,} 户）"


def _cells(years: Sequence[Year]) -> list[list[object]]:
    rows: list[list[object]] = []
    for year in years:
        for line in year.lines:
            found, counted = line.shown, line.counted
            rate = (
                [tenths(found.rate), tenths(found.margin)[:-2], f"{tenths(found.low)}–{tenths(found.high)}"]
                if found
                else [FEW, "", ""]
            )
            satisfied = counted.satisfied if found else ""
            rows.append(
                [
                    year.label,
                    line.name,
                    *rate,
                    counted.rated,
                    satisfied,
                    counted.households,
                    counted.answers,
                    year.source,
                ]
            )
    return rows
