"""我的维修资金: what stands in the account of my home, every movement with its why, what the building's pool holds."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sanguanjia.funds import pooling, queries, wording, works
from sanguanjia.funds.permissions import OWNERS
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Mandate
from sanguanjia.kernel.doors import for_known
from sanguanjia.look.forms import actor_of, render
from sanguanjia.registry import queries as registry

from .shown import why_of

_LATEST = 20


@for_known
@never_cache
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """我的维修资金"""
    homes = {(m.home_id, m.unit_id): m for m in actor_of(request).mandates if m.role in OWNERS and m.unit_id}
    facts = {"homes": [_home(mandate) for mandate in homes.values()], "kinds": wording.ENTRY_KINDS, "w": wording,
             "active": "me"}  # fmt: skip
    return render(request, "funds/mine.html", facts)


def _home(mandate: Mandate) -> dict[str, Any]:
    estate_id, unit_id = mandate.home_id, mandate.unit_id or 0
    unit = registry.unit(estate_id, unit_id)
    account = queries.account_of_unit(estate_id, unit_id)
    moved = queries.movements(estate_id, account.id) if account else ()
    return {
        "estate": registry.estate(estate_id).name,
        "estate_id": estate_id,
        "door": unit.code,
        "account": account,
        "pool": (pool := queries.pool_of(estate_id, unit.building_id)),
        "pool_moved": queries.movements(estate_id, pool.id)[:_LATEST] if pool else (),
        "bought": pooling.bought(estate_id, unit.building_id, pool.id) if pool and unit.building_id else (),
        "year": clock.today().year,
        "moved": [(movement, why_of(movement, estate_id)) for movement in moved[:_LATEST]],
        "more": len(moved) > _LATEST,
        "works": works.shares_of(estate_id, unit_id),
    }
