"""What meetings did about a matter, on the matter's own page (cases.panels). Staff read all of it; the reporter reads
the public part: what was decided, who owes what until when."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from sanguanjia.cases.panels import Panel, provide
from sanguanjia.cases.queries import CaseView
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.models import Home
from sanguanjia.look.forms import actor_of

from . import queries
from .models import Item, Meeting
from .pages.shown import task_chip, task_status
from .permissions import CONVENERS, ESTATE_SIDE, PROPOSERS, may_see
from .store import seats_of, thing_of
from .wording import PROPOSAL_STATES, RESULTS, STATES

LOOKERS = (*CONVENERS, *ESTATE_SIDE)  # who may open a task about an estate of theirs


def draw(request: HttpRequest, view: CaseView) -> str:
    """The panel, or nothing where no meeting had the matter and the viewer cannot propose one."""
    actor, row = actor_of(request), view.row
    found = queries.of_matter(row.estate_id, row.pk)
    may = row.ended_at is None and actor.mandate_at(PROPOSERS, view.place.path) is not None
    waiting = any(each.state == "waiting" for each in found.proposals)
    if not found.items and not found.proposals and not may:
        return ""
    inside = view.by_staff
    items = [_shown(actor, *each, inside) for each in found.items]
    items = [each for each in items if each["href"] or each["status"] != STATES["draft"]]
    tasks = [
        (
            task, task_status(task), task_chip(task),
            reverse("councils:task", args=[task.estate_id, task.pk]) if inside and actor.has_role(*LOOKERS) else "",
        )
        for task in found.tasks
    ]  # fmt: skip
    facts = {
        "items": items, "tasks": tasks, "inside": inside, "proposals": found.proposals, "words": PROPOSAL_STATES,
        "opinions": found.opinions if inside else (), "findings": found.findings if inside else (),
        "results": RESULTS, "href": reverse("councils:propose", args=[row.estate_id, row.pk])
        if may and not waiting else "",
    }  # fmt: skip
    return render_to_string("councils/panel.html", facts, request, using="jinja2")


def _shown(actor: Actor, item: Item, meeting: Meeting, office: str, inside: bool) -> dict[str, object]:
    """One line of an agenda: the decision for staff, its public part once the minutes are signed for the reporter."""
    said = item.decision if inside else (item.public_words if meeting.signed_at is not None else "")
    path = Home.objects.values_list("path", flat=True).get(pk=meeting.estate_id)
    seen = bool(may_see(actor, thing_of(meeting, path, seats_of(meeting))))
    return {
        "meeting": meeting, "office": office, "status": STATES[meeting.state], "enough": item.enough, "said": said,
        "href": reverse("councils:meeting", args=[meeting.estate_id, meeting.pk]) if seen else "",
    }  # fmt: skip


provide(Panel("councils", draw))
