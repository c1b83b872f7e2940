"""What a page says once after a redirect ("已收到。"): kept only where somebody says or shows something.

Django's middleware makes its two stores at every request, also for machines and pictures that never say anything.
"""

from __future__ import annotations

from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.messages.storage import default_storage
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject, empty


class LazyMessages(MessageMiddleware):
    """Django's middleware; the store is made when it is first asked for."""

    def process_request(self, request: HttpRequest) -> None:
        """Promise a store."""
        request._messages = SimpleLazyObject(lambda: default_storage(request))  # type: ignore[attr-defined]

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Keep what was said, if anything asked for the store."""
        if getattr(getattr(request, "_messages", None), "_wrapped", empty) is empty:
            return response
        return super().process_response(request, response)
