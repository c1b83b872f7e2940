"""Petitions on the matter's own page, under 我的报事 of who brought them, and behind their tracking codes."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from sanguanjia.cases.panels import OwnList, Panel, provide, provide_own, provide_tracker
from sanguanjia.cases.queries import CaseView
from sanguanjia.look.forms import actor_of

from . import queries
from .pages import shown
from .permissions import OFFICES


def draw(request: HttpRequest, view: CaseView) -> str:
    """The petitions about a matter that this viewer may see, and for a petition office the way to register one."""
    actor, row = actor_of(request), view.row
    found = queries.of_matter(actor, row.estate_id, row.pk)
    registers = actor.mandate_at(OFFICES, view.place.path) is not None
    if not found and not registers:
        return ""
    lines = [
        (one, shown.status(one), shown.chip(one), reverse("petitions:petition", args=[one.estate_id, one.pk]))
        for one in found
    ]
    new = f"{reverse('petitions:enter')}?case={row.estate_id}-{row.pk}" if registers else ""
    return render_to_string("petitions/panel.html", {"lines": lines, "new_href": new}, request, using="jinja2")


def draw_own(request: HttpRequest) -> str:
    """The petitions of whoever asks."""
    lines = shown.rows(queries.own(actor_of(request)))
    return render_to_string("petitions/parts/cards.html", {"lines": lines}, request, using="jinja2") if lines else ""


def address(code: str) -> str:
    """The public page of a petition's tracking code."""
    row = queries.tracked(code)
    return reverse("petitions:track", args=[row.tracking_code]) if row is not None else ""


provide(Panel("petitions", draw))
provide_own(OwnList("petitions", draw_own))
provide_tracker("petitions", address)
