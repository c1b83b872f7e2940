"""Whistle and tasks on the matter's own page (cases.panels): who was called, who came when, and the way to whistle."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from sanguanjia.cases.panels import Panel, provide
from sanguanjia.cases.queries import CaseView
from sanguanjia.look.forms import actor_of

from . import queries
from .pages.shown import chip, status
from .permissions import Thing, may_see
from .wording import KINDS, METHODS, ROLES, WHISTLE_STATES

_MAY_START = ("taken", "working", "finished")


def draw(request: HttpRequest, view: CaseView) -> str:
    """The panel, or nothing where nothing was tried and the viewer cannot whistle."""
    actor, row = actor_of(request), view.row
    whistles = queries.whistles_of(row.estate_id, row.pk)
    attempts = queries.attempts_of(row.estate_id, row.pk)
    from .permissions import WHISTLERS

    may_blow = row.state in _MAY_START and actor.mandate_at(WHISTLERS, view.place.path) is not None
    if not whistles and not attempts and not may_blow:
        return ""
    shown = []
    for whistle, tasks in whistles:
        desks = tuple((t.kind, t.organisation_id) for t in tasks)
        thing = Thing(view.place.path, company_id=whistle.company_id, grid_id=whistle.grid_id, desks=desks)
        names = queries.organisations(list(tasks))
        links = bool(may_see(actor, thing))
        lines = [
            (t, names.get(t.organisation_id or 0, t.department_name), status(t), chip(t.due_at, t.due_step, t.state),
             reverse("whistle:task", args=[t.estate_id, t.pk]) if links else "")
            for t in tasks
        ]  # fmt: skip
        mine = whistle.state == "open" and whistle.blown_by_account_id == actor.account_id
        back = mine and not any(t.checked_in_at for t in tasks)
        shown.append((whistle, KINDS[whistle.kind], WHISTLE_STATES[whistle.state], lines, back))
    facts = {
        "row": row, "whistles": shown, "attempts": attempts if view.by_staff else (), "methods": METHODS,
        "roles": ROLES, "href": reverse("whistle:blow", args=[row.estate_id, row.pk]) if may_blow else "",
    }  # fmt: skip
    return render_to_string("whistle/panel.html", facts, request, using="jinja2")


provide(Panel("whistle", draw))
