"""Every file of every form and API call is shown to the scanner before its view runs (kernel/scanning.py).

Behind login, form protection and doors, so that strangers cannot keep the scanner busy; not there at all without
SGJ_SCAN_COMMAND (settings.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from sanguanjia.access.edge import answer
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.kernel.scanning import look_at


class ScanUploads:
    """The last middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Django's hook before a view: a refusal in the form that was asked for, or on to the view."""
        if not (request.content_type or "").startswith("multipart/"):
            return None
        try:
            for field, files in request.FILES.lists():
                look_at(files, field)
        except Refusal as refusal:
            return answer(request, refusal)
        return None
