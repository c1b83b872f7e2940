"""One unit: areas with their sources, owners over time, guardians, what came out of what."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.doors import needs
from sanguanjia.registry import permissions, queries, wording
from sanguanjia.registry.sights import owners_of, why_area, within
from sanguanjia.registry.things import sight_of, unit_thing
from sanguanjia.registry.types import AreaSource, Use

from .estates import entries_of
from .mood import base_of


@needs(permissions.may_see_unit, at=unit_thing)
@require_GET
def unit(request: HttpRequest, estate_id: int, unit_id: int) -> HttpResponse:
    """The unit's page. Neighbours see code, use and areas; who owns it only those whom the sentences name."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    today = clock.today()
    row = queries.unit_row(estate_id, unit_id)
    sight = within(sight_of(actor, estate_id, unit_id), row.building_id)
    owners = owners_of(row, sight, today)
    context = {
        "estate": queries.estate(estate_id), "unit": row, "use_word": wording.word(Use, row.use), "sight": sight,
        "built_word": wording.word(AreaSource, row.built_area_source) if row.built_area_source else "",
        "exclusive_word": wording.word(AreaSource, row.exclusive_area_source) if row.exclusive_area_source else "",
        "why_built": why_area(row, "built_area"), "why_exclusive": why_area(row, "exclusive_area"),
        "present": [o for o in owners if o.is_present], "past": [o for o in owners if not o.is_present],
        "developers": any(o.basis.startswith("developer") for o in owners if o.is_present),
        "before": queries.units_before(estate_id, unit_id), "after": queries.units_after(estate_id, unit_id),
        "living": row.valid_to is None or row.valid_to > today,
        "entries": entries_of(queries.history(estate_id, unit_id=unit_id, limit=30)) if sight.history else (),
        "base": base_of(actor),
        "guards": queries.guardianships_of_unit(estate_id, unit_id, today) if sight.keep_units else (),
    }  # fmt: skip
    return render(request, "registry/unit.html", context, using="jinja2")
