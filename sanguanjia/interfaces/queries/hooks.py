"""Subscriptions and what was delivered."""

from __future__ import annotations

from django.db.models import QuerySet

from sanguanjia.interfaces.models import Hook, HookDelivery, HookHealth
from sanguanjia.kernel.scoped import cross_estate

PAGE = 50


def hooks() -> QuerySet[Hook]:
    """Every subscription, those in force first, newest first."""
    return Hook.objects.select_related("account", "home").order_by("-state", "-id")


def hooks_of(account_id: int | None, after: int | None = None) -> list[Hook]:
    """The subscriptions of an account, newest first, a page at a time."""
    rows = Hook.objects.select_related("home").filter(account_id=account_id or 0).order_by("-id")
    return list((rows.filter(pk__lt=after) if after is not None else rows)[:PAGE])


def hook_of(hook_id: int, account_id: int | None = None) -> Hook | None:
    """One subscription; only if it is that account's, where one is named."""
    rows = Hook.objects.select_related("account", "home").filter(pk=hook_id)
    return (rows.filter(account_id=account_id) if account_id is not None else rows).first()


def health_of(hook_id: int) -> HookHealth:
    """How it went lately."""
    return HookHealth.objects.filter(pk=hook_id).first() or HookHealth(hook_id=hook_id)


def deliveries(hook_id: int, after: int | None = None, limit: int = PAGE) -> list[HookDelivery]:
    """The newest deliveries of a subscription, a page at a time."""
    with cross_estate():
        rows = HookDelivery.objects.filter(hook_id=hook_id).order_by("-id")
        return list((rows.filter(pk__lt=after) if after is not None else rows)[:limit])
