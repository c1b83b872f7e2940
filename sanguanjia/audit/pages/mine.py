"""An owner's page: what was done about my home."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sanguanjia.audit import queries
from sanguanjia.kernel.doors import for_known


@for_known
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Everything the record says of the homes the actor owns, newest first."""
    lines = queries.about_my_units(request.actor)  # type: ignore[attr-defined]
    readings = queries.readings_of(request.actor)  # type: ignore[attr-defined]
    return render(request, "audit/mine.html", {"lines": lines, "readings": readings}, using="jinja2")
