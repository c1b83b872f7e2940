"""Every request is narrowed to its actor's places before the database shows it a person (kernel/wall.py)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from sanguanjia.kernel.wall import asking_as


class WallMiddleware:
    """Right after the one that sets `request.actor`. Costs nothing until a statement on a walled table is made."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with asking_as(lambda: request.actor):  # type: ignore[attr-defined]
            return self.get_response(request)
