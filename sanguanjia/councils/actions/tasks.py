"""What a meeting gives out: one task per department, dated, shown until it is done, looked at by the estate."""

from __future__ import annotations

from datetime import date

from sanguanjia.cases.models import Case
from sanguanjia.councils import telling
from sanguanjia.councils.matters import note_on
from sanguanjia.councils.models import Finding, Item, Task
from sanguanjia.councils.rules import tasks as rules
from sanguanjia.councils.store import (
    Opened,
    OpenedTask,
    apply,
    item_in,
    keep,
    keep_task,
    note,
    open_meeting,
    open_task,
    seat_in,
    task_ref,
)
from sanguanjia.councils.types import SeatKind, TaskRef
from sanguanjia.councils.values import world_at
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.pictures import StoredPhoto
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any


@act("councils.assign")
def assign(
    deed: Deed,
    *,
    estate_id: int,
    meeting_id: int,
    version: int | None = None,
    seat: int,
    words: str,
    item: int | None = None,
    finding: int | None = None,
    due_on: date | None = None,
    amount: int | None = None,
    unit: str = "workday",
) -> TaskRef:
    """From a decision or a finding, for one seat: until the end of a day, or so many (working) days, or as the policy
    says.

    Refuses not_found, not_permitted, stale, wrong_phase, unknown_member, unknown_item, unknown_finding, from_nothing,
    nothing_decided, not_quorate, experts_owe_nothing, missing, too_long, due_in_the_past, amount_out_of_range,
    unknown_time_unit.
    """
    opened = open_meeting(deed, "assign", estate_id, meeting_id, version)
    doer = seat_in(opened, seat)
    source = _finding(opened, finding)
    subject = item_in(opened, item) if item is not None else _item_of(opened, source)
    found = _ground_wrong(subject, source)
    if doer.kind == SeatKind.EXPERT:
        found.append(Reason("experts_owe_nothing", "seat"))
    refuse_if_any(found)
    world = world_at(opened.home, deed.at)
    facts, rule = rules.assigned(world, words=words, due_on=due_on, amount=amount, unit=unit)
    row = Task(
        **opened.key, item_id=subject.pk if subject else None, finding_id=source.pk if source else None,
        seat_id=doer.pk, seq=Task.objects.filter(**opened.key).count() + 1, name=doer.name, kind=doer.kind,
        role=doer.role, place=doer.place, organisation_id=doer.organisation_id, words=words.strip(),
        assigned_at=deed.at, rule=rule.version,
    )  # fmt: skip
    if subject is not None:
        row.concerns_estate_id, row.secret = subject.concerns_estate_id, subject.secret
        row.matter_estate_id, row.matter_id = subject.matter_estate_id, subject.matter_id
    apply(row, facts)
    row.save(force_insert=True)
    deed.touched(row)
    note(deed, opened.row, "assign", 1, task=row, words=words)
    keep(opened, words=words, data={"task": row.seq, "seat": doer.name})
    deed.under(*([rule.version] if rule.version else []))
    telling.task(deed, "tasked", row, opened.row, opened.home, None)
    return task_ref(row)


@act("councils.report_done")
def report_done(
    deed: Deed,
    *,
    estate_id: int,
    task_id: int,
    version: int | None = None,
    words: str,
    photos: tuple[StoredPhoto, ...] = (),
) -> TaskRef:
    """The department did it and shows it. Refuses not_found, not_permitted, stale, wrong_phase, missing, too_long,
    photo_missing."""
    opened = open_task(deed, "report_done", estate_id, task_id, version)
    facts = rules.report_done(opened.facts, opened.world, words=words, photos=len(photos))
    done = keep_task(opened, facts, words=words, photos=photos)
    _tell(opened, "look")
    return done


@act("councils.accept")
def accept(deed: Deed, *, estate_id: int, task_id: int, version: int | None = None, words: str = "") -> TaskRef:
    """Looked at: done. The last of a matter's tasks is told to whoever has the matter. Refuses … as above."""
    opened = open_task(deed, "accept", estate_id, task_id, version)
    done = keep_task(opened, rules.accept(opened.facts, opened.world, words=words), words=words)
    _whole(opened)
    return done


@act("councils.give_back")
def give_back(deed: Deed, *, estate_id: int, task_id: int, version: int | None = None, words: str) -> TaskRef:
    """Not done: once more, with a fresh clock. Refuses … missing."""
    opened = open_task(deed, "give_back", estate_id, task_id, version)
    done = keep_task(opened, rules.give_back(opened.facts, opened.world, words=words), words=words)
    _tell(opened, "returned")
    return done


@act("councils.drop")
def drop(deed: Deed, *, estate_id: int, task_id: int, version: int | None = None, words: str) -> TaskRef:
    """Who called the meeting says why it is not to be done any more. Refuses … missing."""
    opened = open_task(deed, "drop", estate_id, task_id, version)
    done = keep_task(opened, rules.drop(opened.facts, opened.world, words=words), words=words)
    _whole(opened)
    return done


@act("councils.climb")
def climb(deed: Deed, *, estate_id: int, task_id: int, version: int | None = None) -> TaskRef:
    """Late: the next office hears of it. Done by the platform. Refuses not_found, not_permitted, stale, wrong_phase,
    not_overdue."""
    opened = open_task(deed, "climb", estate_id, task_id, version)
    facts = rules.climb(opened.facts, opened.world)
    done = keep_task(opened, facts)
    if not facts.alarmed:
        _tell(opened, "silent" if facts.silent else "late")
    return done


@act("councils.reckon_again")
def reckon_again(deed: Deed, *, estate_id: int, task_id: int, version: int | None = None) -> TaskRef:
    """A calendar was published or corrected (CAL-007). Done by the platform. Refuses not_found, not_permitted, stale,
    wrong_phase, nothing_to_reckon."""
    opened = open_task(deed, "reckon_again", estate_id, task_id, version)
    return keep_task(opened, rules.reckon_again(opened.facts, opened.world))


def _finding(opened: Opened, finding: int | None) -> Finding | None:
    if finding is None:
        return None
    return Finding.objects.filter(**opened.key, pk=finding).first() or refuse("unknown_finding", "finding")


def _item_of(opened: Opened, finding: Finding | None) -> Item | None:
    return item_in(opened, finding.item_id) if finding is not None and finding.item_id is not None else None


def _ground_wrong(item: Item | None, finding: Finding | None) -> list[Reason]:
    """A task stands on a finding, or on a decision for which enough were there."""
    if finding is not None:
        return []
    if item is None:
        return [Reason("from_nothing", "item")]
    if item.decided_at is None:
        return [Reason("nothing_decided", "item")]
    return [] if item.enough else [Reason("not_quorate", "item")]


def _tell(opened: OpenedTask, name: str) -> None:
    row = opened.row
    estate = Home.objects.filter(pk=row.concerns_estate_id).first() if row.concerns_estate_id else None
    telling.task(opened.deed, name, row, opened.meeting, opened.home, estate)


def _whole(opened: OpenedTask) -> None:
    """When nothing that the meeting gave out over a matter is open any more, whoever has the matter hears of it."""
    row, deed = opened.row, opened.deed
    if row.matter_id is None or row.matter_estate_id is None:
        return
    rows = Task.objects.filter(estate_id=row.estate_id, meeting_id=row.meeting_id, matter_id=row.matter_id)
    if rows.filter(ended_at=None).exists():
        return
    case = Case.objects.filter(estate_id=row.matter_estate_id, pk=row.matter_id).first()
    if case is None or case.ended_at is not None:
        return
    home = Home.objects.get(pk=row.matter_estate_id)
    telling.parts_accepted(deed, case, home, opened.meeting)
    note_on(deed, case.estate_id, case.pk, f"{opened.meeting.kind_name}交办的事项已全部办结验收。")
