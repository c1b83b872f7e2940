"""Rows to facts and back, and one move of a meeting or a task inside an act."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sanguanjia.cases.places import place_facts
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.pictures import Album, StoredPhoto
from sanguanjia.kernel.refusal import Refusal, refuse

from .models import Event, Item, Meeting, Presence, Seat, Task
from .permissions import SENTENCES, TASK_SENTENCES, MeetingThing, SeatKey, TaskThing, may_see, may_see_task
from .rules.quorum import standing
from .rules.table import BY_VERB, TASK_BY_VERB
from .rules.tasks import World
from .types import (
    Direction,
    MeetingRef,
    Moved,
    PartRef,
    Quorum,
    SeatFacts,
    Standing,
    State,
    TaskFacts,
    TaskRef,
    TaskState,
)
from .values import world_at

album = Album("councils")


@dataclass
class Opened:
    """A meeting opened for one move."""

    deed: Deed
    verb: str
    row: Meeting
    home: Home
    before: str

    @property
    def key(self) -> dict[str, int]:
        """The columns that tie a row to this meeting."""
        return {"estate_id": self.row.estate_id, "meeting_id": self.row.pk}


def open_meeting(
    deed: Deed, verb: str, estate_id: int, meeting_id: int, version: int | None = None, seat_id: int | None = None
) -> Opened:
    """Lock the meeting, ask whether the actor may and whether the move exists now.

    Refuses not_found (also for who may not even see it), not_permitted, stale, wrong_phase.
    """
    row = Meeting.objects.select_for_update().filter(estate_id=estate_id, pk=meeting_id).first()
    if row is None:
        refuse("not_found")
    home = Home.objects.get(pk=estate_id)
    thing = thing_of(row, home.path, seats_of(row), seat_id)
    if not may_see(deed.actor, thing):
        refuse("not_found")
    deed.permit(SENTENCES[BY_VERB[verb].who], thing)
    if version is not None and version != row.version:
        refuse("stale", version=row.version, state=row.state)
    if row.state not in BY_VERB[verb].origins:
        refuse("wrong_phase", state=row.state, verb=verb)
    return Opened(deed, verb, row, home, row_digest(row))


def keep(
    opened: Opened, *, words: str = "", photos: Sequence[StoredPhoto] = (), data: dict[str, Any] | None = None
) -> MeetingRef:
    """Store the meeting one version on, in the state the table names, with its event."""
    row, deed = opened.row, opened.deed
    to = BY_VERB[opened.verb].to
    if to is not None:
        row.state = to
    row.version += 1
    row.save()
    deed.touched(row, before=opened.before)
    note(deed, row, opened.verb, row.version, words=words, photos=photos, data=data)
    return ref_of(row)


def note(
    deed: Deed,
    row: Meeting,
    verb: str,
    seq: int,
    *,
    task: Task | None = None,
    words: str = "",
    photos: Sequence[StoredPhoto] = (),
    data: dict[str, Any] | None = None,
) -> None:
    """The line of the history that an act writes."""
    mandate = deed.mandate
    event = Event(
        estate_id=row.estate_id, meeting_id=row.pk, task_id=task.pk if task else None, seq=seq, at=deed.at, verb=verb,
        account_id=deed.actor.account_id, by_name="" if deed.actor.is_system else deed.actor.name,
        role=mandate.role if mandate else "", organisation_id=mandate.organisation_id if mandate else None,
        words=words.strip(), data=data or {}, photos=[p.sha256 for p in photos],
    )  # fmt: skip
    event.save(force_insert=True)
    deed.touched(event)


def part_of(opened: Opened, part_id: int) -> PartRef:
    """What an act on a part answers."""
    return PartRef(opened.row.estate_id, opened.row.pk, part_id, opened.row.version)


def ref_of(row: Meeting) -> MeetingRef:
    """What an act on a meeting answers."""
    return MeetingRef(row.estate_id, row.pk, row.number, row.state, row.version, row.sequence)


def made(deed: Deed, row: Any) -> Any:
    """Store a new row and say so."""
    row.save(force_insert=True)
    deed.touched(row)
    return row


def account_of(deed: Deed) -> int:
    """The account that acts: every seat and every host has one."""
    return deed.actor.account_id or refuse("login_needed")


def change(deed: Deed, row: Any, **columns: Any) -> None:
    """Change columns of a row and say so."""
    before = row_digest(row)
    for name, value in columns.items():
        setattr(row, name, value)
    row.save(update_fields=list(columns))
    deed.touched(row, before=before)


# --- seats and quorum --------------------------------------------------------------------------------------------


def seats_of(row: Meeting) -> list[Seat]:
    """The seats of a meeting that are still called, in the order of calling."""
    return list(Seat.objects.filter(estate_id=row.estate_id, meeting_id=row.pk, gone=False).order_by("id"))


def seat_in(opened: Opened, seat_id: int) -> Seat:
    """One seat of the meeting. Refuses unknown_member."""
    found = Seat.objects.filter(**opened.key, pk=seat_id, gone=False).first()
    return found or refuse("unknown_member", "seat")


def item_in(opened: Opened, item_id: int) -> Item:
    """One line of the agenda that still stands. Refuses unknown_item."""
    return Item.objects.filter(**opened.key, pk=item_id, struck=False).first() or refuse("unknown_item", "item")


def key_of_seat(seat: Seat) -> SeatKey:
    """A seat as the sentences see it."""
    return SeatKey(seat.pk, seat.role, seat.place, seat.organisation_id, seat.account_id)


def thing_of(row: Meeting, path: str, seats: Iterable[Seat], seat_id: int | None = None) -> MeetingThing:
    """A meeting as the sentences see it."""
    keys = tuple(key_of_seat(seat) for seat in seats)
    wanted = next((key for key in keys if key.id == seat_id), None)
    return MeetingThing(path, tuple(row.chairs), row.state, keys, wanted, row.chair_account_id)


def quorum_of(row: Meeting) -> Quorum:
    """The quorum as it held when the meeting was convened."""
    value = row.quorum
    return Quorum(value["num"], value["den"], tuple(value["seats"]), value["experts"])


def moves_of(row: Meeting) -> list[Moved]:
    """The attendance, oldest first."""
    rows = Presence.objects.filter(estate_id=row.estate_id, meeting_id=row.pk).order_by("at", "id")
    return [Moved(r.seat_id, r.at, Direction(r.direction)) for r in rows]


def standing_at(row: Meeting, seats: Iterable[Seat], moves: Iterable[Moved], at: Any) -> Standing:
    """Whether enough are there at a moment. Whoever declared an interest does not count."""
    facts = [SeatFacts(seat.pk, seat.kind, seat.conflict != "has") for seat in seats]
    return standing(facts, moves, quorum_of(row), at)


# --- tasks -------------------------------------------------------------------------------------------------------


@dataclass
class OpenedTask:
    """A task opened for one move."""

    deed: Deed
    verb: str
    row: Task
    meeting: Meeting
    home: Home
    world: World
    facts: TaskFacts
    before: str


def open_task(deed: Deed, verb: str, estate_id: int, task_id: int, version: int | None = None) -> OpenedTask:
    """Lock the task, ask whether the actor may. Refuses not_found (also for who may not see), not_permitted, stale."""
    row = Task.objects.select_for_update().filter(estate_id=estate_id, pk=task_id).first()
    if row is None:
        refuse("not_found")
    meeting = Meeting.objects.get(estate_id=estate_id, pk=row.meeting_id)
    home = Home.objects.get(pk=estate_id)
    thing = task_thing(row, meeting, home.path)
    try:
        deed.permit(TASK_SENTENCES[TASK_BY_VERB[verb].who], thing)
    except Refusal:
        if not deed.actor.is_system and not may_see_task(deed.actor, thing):
            refuse("not_found")
        raise
    if version is not None and version != row.version:
        refuse("stale", version=row.version, state=row.state)
    return OpenedTask(deed, verb, row, meeting, home, world_at(home, deed.at), task_facts(row), row_digest(row))


def keep_task(opened: OpenedTask, facts: TaskFacts, *, words: str = "", photos: Sequence[StoredPhoto] = ()) -> TaskRef:
    """Store the task as the rule left it, with its event."""
    row = opened.row
    apply(row, facts)
    row.version += 1
    row.save()
    opened.deed.touched(row, before=opened.before)
    data = {"level": facts.level} if opened.verb == "climb" and not facts.alarmed and not facts.silent else {}
    note(
        opened.deed, opened.meeting, opened.verb, row.version, task=row, words=words, photos=photos, data=data
    )  # fmt: skip
    opened.deed.under(*(rule.version for rule in opened.world.policy.clocks.values()))
    return task_ref(row)


def apply(row: Task, facts: TaskFacts) -> None:
    """Write the facts into the row's columns (not yet into the database)."""
    row.state = facts.state.value
    for name in _SAME:
        setattr(row, name, getattr(facts, name))


_SAME = (
    "due_at", "provisional", "level", "alarmed", "silent", "returns", "done_in_time", "acts_at", "ended_at",
    "started_at", "amount", "unit", "roll",
)  # fmt: skip


def task_facts(row: Task) -> TaskFacts:
    """What the rules need to know."""
    return TaskFacts(TaskState(row.state), **{name: getattr(row, name) for name in _SAME})


def task_ref(row: Task) -> TaskRef:
    """What an act on a task answers."""
    return TaskRef(row.estate_id, row.pk, row.state, row.version)


def task_thing(row: Task, meeting: Meeting, path: str) -> TaskThing:
    """A task as the sentences see it."""
    doer = SeatKey(row.seat_id, row.role, row.place, row.organisation_id, None)
    thing = MeetingThing(path, tuple(meeting.chairs), meeting.state, (), None, meeting.chair_account_id)
    if row.concerns_estate_id is None:
        return TaskThing(thing, doer, silent=row.silent)
    place = place_facts(row.concerns_estate_id, clock.today())
    return TaskThing(thing, doer, place.path, place.company_id, place.grid_id, row.silent, row.secret)


def is_over(row: Meeting) -> bool:
    """Whether a meeting has come to its end."""
    return row.state in (State.CLOSED.value, State.CANCELLED.value)
