"""Rows to facts and back, and one move of a task inside an act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sanguanjia.cases.places import PlaceFacts
from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.pictures import Album, StoredPhoto
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.policy import clock_rows

from .models import Task, TaskClock, TaskEvent, Whistle
from .permissions import SENTENCES, Thing, may_see
from .rules import moves
from .rules.moves import World, next_look
from .rules.table import BY_VERB
from .telling import tell
from .types import LATE_STEPS, Decision, Facts, Level, State, Step, TaskRef
from .values import world_at

album = Album("whistle")
_SAME = (
    "emergency", "returns", "pauses", "objected", "final", "alarmed", "responded_in_time", "checked_in_at",
    "checked_in_in_time", "finished_in_time", "estate_mark", "department_mark", "ended_at",
)  # fmt: skip


@dataclass
class Opened:
    """A task opened for one move."""

    deed: Deed
    verb: str
    whistle: Whistle
    row: Task
    place: PlaceFacts
    world: World
    facts: Facts
    before: str


def open_task(deed: Deed, verb: str, estate_id: int, task_id: int, version: int | None) -> Opened:
    """Lock whistle and task, ask whether the actor may, and that it still stands as the actor saw it.

    Refuses not_found (also for who may not even see it), not_permitted, stale (with the state it has now).
    """
    whistle_id = Task.objects.filter(estate_id=estate_id, pk=task_id).values_list("whistle_id", flat=True).first()
    if whistle_id is None:
        refuse("not_found")
    whistle = Whistle.objects.select_for_update().get(estate_id=estate_id, pk=whistle_id)
    row = Task.objects.select_for_update().get(estate_id=estate_id, pk=task_id)
    place, world = world_at(estate_id, deed.at, whistle.duty_code, row.department)
    thing = thing_of(whistle, row, place.path)
    try:
        deed.permit(SENTENCES[BY_VERB[verb].who], thing)
    except Refusal:
        if not deed.actor.is_system and not may_see(deed.actor, thing):
            refuse("not_found")
        raise
    if version is not None and version != row.version:
        refuse("stale", version=row.version, state=row.state)
    return Opened(deed, verb, whistle, row, place, world, facts_of(row), row_digest(row))


def carry_out(opened: Opened, *, words: str = "", photos: Sequence[StoredPhoto] = (), **wishes: Any) -> Decision:
    """Ask the rule and store what it says: the row, its clocks, one event."""
    known = moves.takes(opened.verb)
    told = {name: value for name, value in (("words", words), ("photos", len(photos))) if name in known}
    decision = moves.decide(opened.verb, opened.facts, opened.world, **told, **wishes)
    row, deed = opened.row, opened.deed
    state_before = row.state
    apply(row, decision.after)
    row.version += 1
    row.save()
    deed.touched(row, before=opened.before)
    clock_rows.save(deed, TaskClock, _of(row), opened.facts.clocks, decision.after.clocks, decision.ended)
    note(deed, row, opened.verb, decision, words, photos, state_before)
    deed.under(*decision.versions)
    tell(deed, opened.verb, opened.whistle, row, opened.place, decision)
    return decision


def ref_of(opened: Opened) -> TaskRef:
    """What an act answers."""
    row = opened.row
    return TaskRef(row.estate_id, row.pk, row.state, row.version, opened.whistle.state)


def thing_of(whistle: Whistle, row: Task, path: str, desks: tuple[tuple[str, int | None], ...] = ()) -> Thing:
    """A task as the permission sentences see it."""
    found = desks or tuple(
        Task.objects.filter(estate_id=row.estate_id, whistle_id=whistle.pk).values_list("kind", "organisation_id")
    )
    return Thing(path, row.state, row.kind, row.organisation_id, whistle.company_id, whistle.grid_id, found)


def facts_of(row: Task) -> Facts:
    """What the rules need to know, with the clocks that are open."""
    return Facts(
        state=State(row.state), resumes_to=State(row.resumes_to) if row.resumes_to else None, level=Level(row.level),
        clocks=clock_rows.running(TaskClock, _of(row)), **{name: getattr(row, name) for name in _SAME},
    )  # fmt: skip


def apply(row: Task, facts: Facts) -> None:
    """Write the facts into the row's columns (not yet into the database)."""
    row.state, row.level = facts.state.value, facts.level.value
    row.resumes_to = facts.resumes_to.value if facts.resumes_to else ""
    for name in _SAME:
        setattr(row, name, getattr(facts, name))
    running = [c for c in facts.clocks if not c.paused and c.step in LATE_STEPS | {Step.PAUSE}]
    shown = min(running, key=lambda c: c.due_at, default=None)
    row.due_at, row.due_step = (shown.due_at, str(shown.step)) if shown else (None, "")
    row.acts_at = next_look(facts)


def _of(row: Task) -> dict[str, int]:
    """What its clocks' rows are found by."""
    return {"estate_id": row.estate_id, "task_id": row.pk}


def note(
    deed: Deed, row: Task, verb: str, decision: Decision, words: str, photos: Sequence[StoredPhoto], before: str
) -> None:
    """The line of the history that this act writes; its number is the task's version."""
    mandate = deed.mandate
    event = TaskEvent(
        estate_id=row.estate_id, task_id=row.pk, seq=row.version, at=deed.at, verb=verb,
        account_id=deed.actor.account_id, by_name="" if deed.actor.is_system else deed.actor.name,
        role=mandate.role if mandate else "", organisation_id=mandate.organisation_id if mandate else None,
        state_before=before, state_after=row.state, words=words.strip(), data=dict(decision.data),
        rules=list(dict.fromkeys(v for v in decision.versions if v)),
        ended=[[str(e.clock.step), e.result] for e in decision.ended], photos=[p.sha256 for p in photos],
    )  # fmt: skip
    event.save(force_insert=True)
    deed.touched(event)


def new_task(
    deed: Deed,
    whistle: Whistle,
    place: PlaceFacts,
    world: World,
    *,
    department: str,
    lead: bool,
    seq: int,
    organisation_id: int | None,
    final: bool = False,
) -> Task:
    """Call one department: its task, its clocks, its first event."""  # fmt: skip
    named = world.policy.departments[department]
    world = replace(world, handle=world.policy.handle_of(whistle.duty_code, department))
    facts = moves.called(world, emergency=whistle.kind == "emergency", final=final)
    row = Task(
        estate_id=whistle.estate_id, whistle_id=whistle.pk, seq=seq, department=department, department_name=named.name,
        kind=named.kind, lead=lead, organisation_id=organisation_id, called_at=deed.at,
    )  # fmt: skip
    apply(row, facts)
    row.save(force_insert=True)
    deed.touched(row)
    part = world.policy.part_of(whistle.duty_code, department)
    said = {"duty": part.duty, "does": part.does, "basis": part.basis} if part else {}
    decision = Decision(facts, (), {"lead": lead, **said}, tuple(c.version for c in facts.clocks))
    clock_rows.save(deed, TaskClock, _of(row), (), decision.after.clocks, decision.ended)
    note(deed, row, "call", decision, "", (), "")
    tell(deed, "call", whistle, row, place, decision)
    return row
