"""Saved filters of one account: kept, listed, forgotten. A convenience without a record: no act depends on it."""

from __future__ import annotations

from django.db import connection

from sanguanjia.desks.models import SavedFilter
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.refusal import refuse
from sanguanjia.look.types import Saved

_OF_A_PAGE = "SELECT name, query FROM desks_savedfilter WHERE account_id = %s AND page = %s ORDER BY name"
MOST = 30  # per account: more would be a rubbish heap nobody reads


def _me(actor: Actor) -> int:
    return actor.account_id if actor.account_id is not None else refuse("login_needed")


def saved_filters(actor: Actor, page: str, query: str) -> tuple[Saved, ...]:
    """The actor's saved filters of a list, by name; the one that shows now is current."""
    with connection.cursor() as cursor:  # on every list there is: without the ORM it costs a third
        cursor.execute(_OF_A_PAGE, [_me(actor), page])
        return tuple(Saved(name, f"{page}?{kept}", kept == query) for name, kept in cursor.fetchall())


def all_saved(actor: Actor) -> tuple[tuple[int, str, str], ...]:
    """(id, name, address) of all the actor's saved filters, by name."""
    rows = SavedFilter.objects.filter(account_id=_me(actor)).order_by("name", "id")
    return tuple((row.pk, row.name, f"{row.page}?{row.query}") for row in rows)


def keep(actor: Actor, name: str, page: str, query: str) -> None:
    """Keep a filter under a name; the same name on the same list is replaced. Refuses `missing`, `too_many_filters`."""
    if not name:
        refuse("missing", "name", label="名称")
    mine = SavedFilter.objects.filter(account_id=_me(actor))
    if mine.count() >= MOST and not mine.filter(page=page, name=name).exists():
        refuse("too_many_filters", most=MOST)
    SavedFilter.objects.update_or_create(
        account_id=_me(actor), page=page, name=name, defaults={"query": query, "created_at": clock.now()}
    )


def forget(actor: Actor, filter_id: int) -> tuple[str, str]:
    """Forget one of one's own; answers (name, page). Refuses `not_found`, also for somebody else's."""
    row = SavedFilter.objects.filter(pk=filter_id, account_id=_me(actor)).first() or refuse("not_found")
    row.delete()
    return row.name, row.page
