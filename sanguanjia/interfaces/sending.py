"""Deliver what is due: claim, commit, sign, call, mark. At least once, under one id; a lost claim is sent again.

A subscription that fails often for long is disabled by an act, with a notice; what is owed to it waits.
"""

from __future__ import annotations

import json
import logging
import secrets
import time
from collections.abc import Callable, Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from sanguanjia.access import queries as access
from sanguanjia.cases import queries as cases
from sanguanjia.cases.permissions import may_see
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.kernel.scoped import cross_estate

from . import actions, calling
from .models import Hook, HookDelivery, HookHealth
from .rules import signing
from .rules.events import message
from .rules.limits import KEPT, is_to_be_disabled, pause_after
from .types import DeliveryState, HookState

log = logging.getLogger(__name__)
BATCH, MOST_BATCHES = 10, 50
LEASE = timedelta(minutes=5)  # longer than a batch of receivers that all hang until their time-out
_GONE = 410
Caller = Callable[[str, bytes, Mapping[str, str]], int]


def send_due(call: Caller = calling.post) -> int:
    """Everything that is due. Answers how many arrived."""
    _settle()
    arrived = 0
    for _ in range(MOST_BATCHES):
        claimed = _claim()
        if not claimed:
            break
        arrived += sum(_send(delivery, call) for delivery in claimed)
    return arrived


def _settle() -> None:
    """Claims whose worker died wait again; what waited too long, or for an ended subscription, goes no more."""
    now = clock.now()
    with cross_estate():
        over = Q(claimed_until__lt=now) | Q(claimed_until__gt=now + 2 * LEASE)  # claimed while the clock was ahead
        lost = HookDelivery.objects.filter(over, state=DeliveryState.CLAIMED.value)
        lost.update(state=DeliveryState.WAITING.value, claim="", claimed_until=None)
        waiting = HookDelivery.objects.filter(state=DeliveryState.WAITING.value)
        if not clock.has_jumped():
            waiting.filter(made_at__lt=now - KEPT).update(state="given_up", ended_at=now, fault="too_old")
        ended = Hook.objects.filter(pk=OuterRef("hook_id"), state=HookState.ENDED.value)
        waiting.filter(Exists(ended)).update(state="dropped", ended_at=now, fault="ended")


def _claim() -> list[HookDelivery]:
    now, mark = clock.now(), secrets.token_hex(16)
    on = Hook.objects.filter(pk=OuterRef("hook_id"), state=HookState.ON.value)
    with transaction.atomic(), cross_estate():
        due = HookDelivery.objects.select_for_update(skip_locked=True).filter(
            Exists(on), state=DeliveryState.WAITING.value, due_at__lte=now
        )
        found = [row.pk for row in due.order_by("due_at", "id")[:BATCH]]
        HookDelivery.objects.filter(pk__in=found).update(
            state=DeliveryState.CLAIMED.value, claim=mark, claimed_until=now + LEASE, attempts=F("attempts") + 1
        )
        return list(HookDelivery.objects.filter(claim=mark).order_by("due_at", "id"))


def _send(delivery: HookDelivery, call: Caller) -> bool:
    hook = Hook.objects.get(pk=delivery.hook_id)
    if hook.state != HookState.ON.value:  # disabled by one before it in the batch
        _mark(delivery, state=DeliveryState.WAITING.value, attempts=F("attempts") - 1)
        return False
    body = body_of(hook, delivery)
    if body is None:
        _mark(delivery, state=DeliveryState.DROPPED.value, ended_at=clock.now(), fault="no_longer_permitted")
        return False
    status, fault = _called(hook, delivery, body, call)
    if not fault:
        _mark(delivery, state=DeliveryState.SENT.value, ended_at=clock.now(), status=status, fault="")
        HookHealth.objects.update_or_create(
            pk=hook.pk, defaults={"failures": 0, "failing_since": None, "sent_at": clock.now()}
        )
        return True
    _failed(hook, delivery, status, fault)
    return False


def _called(hook: Hook, delivery: HookDelivery, body: bytes, call: Caller) -> tuple[int | None, str]:
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Sanguanjia-Webhook/1",
        **signing.headers(hook.secret, f"msg_{delivery.pk}", int(time.time()), body),
    }
    try:
        status = call(hook.url, body, headers)
    except calling.NotDelivered as error:
        return None, str(error)
    if status == _GONE:
        return status, "gone"
    return status, "" if 200 <= status < 300 else "status"


def body_of(hook: Hook, delivery: HookDelivery) -> bytes | None:
    """What is sent: ids and codes of one event. None when the owner may not see the matter (any more)."""
    account = access.account_of(hook.account_id)
    try:
        row, _, _, _, thing = cases.thing(delivery.estate_id, delivery.case_id)
    except Refusal:
        return None
    if account is None or not may_see(access.actor_of(account), thing):
        return None
    event = cases.CaseEvent.objects.filter(estate_id=delivery.estate_id, pk=delivery.event_id).first()
    if event is None:
        return None
    facts = {
        "estate_id": row.estate_id, "case_id": row.pk, "number": row.number, "need_code": row.need_code,
        "state": event.state_after, "level": event.level, "holder_kind": event.holder_kind, "version": event.seq,
    }  # fmt: skip
    said = message(event.pk, event.verb, event.at.astimezone(clock.SHANGHAI), facts)
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def _failed(hook: Hook, delivery: HookDelivery, status: int | None, fault: str) -> None:
    now = clock.now()
    pause = pause_after(delivery.attempts)
    if pause is None:
        _mark(delivery, state=DeliveryState.GIVEN_UP.value, ended_at=now, status=status, fault=fault)
    else:
        _mark(delivery, state=DeliveryState.WAITING.value, due_at=now + pause, status=status, fault=fault)
    HookHealth.objects.get_or_create(pk=hook.pk)
    rows = HookHealth.objects.filter(pk=hook.pk)
    rows.update(failures=F("failures") + 1, failing_since=Coalesce(F("failing_since"), now))
    health = rows.get()
    if fault == "gone" or is_to_be_disabled(health.failures, health.failing_since, now):
        try:
            key = f"disable:{hook.pk}:{delivery.pk}:{delivery.attempts}"
            why = fault if fault == "gone" else "failing"
            actions.disable_subscription(SYSTEM, key=key, estate_id=hook.home_id, hook_id=hook.pk, fault=why)
        except Refusal:
            log.info("subscription %s was disabled already", hook.pk)


def _mark(delivery: HookDelivery, **values: object) -> None:
    """Only while the claim is ours: a worker that was frozen changes nothing any more."""
    mine = HookDelivery.objects.filter(
        estate_id=delivery.estate_id, pk=delivery.pk, claim=delivery.claim, state=DeliveryState.CLAIMED.value
    )
    mine.update(claim="", claimed_until=None, **values)
