"""Readers of tasks: what an actor owes, has to look at, gave out; one task; what is due; what owners may read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from sanguanjia.councils.models import Event, Finding, Item, Meeting, Opinion, Proposal, Task
from sanguanjia.councils.permissions import ESTATE_SIDE, TASK_SENTENCES, may_see_task
from sanguanjia.councils.rules.table import TASK_MOVES
from sanguanjia.councils.store import task_thing
from sanguanjia.councils.types import MatterFacts, TaskState
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import refuse
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.policy import clock_rows
from sanguanjia.registry import queries as registry
from sanguanjia.whistle.models import Task as Called
from sanguanjia.whistle.models import Whistle

MOST = 200
MOST_WHISTLES = 2000
VIEWS = ("mine", "look", "given", "late", "ended")


@dataclass(frozen=True)
class TaskLine:
    """One task in a list."""

    row: Task
    meeting: Meeting
    home: str
    estate: str


@dataclass(frozen=True)
class TaskView:
    """One task as its viewer may see it."""

    row: Task
    meeting: Meeting
    home: Home
    item: Item | None
    finding: Finding | None
    estate: str
    events: tuple[Event, ...]
    verbs: tuple[str, ...]


@dataclass(frozen=True)
class OfMatter:
    """What meetings did about one matter, newest first."""

    proposals: tuple[Proposal, ...]
    items: tuple[tuple[Item, Meeting, str], ...]
    tasks: tuple[Task, ...]
    opinions: tuple[Opinion, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Decided:
    """What a meeting decided about an estate, as its owners read it."""

    meeting: Meeting
    office: str
    estate: str
    items: tuple[tuple[Item, tuple[Task, ...]], ...]


def task_for(actor: Actor, estate_id: int, task_id: int) -> TaskView:
    """One task with its history. Refuses `not_found`, also for who may not see it."""
    row = Task.objects.filter(estate_id=estate_id, pk=task_id).first() or refuse("not_found")
    meeting = Meeting.objects.get(estate_id=estate_id, pk=row.meeting_id)
    home = Home.objects.get(pk=estate_id)
    thing = task_thing(row, meeting, home.path)
    if not may_see_task(actor, thing):
        refuse("login_needed" if actor.is_anonymous else "not_found")
    verbs = [
        move.verb for move in TASK_MOVES
        if row.state in move.origins and move.who != "system" and TASK_SENTENCES[move.who](actor, thing)
    ]  # fmt: skip
    where = {"estate_id": estate_id}
    return TaskView(
        row, meeting, home,
        Item.objects.filter(**where, pk=row.item_id).first() if row.item_id else None,
        Finding.objects.filter(**where, pk=row.finding_id).first() if row.finding_id else None,
        registry.names_of_homes([row.concerns_estate_id]).get(row.concerns_estate_id, "")
        if row.concerns_estate_id else "",
        tuple(Event.objects.filter(**where, task_id=task_id).order_by("seq")), tuple(verbs),
    )  # fmt: skip


def work_list(actor: Actor, view: str) -> tuple[TaskLine, ...]:
    """view: mine (owed by my desk), look (waits for my estate or me), given (by meetings I call), late, ended."""
    with cross_estate():
        rows = list(_within(actor, view).select_related("estate").order_by("due_at", "id")[:MOST])
        meetings = {m.pk: m for m in Meeting.objects.filter(pk__in={row.meeting_id for row in rows})}
    names = registry.names_of_homes({row.concerns_estate_id for row in rows if row.concerns_estate_id})
    return tuple(
        TaskLine(r, meetings[r.meeting_id], r.estate.name, names.get(r.concerns_estate_id or 0, "")) for r in rows
    )


def _within(actor: Actor, view: str) -> QuerySet[Task]:
    owed, looked, given = _reach(actor)
    open_ones = Q(ended_at=None)
    wanted = {
        "mine": owed & Q(state=TaskState.OPEN.value),
        "look": (looked & ~owed | given & (Q(concerns_estate_id=None) | Q(silent=True)))
        & Q(state=TaskState.DONE.value),
        "given": given & open_ones,
        "late": (owed | looked | given) & open_ones & (~Q(level="") | Q(alarmed=True)),
        "ended": (owed | looked | given) & ~open_ones,
    }
    return Task.objects.filter(wanted.get(view, wanted["given"]))


def _reach(actor: Actor) -> tuple[Q, Q, Q]:
    """(owed by me, about my estate, given out by me) as conditions; the rows behind them are read by estate later."""
    owed, looked, given = Q(pk=None), Q(pk=None), Q(pk=None)
    for mandate in actor.mandates:
        own = Q(organisation_id=None) | Q(organisation_id=mandate.organisation_id)
        owed |= Q(role=mandate.role, place__startswith=mandate.place) & own
        hosted = Meeting.objects.filter(chairs__contains=[mandate.role], estate__path__startswith=mandate.place)
        given |= Q(meeting_id__in=hosted.values("pk"))
        if mandate.role in ESTATE_SIDE:
            estates = Home.objects.filter(path__startswith=mandate.place, kind="estate").values("pk")
            about = Q(concerns_estate_id__in=estates)
            if mandate.role == "company_manager" and mandate.organisation_id is not None:
                managed = [each.id for each in registry.managed_estates(mandate.organisation_id, clock.today())]
                about = Q(concerns_estate_id__in=managed, secret=False)
            looked |= about
    return owed, looked, given


def counts(actor: Actor) -> dict[str, int]:
    """How many tasks of meetings wait for the actor: mine, look, late; to the list's length at most."""
    with cross_estate():
        return {view: _within(actor, view)[:MOST].count() for view in ("mine", "look", "late")}


def of_matter(estate_id: int, case_id: int) -> OfMatter:
    """Everything meetings of any home did about a matter."""
    with cross_estate():
        where = {"matter_estate_id": estate_id, "matter_id": case_id}
        items = list(Item.objects.filter(**where, struck=False).select_related("estate").order_by("-id"))
        meetings = {m.pk: m for m in Meeting.objects.filter(pk__in={item.meeting_id for item in items})}
        numbers = [item.pk for item in items]
        opinions = tuple(Opinion.objects.filter(item_id__in=numbers).order_by("at")) if items else ()
        findings = tuple(Finding.objects.filter(item_id__in=numbers).order_by("at")) if items else ()
        tasks = tuple(Task.objects.filter(**where).order_by("assigned_at")) if items else ()
        proposals = tuple(Proposal.objects.filter(**where).order_by("-at"))
    return OfMatter(
        proposals, tuple((i, meetings[i.meeting_id], i.estate.name) for i in items), tasks, opinions, findings
    )  # fmt: skip


def decided_for(actor: Actor) -> tuple[Decided, ...]:
    """What signed meetings decided about the estates where the actor lives or works: the public part only."""
    estates = {m.home_id for m in actor.mandates}
    names = {h.pk: h.name for h in Home.objects.filter(pk__in=estates, kind="estate")}
    with cross_estate():
        items = list(
            Item.objects.filter(concerns_estate_id__in=names, struck=False, secret=False, enough=True)
            .exclude(public_words="").order_by("position")[:MOST]
        )  # fmt: skip
        signed = Meeting.objects.filter(pk__in={i.meeting_id for i in items}, signed_at__isnull=False)
        meetings = list(signed.select_related("estate").order_by("-starts_at"))
        tasks = list(Task.objects.filter(item_id__in=[i.pk for i in items]).order_by("seq"))
    found = []
    for meeting in meetings:
        for estate in sorted(names):
            about = [i for i in items if i.meeting_id == meeting.pk and i.concerns_estate_id == estate]
            if about:
                lines = tuple((i, tuple(t for t in tasks if t.item_id == i.pk)) for i in about)
                found.append(Decided(meeting, meeting.estate.name, names[estate], lines))
    return tuple(found)


def due(now: datetime, most: int) -> list[tuple[int, int, int]]:
    """Tasks the platform has to move now: (estate, id, version)."""
    with cross_estate():
        rows = Task.objects.filter(acts_at__lt=now).order_by("acts_at")
        return list(rows.values_list("estate_id", "pk", "version")[:most])


def doubtful() -> Iterator[tuple[int, int, int]]:
    """Tasks whose clocks stood on a calendar that was published or corrected since: (estate, id, version)."""
    return clock_rows.on_the_calendar(Task, "task_id", itself=True)


def candidates(now: datetime) -> list[tuple[int, int, str, MatterFacts]]:
    """Matters that departments were called to and nobody proposed yet: (estate, matter, path, facts for triggers)."""
    with cross_estate():
        whistles = list(
            Whistle.objects.filter(state="open").select_related("case", "estate").order_by("id")[:MOST_WHISTLES]
        )
        tasks = list(Called.objects.filter(whistle_id__in=[w.pk for w in whistles], ended_at=None))
        known = set(
            Proposal.objects.filter(matter_id__in=[w.case_id for w in whistles]).values_list("matter_id", flat=True)
        )
    found = []
    for whistle in whistles:
        if whistle.case_id in known:
            continue
        own = [task for task in tasks if task.whistle_id == whistle.pk]
        late = any(t.alarmed or t.level in ("district", "city") or t.state == "arbitration" for t in own)
        facts = MatterFacts(
            whistle.duty_code, (now - whistle.case.reported_at).days, len({t.department for t in own}),
            whistle.kind == "emergency", late,
        )  # fmt: skip
        found.append((whistle.estate_id, whistle.case_id, whistle.estate.path, facts))
    return found
