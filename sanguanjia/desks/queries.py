"""What a desk shows besides one list: how many wait in each, and who is waited for elsewhere."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from sanguanjia.access import queries as access
from sanguanjia.cases.queries import Filters
from sanguanjia.cases.queries.reach import parts_of
from sanguanjia.cases.queries.work_list import statement
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.scoped import cross_estate

MOST_COUNTED = 99  # beyond that a person reads "many"; the list itself has them all


def tally(actor: Actor, view: str) -> int | None:
    """How many matters the view has for the actor; None when there are more than MOST_COUNTED."""
    if not parts_of(actor, clock.today()):
        return 0
    text, values = statement(actor, Filters(view=view), MOST_COUNTED)
    with cross_estate(), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(DISTINCT (u.estate_id, u.id)) FROM ({text}) u", values)
        found = int(cursor.fetchone()[0])
    return found if found <= MOST_COUNTED else None


def tallies(actor: Actor, views: Iterable[str]) -> dict[str, int | None]:
    """`tally` for several views."""
    return {view: tally(actor, view) for view in views}


def waiting_claims(actor: Actor) -> int:
    """Claims to units that wait for this actor to decide (at most MOST_COUNTED + 1)."""
    return len(access.pending_claims(actor, limit=MOST_COUNTED + 1))
