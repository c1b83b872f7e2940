"""Marking one's own messages as read: a person's own affair, no act and no record."""

from __future__ import annotations

from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.scoped import cross_estate

from .models import Message


def mark_read(actor: Actor, estate_id: int, message_id: int) -> None:
    """One message, once; somebody else's is left alone."""
    mine = Message.objects.filter(estate_id=estate_id, pk=message_id, account_id=actor.account_id or 0)
    mine.filter(read_at=None).update(read_at=clock.now())


def mark_all_read(actor: Actor) -> None:
    """Everything one has."""
    with cross_estate():
        Message.objects.filter(account_id=actor.account_id or 0, read_at=None).update(read_at=clock.now())
