"""Who is told of what happened: a delivery for every event and subscription that fit, derived from the history.

The history is looked through by id (ids grow with time, also when the machine's clock is set back: hosting/steady.py),
up to the oldest transaction that is still open: what it will commit may have a smaller id than what is there already.
The mark never passes the newest event there is. The unique key makes a second look harmless.
"""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

from sanguanjia.kernel import clock
from sanguanjia.kernel.ids import id_before, new_id
from sanguanjia.kernel.scoped import cross_estate

from .models import Hook, HookDelivery, HookMark
from .types import DeliveryState, HookState

_MARGIN_SECONDS = 60  # clocks of other machines, and the moment between drawing an id and opening the transaction
MOST_EVENTS = 5_000
_AGE = """
    SELECT coalesce(extract(epoch FROM clock_timestamp() - min(xact_start)), 0)::bigint,
           (SELECT max(id) FROM cases_caseevent)
    FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL
"""
_FITTING = """
    SELECT e.id, e.estate_id, e.case_id, e.verb, k.id
    FROM cases_caseevent e
    JOIN kernel_home h ON h.id = e.estate_id
    JOIN interfaces_hook k ON k.state <> 'ended' AND k.verbs @> to_jsonb(e.verb) AND e.at >= k.created_at
    JOIN kernel_home p ON p.id = k.home_id AND starts_with(h.path, p.path)
    WHERE e.id > %s AND e.id <= %s
      AND NOT EXISTS (SELECT 1 FROM interfaces_hookdelivery d
                      WHERE d.estate_id = e.estate_id AND d.hook_id = k.id AND d.event_id = e.id)
    ORDER BY e.id LIMIT %s
"""


def begin_looking() -> None:
    """The first subscription in force: from now on the history is looked through, however late the job comes."""
    if not Hook.objects.exclude(state=HookState.ENDED.value).exists():
        HookMark.objects.update_or_create(pk=1, defaults={"upto": id_before(2 * _MARGIN_SECONDS)})


def spread() -> int:
    """Write what is owed since the last look. Answers how many deliveries."""
    if not Hook.objects.exclude(state=HookState.ENDED.value).exists():
        return 0
    made = 0
    while True:
        with transaction.atomic(), cross_estate():
            mark = HookMark.objects.select_for_update().get(pk=1)
            safe = _settled()
            rows = _owed(mark.upto)
            HookDelivery.objects.bulk_create([_delivery(row) for row in rows], ignore_conflicts=True)
            made += len(rows)
            full = len(rows) == MOST_EVENTS
            # Not past the first event that may still be missing one of its deliveries, nor past what may yet commit.
            reached = min(safe, rows[-1][0] - 1) if full else safe
            HookMark.objects.filter(pk=1, upto__lt=reached).update(upto=reached)
        if not full:
            return made


def _owed(upto: int) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(_FITTING, [upto, (1 << 63) - 1, MOST_EVENTS])
        return list(cursor.fetchall())


def _delivery(row: Any) -> HookDelivery:
    event_id, estate_id, case_id, verb, hook_id = row
    now = clock.now()
    return HookDelivery(
        id=new_id(), estate_id=estate_id, hook_id=hook_id, event_id=event_id, case_id=case_id, verb=verb[:24],
        made_at=now, due_at=now, state=DeliveryState.WAITING.value,
    )  # fmt: skip


def _settled() -> int:
    """The id up to which nothing can be missing."""
    with connection.cursor() as cursor:
        cursor.execute(_AGE)
        age, newest = cursor.fetchone()
    return min(id_before(max(int(age), 0) + _MARGIN_SECONDS), newest or 0)
