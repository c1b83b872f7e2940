"""A session begins, as long and as strong as the person's roles and way of logging in make it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import login as begin_session
from django.http import HttpRequest

from sanguanjia.access import sessions, throttle
from sanguanjia.access.queries import actor_of, has_factor
from sanguanjia.access.rules import logins
from sanguanjia.access.rules.logins import Strength
from sanguanjia.kernel import clock

if TYPE_CHECKING:
    from sanguanjia.access.models import Account


def begin(request: HttpRequest, account: Account, strength: Strength) -> None:
    """A new session under a new key."""
    account.backend = "sanguanjia.access.backend.AccountBackend"
    begin_session(request, account)
    actor = actor_of(account)
    roles = [mandate.role for mandate in (*actor.mandates, *actor.asleep)]
    length = logins.length_of(roles)
    sessions.begin(
        request.session, length, address=throttle.address_of(request), browser=request.headers.get("User-Agent", "")
    )
    staff = any(logins.is_staff(role) for role in roles)
    required = bool(settings.STAFF_SECOND_FACTOR_REQUIRED)
    if staff and not logins.wakes_staff(strength, strength is Strength.TWO or has_factor(account.pk), required):
        request.session[sessions.WEAK] = True
    if settings.RESIDENT_SECOND_FACTOR_REQUIRED and not logins.is_two(strength):
        request.session[sessions.ONE] = True
    if strength is not Strength.CODE:
        request.session[sessions.PROVED] = clock.now().isoformat()
    if length.alone:
        sessions.others_of(account.pk, request.session.session_key).delete()
