"""From a notice to its people: who holds the roles there at this moment, and by which ways each is to be reached.

One errand, one transaction, a handful of statements: messages and deliveries are made set-based and at most once each,
because the database holds one message per notice and person and one delivery per message and channel.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from sanguanjia.kernel import clock
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.outgoing import Channel
from sanguanjia.kernel.scoped import cross_estate

from .models import Delivery, Errand, Message, Notice
from .rules.quiet import earliest
from .types import DeliveryState, Topic
from .values import Choices, choices_of, default_choices

MOST_ERRANDS = 200

_HOLDERS = """
    SELECT DISTINCT m.account_id FROM access_mandate m JOIN access_account a ON a.id = m.account_id
    WHERE m.role = ANY(%s) AND m.home_id = ANY(%s) AND m.valid @> %s::date AND a.is_active
      AND (%s::bigint IS NULL OR m.organisation_id = %s)
      AND (%s::bigint IS NULL OR m.grid_id IS NULL OR m.grid_id = %s)
      AND (%s::bigint IS NULL OR m.building_id = %s)
"""
_MESSAGES = """
    INSERT INTO notices_message (id, estate_id, notice_id, account_id, at, read_at)
    SELECT new.id, %s, %s, new.account_id, %s, NULL FROM unnest(%s::bigint[], %s::bigint[]) AS new (id, account_id)
    ON CONFLICT DO NOTHING
"""
_DELIVERIES = """
    INSERT INTO notices_delivery (id, estate_id, message_id, channel, state, due_at, attempts, claim, sender, address,
                                  receipt, fault)
    SELECT new.id, %s, new.message_id, new.channel, %s, new.due_at, 0, '', '', '', '', ''
    FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::timestamptz[]) AS new (id, message_id, channel, due_at)
    ON CONFLICT DO NOTHING
"""


def spread_due(most: int = MOST_ERRANDS) -> int:
    """Do every errand there is, oldest first. Answers how many. Two workers never take the same one."""
    done = 0
    while done < most and _spread_one():
        done += 1
    return done


def _spread_one() -> bool:
    with transaction.atomic(), cross_estate():  # the oldest of all estates; its rows are then named by estate
        errand = Errand.objects.select_for_update(skip_locked=True).order_by("id").first()
        if errand is None:
            return False
        notice = Notice.objects.get(estate_id=errand.estate_id, pk=errand.notice_id)
        spread(notice)
        errand.delete()
    return True


def spread(notice: Notice) -> None:
    """Make the messages and deliveries of one notice, as far as they are not there yet."""
    home = Home.objects.get(pk=notice.estate_id)
    receivers = holders(notice.audience)
    if receivers:
        with connection.cursor() as cursor:
            cursor.execute(_MESSAGES, [home.pk, notice.pk, notice.at, [new_id() for _ in receivers], receivers])
    messages = Message.objects.filter(estate_id=home.pk, notice_id=notice.pk).values_list("id", "account_id")
    _prepare(notice, home, list(messages))


def holders(audience: dict[str, Any]) -> list[int]:
    """Accounts that hold one of the audience's roles at its place or above it today, but for who is left out."""
    if not audience.get("roles"):
        return []
    homes = [int(part) for part in audience["path"].strip("/").split("/")]
    narrowed = [audience.get(name) for name in ("organisation_id", "grid_id", "building_id") for _ in range(2)]
    with connection.cursor() as cursor:
        cursor.execute(_HOLDERS, [audience["roles"], homes, clock.today(), *narrowed])
        return sorted(account for (account,) in cursor.fetchall() if account != audience.get("but"))


def _prepare(notice: Notice, home: Home, messages: Sequence[tuple[int, int]]) -> None:
    """One delivery per channel each receiver chose; SMS wait for the end of quiet hours."""
    standard = default_choices(home.path, clock.today())
    chosen = choices_of([account for _, account in messages])
    urgent = notice.urgent or notice.topic in standard.urgent_topics
    now = clock.now()
    rows = [
        (new_id(), message, channel.value, _due(now, channel, mine, standard, urgent))
        for message, account in messages
        for mine in (chosen.get(account, standard),)
        for channel in mine.channels_of(Topic(notice.topic), standard)
    ]
    if not rows:
        return
    columns = [list(column) for column in zip(*rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_DELIVERIES, [home.pk, DeliveryState.WAITING.value, *columns])


def _due(now: datetime, channel: Channel, mine: Choices, standard: Choices, urgent: bool) -> datetime:
    if channel is not Channel.SMS:
        return now
    local = now.astimezone(clock.SHANGHAI)
    moment = earliest(local.replace(tzinfo=None), mine.quiet or standard.quiet, urgent=urgent)
    return moment.replace(tzinfo=clock.SHANGHAI)


__all__ = ["Delivery", "holders", "spread", "spread_due"]
