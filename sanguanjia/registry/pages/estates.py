"""One estate: what it is made of, who manages it, what happened; and the list of its units."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.doors import for_known, needs
from sanguanjia.kernel.ids import typed_id
from sanguanjia.kernel.models import Home, Record
from sanguanjia.look import excel
from sanguanjia.look.types import Choice, Entry
from sanguanjia.registry import permissions, queries, wording
from sanguanjia.registry.sights import UnitSeen, units_seen
from sanguanjia.registry.things import estate_thing, sight_of
from sanguanjia.registry.types import UnmanagedKind, Use

from .mood import base_of

PAGE = 50
MOST_ROWS = 20_000


def entries_of(records: tuple[Record, ...]) -> tuple[Entry, ...]:
    """Records as lines of a timeline: what, in which capacity, when, for which reason."""
    return tuple(
        Entry(
            at=record.at, who=wording.CAPACITIES.get(record.capacity, "平台"),
            what=wording.ACTS.get(record.act, record.act), note=record.reason,
            rule="、".join(record.policy_versions),
        )
        for record in records
    )  # fmt: skip


@for_known
@require_GET
def estate(request: HttpRequest, estate_id: int) -> HttpResponse:
    """The estate's page. Facts are for everybody logged in; the rest as far as the sentences allow."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    ref, today = queries.estate(estate_id), clock.today()
    sight = sight_of(actor, estate_id)
    facts = queries.unmanaged_facts(estate_id)
    context = {
        "estate": ref, "above": queries.homes_above(Home.objects.get(pk=estate_id)),
        "company": queries.managing_company(estate_id, today), "tenures": queries.tenures(estate_id),
        "buildings": queries.buildings_counted(estate_id, today) if sight.units else (),
        "entrances": queries.entrances(estate_id) if sight.units else (),
        "lifts": queries.lifts(estate_id), "grid": queries.grid_name(ref.grid_id),
        "units": queries.count_units(estate_id, today), "sight": sight, "today": today,
        "facts": [(fact, wording.word(UnmanagedKind, fact.kind)) for fact in facts],
        "entries": entries_of(queries.history(estate_id, limit=20)) if sight.history else (),
        "may_move": bool(permissions.may_move_estate(actor, estate_thing(estate_id))),
        "may_import": bool(permissions.may_import_rosters(actor, estate_thing(estate_id))),
        "may_rename": bool(permissions.may_rename(actor, estate_thing(estate_id))),
        "base": base_of(actor),
    }  # fmt: skip
    return render(request, "registry/estate.html", context, using="jinja2")


def _wanted(request: HttpRequest) -> dict[str, str]:
    use = request.GET.get("use", "")
    building = request.GET.get("building", "")
    return {
        "q": request.GET.get("q", "").strip()[:40],
        "use": use if use in set(Use) else "",
        "building": building if typed_id(building) is not None else "",
    }


def _rows(actor: Actor, estate_id: int, wanted: dict[str, str], after: str, limit: int) -> tuple[UnitSeen, ...]:
    """Found by code; by owner's name only for those who may see full names."""
    today, sight = clock.today(), sight_of(actor, estate_id)
    rows = queries.unit_rows(
        estate_id, today, text=wanted["q"], use=wanted["use"], by_owner=sight.names == "full",
        building_id=int(wanted["building"]) if wanted["building"] else None,
        after=typed_id(after), limit=limit,
    )  # fmt: skip
    return units_seen(estate_id, rows, sight, today)


@needs(permissions.may_see_units, at=estate_thing)
@require_GET
def units(request: HttpRequest, estate_id: int) -> HttpResponse:
    """The units of the estate, in the order people count, searched by code (and by owner where names may be seen)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    wanted, after = _wanted(request), request.GET.get("after", "")
    rows = _rows(actor, estate_id, wanted, after, PAGE + 1)
    kept = urlencode(wanted)
    here = reverse("registry:units", args=[estate_id])
    sight = sight_of(actor, estate_id)
    context = {
        "estate": queries.estate(estate_id), "rows": rows[:PAGE], "q": wanted["q"], "here": here, "sight": sight,
        "next": f"{here}?{kept}&after={rows[PAGE - 1].id}" if len(rows) > PAGE else "",
        "prev": f"{here}?{kept}" if after else "",
        "excel": f"{reverse('registry:units-excel', args=[estate_id])}?{kept}",
        "fields": (
            Choice("building", "楼栋", (("", "全部"), *((str(b.id), b.name) for b in queries.buildings(estate_id))),
                   wanted["building"]),
            Choice("use", "用途", (("", "全部"), *((u.value, wording.word(Use, u)) for u in Use)), wanted["use"]),
        ),
        "base": base_of(actor),
    }  # fmt: skip
    return render(request, "registry/units.html", context, using="jinja2")


@needs(permissions.may_see_units, at=estate_thing)
@require_GET
def units_excel(request: HttpRequest, estate_id: int) -> HttpResponse:
    """The same list, with the filters of the screen and no column more."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = _rows(actor, estate_id, _wanted(request), "", MOST_ROWS)
    head = ["房号", "用途", "建筑面积", "专有部分面积", "面积来源"]
    named = bool(sight_of(actor, estate_id).names)
    body = (
        (r.code, r.use_word, r.built_area, r.exclusive_area, r.source_word, *((r.owners,) if named else ()))
        for r in rows
    )
    return excel.answer(f"{queries.estate(estate_id).name}房屋", [*head, "业主"] if named else head, body)
