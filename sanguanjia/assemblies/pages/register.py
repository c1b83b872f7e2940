"""无物业小区清零: every estate without a company or a committee below an office, late ones first."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sanguanjia.assemblies import register as book
from sanguanjia.assemblies.pages import shown
from sanguanjia.assemblies.permissions import WATCHERS
from sanguanjia.assemblies.types import PATHS, Kind, State
from sanguanjia.assemblies.wording import KINDS
from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import needs_role
from sanguanjia.look.forms import actor_of, render
from sanguanjia.look.types import Saved

TABS = (("open", "全部"), ("late", "已超期"), ("none", "还没有开始"), ("running", "正在办"), ("sitting", "物管会履职"))


@needs_role(*WATCHERS)
@never_cache
@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """无物业小区清零"""
    paths = tuple(actor_of(request).places(*WATCHERS))
    today, now = clock.today(), clock.now()
    asked, number = request.GET.get("view", ""), request.GET.get("page", "")
    view = asked if asked in book.VIEWS else "open"
    page = int(number) if number.isascii() and number.isdecimal() and len(number) < 5 and int(number) else 1
    found = book.lines(paths, today, now, view=view, page=page)
    counts = book.counts(paths, today, now)
    here = reverse("assemblies:register")
    numbers = {"late": counts.late, "none": counts.idle, "running": counts.running, "sitting": counts.interim}
    facts = {
        "counts": counts, "lines": [_line(line) for line in found[: book.PAGE]], "active": "assemblies",
        "tabs": [Saved(word, f"?view={key}", key == view, numbers.get(key)) for key, word in TABS],
        "stages": _stages(book.stages(paths, today, now)),
        "months": [(f"{day.year}-{day.month:02d}", n) for day, n in book.burn_down(paths, book.month_ends(today))],
        "prev": f"{here}?view={view}&page={page - 1}" if page > 1 else "",
        "next": f"{here}?view={view}&page={page + 1}" if len(found) > book.PAGE else "",
        "shown": min(len(found), book.PAGE),
    }  # fmt: skip
    return render(request, "assemblies/register.html", facts)


def _line(line: book.EstateLine) -> dict[str, Any]:
    said = ((line.company, "有物业公司"), (line.committee, "有业委会"), (line.interim, "有物管会"))
    has = [words for is_so, words in said if is_so]
    none = "无物业（三项事实都成立）" if line.unmanaged else "没有物业公司，没有业委会"
    return {
        "line": line, "has": "、".join(has) or none,
        "kind": KINDS.get(line.kind, ""), "chip": shown.chip(line.kind, line.due_step, line.due_at),
        "status": shown.status(line.kind, line.state) if line.state else ("stop", "还没有开始"),
    }  # fmt: skip


def _stages(found: dict[tuple[str, str], int]) -> list[tuple[str, int, str]]:
    """Rows of the picture: how many estates are on which stage, in the order of the way."""
    rows = [("还没有开始", found.get(("", ""), 0), "?view=none")]
    for kind in (Kind.FIRST, Kind.INTERIM):
        for state in PATHS[kind]:
            n = found.get((kind.value, state.value), 0)
            if state is not State.DONE and (n or kind is Kind.FIRST):
                title = shown.stage_words(kind.value, state.value)[0]
                rows.append((f"物管会：{title}" if kind is Kind.INTERIM else title, n, "?view=running"))
    return rows
