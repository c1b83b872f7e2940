"""`/api/v1/webhooks`: a machine's own subscriptions, and what was delivered to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import BaseModel, Field

from sanguanjia.access.secret import Secret
from sanguanjia.interfaces import actions, queries
from sanguanjia.interfaces.rules.events import PREFIX, verb_of
from sanguanjia.interfaces.secret import fresh_key, secret_of
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.refusal import refuse
from sanguanjia.look.forms import key_in_header

router = Router(tags=["webhooks"])


class HookIn(BaseModel):
    """A subscription: what happens at or below the home is told to the address."""

    home_id: int
    url: str = Field(max_length=500)
    events: list[str] = Field(max_length=40)


class HookOut(Schema):
    """A subscription, without its secret."""

    id: int
    home_id: int
    url: str
    events: list[str]
    state: str
    fault: str
    created_at: datetime


class NewHookOut(HookOut):
    """A new one: the secret is shown this once."""

    secret: str


class HooksOut(Schema):
    """One page; `next_after` goes into `after`, empty on the last page."""

    lines: list[HookOut]
    next_after: str


class DeliveryOut(Schema):
    """One event for one subscription. `webhook_id` is the header of every attempt."""

    webhook_id: str
    event: str
    estate_id: int
    case_id: int
    state: str
    attempts: int
    status: int | None
    fault: str
    made_at: datetime
    due_at: datetime
    ended_at: datetime | None


class DeliveriesOut(Schema):
    """One page, newest first."""

    lines: list[DeliveryOut]
    next_after: str


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


def _shown(hook: Any) -> dict[str, Any]:
    events = [PREFIX + verb for verb in hook.verbs]
    names = ("id", "home_id", "url", "state", "fault", "created_at")
    return {name: getattr(hook, name) for name in names} | {"events": events}


@router.get("", response=HooksOut, summary="订阅清单", url_name="webhooks")
def hooks(request: HttpRequest, after: int | None = None) -> Any:
    """One's own subscriptions, newest first."""
    found = queries.hooks_of(_actor(request).account_id, after)
    full = len(found) == queries.PAGE
    return {"lines": [_shown(each) for each in found], "next_after": str(found[-1].pk) if full else ""}


@router.post("", response={201: NewHookOut}, summary="订阅", url_name="webhook-subscribe")
def subscribe(request: HttpRequest, body: HookIn) -> Any:
    """Tell an address. The secret signs every delivery (Standard Webhooks) and is shown only here."""
    actor, key = _actor(request), key_in_header(request)
    secret = secret_of(key or fresh_key(), actor.account_id or 0)
    verbs = tuple(verb_of(event) for event in body.events)
    ref = actions.subscribe(actor, key=key, estate_id=body.home_id, url=body.url, verbs=verbs, secret=Secret(secret))
    row = queries.hook_of(ref.id, actor.account_id) or refuse("not_found")
    return Status(201, _shown(row) | {"secret": secret})


def _own(request: HttpRequest, hook_id: int) -> Any:
    return queries.hook_of(hook_id, _actor(request).account_id or 0) or refuse("not_found")


@router.get("/{int:hook_id}", response=HookOut, summary="一个订阅", url_name="webhook")
def one(request: HttpRequest, hook_id: int) -> Any:
    """One of one's own."""
    return _shown(_own(request, hook_id))


@router.post("/{int:hook_id}/resume", response=HookOut, summary="恢复推送", url_name="webhook-resume")
def resume(request: HttpRequest, hook_id: int) -> Any:
    """Send again, beginning with what waited."""
    row = _own(request, hook_id)
    actions.resume_subscription(_actor(request), key=key_in_header(request), estate_id=row.home_id, hook_id=hook_id)
    return _shown(_own(request, hook_id))


@router.post("/{int:hook_id}/end", response=HookOut, summary="结束订阅", url_name="webhook-end")
def end(request: HttpRequest, hook_id: int) -> Any:
    """For good."""
    row = _own(request, hook_id)
    actions.end_subscription(_actor(request), key=key_in_header(request), estate_id=row.home_id, hook_id=hook_id)
    return _shown(_own(request, hook_id))


@router.get("/{int:hook_id}/deliveries", response=DeliveriesOut, summary="推送记录", url_name="webhook-deliveries")
def deliveries(request: HttpRequest, hook_id: int, after: int | None = None) -> Any:
    """What was delivered, newest first."""
    _own(request, hook_id)
    found = queries.deliveries(hook_id, after)
    names = ("estate_id", "case_id", "state", "attempts", "status", "fault", "made_at", "due_at", "ended_at")
    lines = [
        {name: getattr(row, name) for name in names} | {"webhook_id": f"msg_{row.pk}", "event": PREFIX + row.verb}
        for row in found
    ]
    return {"lines": lines, "next_after": str(found[-1].pk) if len(found) == queries.PAGE else ""}
