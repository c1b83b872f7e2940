"""Which of the 68 matters a report is about, on its own page: one tap confirms the suggestion or takes another."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST

from sanguanjia.cases import actions, matters, queries
from sanguanjia.cases.panels import Panel, provide
from sanguanjia.cases.permissions import may_choose_matter
from sanguanjia.cases.queries import CaseView
from sanguanjia.cases.step import thing_of
from sanguanjia.kernel.doors import for_known
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.look.forms import actor_of, key_of


@for_known
@require_POST
def choose(request: HttpRequest, estate_id: int, case_id: int) -> HttpResponse:
    """确认或更改事项类型"""
    actor = actor_of(request)
    queries.case_for(actor, estate_id, case_id)
    code = request.POST.get("code") or request.POST.get("other", "")
    try:
        actions.choose_matter(actor, key=key_of(request), estate_id=estate_id, case_id=case_id, code=code)
    except Refusal as refusal:
        if refusal.reasons[0].code != "unknown_matter":
            raise
        messages.error(request, "请先选一个事项类型。")
    else:
        messages.success(request, "已记下事项类型，以后的建议会参考。")
    return HttpResponseRedirect(reverse("cases:case", args=[estate_id, case_id]))


def draw(request: HttpRequest, view: CaseView) -> str:
    """The panel, for those who may choose and where the city has a list of matters."""
    seen = thing_of(view.row, view.facts, view.place)
    names = matters.matter_names(view.place.path)
    if not names or not may_choose_matter(actor_of(request), seen):
        return ""
    chosen = matters.chosen(view.row.estate_id, view.row.pk)
    offered = [(each, names[each.code]) for each in matters.suggested(view.row.text) if each.code in names]
    facts: dict[str, Any] = {
        "row": view.row,
        "offered": offered,
        "chosen": (chosen, names[chosen]) if chosen in names else None,
        "names": sorted(names.items()),
        "key": f"matter-{new_id()}",
    }
    return render_to_string("cases/parts/matter.html", facts, request, using="jinja2")


provide(Panel("matter", draw))
