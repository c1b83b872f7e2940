"""How to use the platform, in plain Chinese; the words explained. Open to everyone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sanguanjia.desks.glossary import GLOSSARY
from sanguanjia.kernel.doors import for_anyone


@for_anyone
@require_GET
def how_to(request: HttpRequest) -> HttpResponse:
    """怎么用"""
    return render(request, "desks/help.html", using="jinja2")


@for_anyone
@require_GET
def words(request: HttpRequest) -> HttpResponse:
    """词语表"""
    return render(request, "desks/words.html", {"glossary": GLOSSARY}, using="jinja2")
