"""The readers of the whistle room. Lists over estates cross them on purpose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from sanguanjia.cases.figures import moments
from sanguanjia.cases.models import Case
from sanguanjia.cases.permissions import may_see as may_see_case
from sanguanjia.cases.queries import thing as case_thing
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import refuse
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.policy import clock_rows
from sanguanjia.registry.models import Organisation

from .models import Attempt, Desk, Task, TaskClock, TaskEvent, Whistle
from .permissions import DECIDERS, SENTENCES, Thing, may_see
from .rules.table import MOVES
from .store import thing_of

MOST = 200


@dataclass(frozen=True)
class TaskView:
    """A task as one viewer may see it: no contact of a reporter, whoever looks."""

    row: Task
    whistle: Whistle
    case: Case
    place: str
    path: str
    organisation: str
    events: tuple[TaskEvent, ...]
    verbs: tuple[str, ...]
    others: tuple[Task, ...]
    attempts: tuple[Attempt, ...]


@dataclass(frozen=True)
class Line:
    """One task in a list."""

    task: Task
    whistle: Whistle
    place: str
    organisation: str


def task_for(actor: Actor, estate_id: int, task_id: int) -> TaskView:
    """One task with its history. Refuses `not_found`, also for who may not see it."""
    row = Task.objects.filter(estate_id=estate_id, pk=task_id).first() or refuse("not_found")
    whistle = Whistle.objects.get(estate_id=estate_id, pk=row.whistle_id)
    home = Home.objects.get(pk=estate_id)
    tasks = tuple(Task.objects.filter(estate_id=estate_id, whistle_id=whistle.pk).order_by("seq"))
    thing = thing_of(whistle, row, home.path, tuple((t.kind, t.organisation_id) for t in tasks))
    if not may_see(actor, thing):
        refuse("login_needed" if actor.is_anonymous else "not_found")
    return TaskView(
        row=row, whistle=whistle, case=Case.objects.get(estate_id=estate_id, pk=whistle.case_id), place=home.name,
        path=home.path, organisation=organisations([row]).get(row.organisation_id or 0, ""),
        events=tuple(TaskEvent.objects.filter(estate_id=estate_id, task_id=task_id).order_by("seq")),
        verbs=verbs_for(actor, row, thing), others=tuple(t for t in tasks if t.pk != row.pk),
        attempts=tuple(Attempt.objects.filter(estate_id=estate_id, case_id=whistle.case_id).order_by("at")),
    )  # fmt: skip


def verbs_for(actor: Actor, row: Task, thing: Thing) -> tuple[str, ...]:
    """What the actor may do now, in the order of the table."""
    found = []
    for move in MOVES:
        here = move.who != "system" and row.state in [origin.value for origin in move.origins]
        if move.verb == "object" and (row.objected or row.final or (row.emergency and row.state != "on_site")):
            continue
        if here and SENTENCES[move.who](actor, thing):
            found.append(move.verb)
    return tuple(found)


def whistles_of(estate_id: int, case_id: int) -> tuple[tuple[Whistle, tuple[Task, ...]], ...]:
    """The whistles over a matter with their tasks, newest first."""
    rows = list(Whistle.objects.filter(estate_id=estate_id, case_id=case_id).order_by("-number"))
    tasks = list(Task.objects.filter(estate_id=estate_id, whistle_id__in=[w.pk for w in rows]).order_by("seq"))
    return tuple((w, tuple(t for t in tasks if t.whistle_id == w.pk)) for w in rows)


def attempts_of(estate_id: int, case_id: int) -> tuple[Attempt, ...]:
    """What was tried, oldest first."""
    return tuple(Attempt.objects.filter(estate_id=estate_id, case_id=case_id).order_by("at"))


def case_seen(actor: Actor, estate_id: int, case_id: int) -> Case:
    """The matter, for who may see it. Refuses `not_found`."""
    row, *_, thing = case_thing(estate_id, case_id)
    if not may_see_case(actor, thing):
        refuse("not_found")
    return row


def work_list(actor: Actor, view: str) -> tuple[Line, ...]:
    """view: mine (to do for my desk), look (wait for the estate), decide (wait for above), open, ended."""
    with cross_estate():
        rows = list(_within(actor, view).select_related("estate").order_by("due_at", "id")[:MOST])
        whistles = {w.pk: w for w in Whistle.objects.filter(pk__in={r.whistle_id for r in rows})}
    names = organisations(rows)
    return tuple(Line(r, whistles[r.whistle_id], r.estate.name, names.get(r.organisation_id or 0, "")) for r in rows)


def organisations(rows: list[Task]) -> dict[int, str]:
    """Names of the organisations that have the tasks."""
    wanted = {row.organisation_id for row in rows if row.organisation_id is not None}
    return dict(Organisation.objects.filter(pk__in=wanted).values_list("id", "name"))


def _within(actor: Actor, view: str):  # type: ignore[no-untyped-def]
    reach, own = Q(pk=None), Q(pk=None)
    for m in actor.mandates:
        here = Q(estate__path__startswith=m.place)
        if m.role == "department_officer" and m.organisation_id is not None:
            own |= here & Q(organisation_id=m.organisation_id)
        elif m.role in ("subdistrict_officer", "neighbourhood_officer"):
            own |= here & Q(kind=m.role.removesuffix("_officer"))
            reach |= here
        elif m.role in DECIDERS or m.role == "committee_member":
            reach |= here
        elif m.role == "company_manager" and m.organisation_id is not None:
            ids = Whistle.objects.filter(company_id=m.organisation_id).values("pk")
            reach |= here & Q(whistle_id__in=ids)
        elif m.role == "grid_worker":
            of_grid = Q(whistle_id__in=Whistle.objects.filter(grid_id=m.grid_id).values("pk"))
            reach |= here & of_grid if m.grid_id else here
    rows = Task.objects.filter(own if view == "mine" else own | reach)
    wanted = {
        "mine": Q(state__in=["called", "responded", "on_site", "paused"]),
        "look": Q(state="finished"),
        "decide": Q(state__in=["objected", "arbitration"]),
        "open": Q(ended_at=None),
        "ended": Q(ended_at__isnull=False),
    }
    return rows.filter(wanted.get(view, wanted["open"]))


def due(now: datetime, most: int) -> list[tuple[int, int, str, int]]:
    """Tasks the platform has to move now: (estate, id, state, version)."""
    with cross_estate():
        rows = Task.objects.filter(acts_at__lt=now).order_by("acts_at")
        return list(rows.values_list("estate_id", "pk", "state", "version")[:most])


def doubtful() -> Iterator[tuple[int, int, int]]:
    """Open tasks whose clocks stood on a calendar that was published or corrected since: (estate, id, version)."""
    return clock_rows.on_the_calendar(TaskClock, "task_id")


def without_desk(most: int) -> list[tuple[int, int, int]]:
    """Open tasks without an organisation, where one is named by now: (estate, id, version)."""
    from .values import desks_at

    with cross_estate():
        rows = Task.objects.filter(organisation_id=None, ended_at=None, kind__in=["department", "utility"])
        found = list(rows.values_list("estate_id", "pk", "version", "department", "estate__path")[:most])
    named = {path: desks_at(path) for path in {row[4] for row in found}}
    return [(estate, pk, version) for estate, pk, version, code, path in found if code in named[path]]


def desks(home_id: int) -> dict[str, tuple[str, str, date]]:
    """The desks named at a home: department -> (organisation, phone, since)."""
    rows = list(Desk.objects.filter(estate_id=home_id, until=None))
    names = dict(Organisation.objects.filter(pk__in=[r.organisation_id for r in rows]).values_list("id", "name"))
    return {r.department: (names.get(r.organisation_id, ""), r.phone, r.since) for r in rows}


def organisations_near(path: str) -> tuple[tuple[str, str], ...]:
    """(id, name) of departments and authorities that may be named in a district."""
    homes = [int(part) for part in path.strip("/").split("/")]
    near = Q(home__path__startswith=path) | Q(home_id__in=homes) | Q(home=None)
    rows = Organisation.objects.filter(near, kind__in=["department", "authority"]).order_by("name")[:MOST]
    return tuple((str(row.pk), row.name) for row in rows)


@dataclass(frozen=True)
class Grade:
    """How one side did: counts only, every share is shown with them (HOT-011)."""

    name: str
    called: int
    on_time: int
    came: int
    done_on_time: int
    done: int
    returned: int
    objected: int
    marks: tuple[int, int]  # sum, how many


def grades(path: str, first: date, last: date) -> tuple[tuple[Grade, ...], tuple[Grade, ...]]:
    """(departments, whistling side) over whistles blown in the period at or below the place."""
    start, end = moments(first, last)
    with cross_estate():
        tasks = list(Task.objects.filter(estate__path__startswith=path, called_at__gte=start, called_at__lt=end))
        rows = Whistle.objects.filter(pk__in={t.whistle_id for t in tasks})
        whistles = {w.pk: w for w in rows}
        missing = TaskClock.objects.filter(step="check_in", stopped_at=None, due_at__lt=clock.now())
        late = set(missing.filter(task_id__in=[t.pk for t in tasks]).values_list("task_id", flat=True))
    sides = {w.blown_organisation_id for w in whistles.values() if w.blown_organisation_id is not None}
    names = organisations(tasks) | dict(Organisation.objects.filter(pk__in=sides).values_list("id", "name"))
    departments: dict[str, list[Task]] = {}
    whistlers: dict[str, list[Task]] = {}
    for task in tasks:
        departments.setdefault(names.get(task.organisation_id or 0, task.department_name), []).append(task)
        whistle = whistles[task.whistle_id]
        side = names.get(whistle.blown_organisation_id or 0, "") or whistle.blown_role
        whistlers.setdefault(side, []).append(task)
    return (
        tuple(_grade(name, found, "estate_mark", late) for name, found in sorted(departments.items())),
        tuple(_grade(name, found, "department_mark", late) for name, found in sorted(whistlers.items())),
    )


def _grade(name: str, tasks: list[Task], mark: str, late: set[int]) -> Grade:
    marks = [getattr(t, mark) for t in tasks if getattr(t, mark) is not None]
    return Grade(
        name, len(tasks), sum(t.checked_in_in_time is True for t in tasks),
        sum(t.checked_in_in_time is not None or t.pk in late for t in tasks),
        sum(t.finished_in_time is True for t in tasks), sum(t.finished_in_time is not None for t in tasks),
        sum(t.returns > 0 for t in tasks), sum(t.objected for t in tasks), (sum(marks), len(marks)),
    )  # fmt: skip


def photos_used(home_id: int, digests: set[str]) -> set[str]:
    """Which of these pictures an attempt or a task of the home has."""
    wanted = list(digests)
    found: set[str] = set()
    for model in (Attempt, TaskEvent):
        rows = model.objects.filter(estate_id=home_id, photos__has_any_keys=wanted)
        for photos in rows.values_list("photos", flat=True):
            found |= digests & set(photos)
    return found
