"""The budget of a key on the JSON API: asked before anything is done, and said in the answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse

from sanguanjia.access import queries as access
from sanguanjia.access.edge import answer
from sanguanjia.kernel.refusal import Refusal

from . import budget, queries


class KeyBudgetMiddleware:
    """Requests under /api/ that show a bearer's key use that key's minute."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if getattr(request, "by_token", False) and request.path_info.startswith("/api/"):
            digest = access.token_digest(request.headers.get("Authorization", "")[7:].strip())
            try:
                if not request.actor.is_anonymous:  # type: ignore[attr-defined]
                    budget.take(f"key:{digest[:40]}", partial(queries.limit_of, digest))
            except Refusal as refusal:
                response = answer(request, refusal)
                response.headers["Retry-After"] = "60"
                return response
        return self.get_response(request)
