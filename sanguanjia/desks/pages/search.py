"""One search over what the asker may see: numbers, rooms, names, keywords."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sanguanjia.kernel.doors import for_known


@for_known
@never_cache
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """搜索"""
    text = " ".join(request.GET.get("q", "").split())[:60]
    return render(request, "desks/search.html", {"search_words": text}, using="jinja2")
