"""Helper of the page tests: a request as an actor, without accounts (they belong to the room above)."""

from __future__ import annotations

from typing import Any

from django.contrib.messages.storage.base import BaseStorage
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import resolve

from sanguanjia.kernel.actor import Actor


class _Messages(BaseStorage):
    def _get(self, *_args: Any, **_more: Any) -> tuple[list[Any], bool]:
        return [], True

    def _store(self, messages: Any, _response: Any, *_args: Any, **_more: Any) -> list[Any]:
        return []


def visit(actor: Actor, path: str, data: dict[str, Any] | None = None, *, post: bool = False) -> HttpResponse:
    """Open a page (or send its form) as an actor; refusals are raised, as the edge would see them."""
    factory = RequestFactory()
    request: HttpRequest = factory.post(path, data or {}) if post else factory.get(path, data or {})
    request.actor = actor  # type: ignore[attr-defined]
    request.htmx = False  # type: ignore[attr-defined]
    request.by_token = False  # type: ignore[attr-defined]
    request.session = {}  # type: ignore[assignment]
    request._messages = _Messages(request)  # type: ignore[attr-defined]
    from django.contrib.auth.models import AnonymousUser

    request.user = AnonymousUser()
    found = resolve(request.path_info)
    request.resolver_match = found
    return found.func(request, *found.args, **found.kwargs)


def text_of(response: HttpResponse) -> str:
    """The page as text."""
    return response.content.decode()
