"""The desk: my work first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sanguanjia.kernel.doors import for_known


@for_known
@never_cache
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """工作台"""
    return page(request)


def page(request: HttpRequest) -> HttpResponse:
    """The desk of whoever asks."""
    return render(request, "desks/desk.html", {}, using="jinja2")
