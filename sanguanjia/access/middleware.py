"""`request.actor`: who asks, with the mandates in force now. Resolved when first looked at, never kept for later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from sanguanjia.kernel.actor import ANONYMOUS, Actor

from .queries import actor_by_token, actor_of
from .sessions import ONE, PROVED, WEAK, keep_alive

_BEARER = "bearer "


class ActorMiddleware:
    """Sets `request.actor` and `request.by_token` (True when a machine's key was shown: no cookie, no CSRF).

    Because the mandates are read at every request, one that ended acts no more from the next request on.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        header = request.headers.get("Authorization", "")
        request.by_token = header.lower().startswith(_BEARER)  # type: ignore[attr-defined]
        request.actor = SimpleLazyObject(lambda: _actor(request, header))  # type: ignore[attr-defined]
        return self.get_response(request)


def _actor(request: HttpRequest, header: str) -> Actor:
    if request.by_token:  # type: ignore[attr-defined]
        return actor_by_token(header[len(_BEARER) :].strip()) or ANONYMOUS
    user = request.user
    if not user.is_authenticated:
        return ANONYMOUS
    keep_alive(request.session)
    actor = actor_of(user, staff=not request.session.get(WEAK), living=not request.session.get(ONE))
    proved = request.session.get(PROVED)
    return replace(actor, proved_at=datetime.fromisoformat(proved)) if proved else actor
