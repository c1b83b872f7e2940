"""Which mood a page of this room has for whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from sanguanjia.cases.permissions import STAFF_ROLES
from sanguanjia.kernel.actor import Actor
from sanguanjia.look import forms


def base(actor: Actor) -> str:
    """Desks for those who work, phone pages for those who live here."""
    return "look/desk.html" if actor.has_role(*STAFF_ROLES) else "look/resident.html"


def render(request: HttpRequest, template: str, facts: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """A page in the mood of whoever asks."""
    return forms.render(
        request, template, {"layout": base(forms.actor_of(request)), "active": "cases", **facts}, status
    )
