"""Which mood a page has for whom, and small helpers of all pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as django_render

from sanguanjia.cases.permissions import STAFF_ROLES
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.kernel.wording import Said, say_all


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


def base(actor: Actor) -> str:
    """Desks for those who work, phone pages for those who live here."""
    return "look/desk.html" if actor.has_role(*STAFF_ROLES) else "look/resident.html"


def render(request: HttpRequest, template: str, facts: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """A page in the mood of whoever asks."""
    context = {"layout": base(actor_of(request)), "active": "cases", **facts}
    return django_render(request, template, context, status=status, using="jinja2")


def errors_of(refusal: Refusal | None) -> tuple[tuple[Said, ...], dict[str, str]]:
    """(sentences for the top of the page, sentence per field)."""
    said = say_all(refusal) if refusal else ()
    return said, {s.field: s.text for s in said if s.field}
