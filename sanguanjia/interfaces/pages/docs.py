"""How other systems talk to the platform (接口说明)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from sanguanjia.kernel.doors import for_anyone
from sanguanjia.look.forms import render


@for_anyone
@require_GET
def docs(request: HttpRequest) -> HttpResponse:
    """接口说明"""
    return render(request, "interfaces/docs.html", {})
