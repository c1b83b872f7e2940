"""Send what is due. Claim, commit, send, mark; never twice (README, "Never twice").

A claim belongs to one worker until it runs out. Only the holder of the claim marks the delivery, so a worker that was
frozen and comes back cannot overwrite what another one did.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q

from sanguanjia.access import queries as access
from sanguanjia.access.rules import is_phone
from sanguanjia.kernel import clock
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.outgoing import Channel, Outgoing, Receipt
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.kernel.senders import TIMEOUT_SECONDS, Permanent, Sender, Temporary, sender_of
from sanguanjia.look import words

from . import attaching
from .models import Delivery, Message, Notice
from .phrases import template
from .rules.retrying import pause_after
from .rules.templates import fill
from .types import DeliveryState
from .values import choices_of, retry_minutes

log = logging.getLogger(__name__)
BATCH = 10  # claimed at once by one worker
LEASE = timedelta(minutes=5)  # far longer than a batch of senders that all hang until their time-out
MOST_BATCHES = 50

SenderOf = Callable[[Channel], Sender]


@dataclass(frozen=True)
class _Work:
    delivery: Delivery
    outgoing: Outgoing


def send_due(sender: SenderOf = sender_of, *, batch: int = BATCH, lease: timedelta = LEASE) -> int:
    """Send everything that is due now. Answers how many went out."""
    settle_lost_claims(sender)
    sent = 0
    for _ in range(MOST_BATCHES):
        claimed = claim(batch, lease)
        if not claimed:
            break
        sent += sum(_send(delivery, sender) for delivery in claimed)
    return sent


def claim(batch: int = BATCH, lease: timedelta = LEASE) -> list[Delivery]:
    """Take the oldest due deliveries for this worker alone, and commit that."""
    now, mark = clock.now(), secrets.token_hex(16)
    with transaction.atomic(), cross_estate():
        found = list(
            Delivery.objects.select_for_update(skip_locked=True)
            .filter(state=DeliveryState.WAITING.value, due_at__lte=now)
            .order_by("due_at")[:batch]
        )
        Delivery.objects.filter(pk__in=[row.pk for row in found]).update(
            state=DeliveryState.CLAIMED.value, claim=mark, claimed_until=now + lease, attempts=F("attempts") + 1
        )
        return list(Delivery.objects.filter(claim=mark, state=DeliveryState.CLAIMED.value).order_by("due_at"))


def settle_lost_claims(sender: SenderOf = sender_of) -> int:
    """Claims that ran out: their worker died between sending and marking, or before.

    Where the sender honours keys the delivery waits again and goes out under the same key: at most once. Where it does
    not, nobody can know whether it went: it is uncertain, and not repeated. The inbox has it in any case.
    """
    now, settled = clock.now(), 0
    for channel in Channel:
        again = sender(channel).honours_keys
        with transaction.atomic(), cross_estate():
            over = Q(claimed_until__lt=now) | Q(claimed_until__gt=now + 2 * LEASE)  # claimed while the clock was ahead
            lost = Delivery.objects.filter(over, state=DeliveryState.CLAIMED.value, channel=channel.value)
            if again:
                settled += lost.update(state=DeliveryState.WAITING.value, claim="", claimed_until=None)
            else:
                settled += lost.update(
                    state=DeliveryState.UNCERTAIN.value, claim="", claimed_until=None, ended_at=now, fault="worker_died"
                )
    return settled


def _send(delivery: Delivery, sender_of_channel: SenderOf) -> bool:
    sender = sender_of_channel(Channel(delivery.channel))
    if delivery.claimed_until is None or clock.now() > delivery.claimed_until - timedelta(seconds=2 * TIMEOUT_SECONDS):
        return False  # too late in the lease: it will be settled, not sent beside another worker
    try:
        outgoing = outgoing_of(delivery)
        receipt = sender.send(outgoing)
    except Temporary as fault:
        _again(delivery, str(fault) or "temporary")
        return False
    except Permanent as fault:
        _end(delivery, DeliveryState.GIVEN_UP, str(fault) or "permanent")
        return False
    return _mark_sent(delivery, sender, outgoing, receipt)


def outgoing_of(delivery: Delivery) -> Outgoing:
    """What the sender is given. Raises Permanent where there is no address."""
    message = Message.objects.get(estate_id=delivery.estate_id, pk=delivery.message_id)
    notice = Notice.objects.get(estate_id=delivery.estate_id, pk=message.notice_id)
    channel = Channel(delivery.channel)
    account = access.account_of(message.account_id)
    if account is None or not account.is_active:
        raise Permanent("no_account")
    address = _phone_of(account) if channel is Channel.SMS else _email_of(message.account_id)
    if not address:
        raise Permanent("no_address")
    said = fill(template(notice.template), notice.facts)
    text = said.sms if channel is Channel.SMS else said.body
    files = attaching.attachments_of(notice, message.account_id, address) if channel is Channel.EMAIL else ()
    return Outgoing(f"d{delivery.pk}", channel, address, said.subject, text, files)


def _phone_of(account: object) -> str:
    for typed in (getattr(account, "phone", ""), getattr(account, "username", "")):
        if typed and is_phone(typed):
            return str(typed)
    return ""


def _email_of(account_id: int) -> str:
    chosen = choices_of([account_id]).get(account_id)
    return chosen.email if chosen else ""


def _mine(delivery: Delivery) -> dict[str, object]:
    return {"estate_id": delivery.estate_id, "pk": delivery.pk, "claim": delivery.claim, "state": "claimed"}


def _mark_sent(delivery: Delivery, sender: Sender, outgoing: Outgoing, receipt: Receipt) -> bool:
    shown = masked(outgoing)
    marked = Delivery.objects.filter(**_mine(delivery)).update(
        state=DeliveryState.SENT.value, claim="", claimed_until=None, sender=sender.name, address=shown,
        receipt=receipt.id[:120], ended_at=receipt.at, fault="",
    )  # fmt: skip
    if not marked:
        log.warning("delivery %s was sent, but the claim had run out", delivery.pk)
    return bool(marked)


def _again(delivery: Delivery, fault: str) -> None:
    """Back to waiting after a pause that grows, or given up."""
    path = Home.objects.values_list("path", flat=True).get(pk=delivery.estate_id)
    pause = pause_after(delivery.attempts, retry_minutes(path, clock.today()))
    if pause is None:
        _end(delivery, DeliveryState.GIVEN_UP, fault)
        return
    Delivery.objects.filter(**_mine(delivery)).update(
        state=DeliveryState.WAITING.value, claim="", claimed_until=None, due_at=clock.now() + pause, fault=fault[:60]
    )


def _end(delivery: Delivery, state: DeliveryState, fault: str) -> None:
    Delivery.objects.filter(**_mine(delivery)).update(
        state=state.value, claim="", claimed_until=None, ended_at=clock.now(), fault=fault[:60]
    )


def masked(outgoing: Outgoing) -> str:
    """The address as a proof shows it."""
    sms = outgoing.channel is Channel.SMS
    return words.masked_phone(outgoing.address) if sms else words.masked_email(outgoing.address)
