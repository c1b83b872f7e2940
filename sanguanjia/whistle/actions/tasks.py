"""The moves of a department's task, one act each; and what the end of a part means for the whole."""

from __future__ import annotations

from sanguanjia.cases import actions as cases
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.pictures import StoredPhoto
from sanguanjia.whistle.models import Task
from sanguanjia.whistle.store import Opened, carry_out, new_task, open_task, ref_of
from sanguanjia.whistle.types import State, TaskRef
from sanguanjia.whistle.values import desks_at

ALL_ACCEPTED = "各部门的任务均已办完，小区已逐项验收。"
ALL_RELEASED = "部门不再办理这件事，由承办单位继续办理。"


@act("whistle.respond")
def respond(deed: Deed, *, estate_id: int, task_id: int, version: int | None = None, words: str = "") -> TaskRef:
    """The department has heard and comes. Refuses not_found, not_permitted, stale, wrong_phase."""
    opened = open_task(deed, "respond", estate_id, task_id, version)
    carry_out(opened, words=words)
    return ref_of(opened)


@act("whistle.check_in")
def check_in(
    deed: Deed,
    *,
    estate_id: int,
    task_id: int,
    version: int | None = None,
    place_words: str,
    photos: tuple[StoredPhoto, ...] = (),
) -> TaskRef:
    """On site: time, place, picture. Refuses not_found, not_permitted, stale, wrong_phase, missing, photo_missing."""
    opened = open_task(deed, "check_in", estate_id, task_id, version)
    carry_out(opened, photos=photos, words=place_words, place_words=place_words)
    return ref_of(opened)


@act("whistle.finish")
def finish(
    deed: Deed,
    *,
    estate_id: int,
    task_id: int,
    version: int | None = None,
    words: str,
    mark: int | None = None,
    photos: tuple[StoredPhoto, ...] = (),
) -> TaskRef:
    """The part is done; `mark`: how the estate helped. Refuses as above and mark_out_of_range."""
    opened = open_task(deed, "finish", estate_id, task_id, version)
    carry_out(opened, words=words, photos=photos, mark=mark)
    return ref_of(opened)


@act("whistle.object")
def object_to(deed: Deed, *, estate_id: int, task_id: int, version: int | None = None, words: str) -> TaskRef:
    """Not ours, once, with reasons. Refuses … missing, objected_once, settled_by_decision, come_first."""
    opened = open_task(deed, "object", estate_id, task_id, version)
    carry_out(opened, words=words)
    return ref_of(opened)


@act("whistle.decide_objection")
def decide_objection(
    deed: Deed, *, estate_id: int, task_id: int, version: int | None = None, upheld: bool, words: str, to: str = ""
) -> TaskRef:
    """Above decides for good; `to`: the department it goes to instead. Refuses … missing, unknown_department."""
    opened = open_task(deed, "decide_objection", estate_id, task_id, version)
    carry_out(opened, words=words, upheld=upheld, to=to)
    if upheld and to:
        _call_instead(opened, to)
    _whole(opened)
    return ref_of(opened)


@act("whistle.pause")
def pause(deed: Deed, *, estate_id: int, task_id: int, version: int | None = None, words: str) -> TaskRef:
    """Stand still for a reason. Refuses … missing, no_more_pauses."""
    opened = open_task(deed, "pause", estate_id, task_id, version)
    carry_out(opened, words=words)
    return ref_of(opened)


@act("whistle.resume")
def resume(deed: Deed, *, estate_id: int, task_id: int, version: int | None = None, words: str = "") -> TaskRef:
    """Go on; the platform itself does it when the longest pause is over."""
    opened = open_task(deed, "resume", estate_id, task_id, version)
    carry_out(opened, words=words)
    return ref_of(opened)


@act("whistle.accept")
def accept(
    deed: Deed, *, estate_id: int, task_id: int, version: int | None = None, mark: int, words: str = ""
) -> TaskRef:
    """The estate has looked: done. The last part closes the whole. Refuses … mark_out_of_range."""
    opened = open_task(deed, "accept", estate_id, task_id, version)
    carry_out(opened, words=words, mark=mark)
    _whole(opened)
    return ref_of(opened)


@act("whistle.give_back")
def give_back(deed: Deed, *, estate_id: int, task_id: int, version: int | None = None, words: str) -> TaskRef:
    """Not done: once more; after the policy's number of returns above decides. Refuses … missing."""
    opened = open_task(deed, "give_back", estate_id, task_id, version)
    carry_out(opened, words=words)
    return ref_of(opened)


@act("whistle.arbitrate")
def arbitrate(
    deed: Deed, *, estate_id: int, task_id: int, version: int | None = None, done: bool, words: str
) -> TaskRef:
    """Above decides between estate and department. Refuses … missing."""
    opened = open_task(deed, "arbitrate", estate_id, task_id, version)
    carry_out(opened, words=words, done=done)
    _whole(opened)
    return ref_of(opened)


@act("whistle.climb")
def climb(deed: Deed, *, estate_id: int, task_id: int, version: int | None = None) -> TaskRef:
    """Late: the next level hears of it. Done by the platform. Refuses not_found, not_permitted, not_overdue."""
    opened = open_task(deed, "climb", estate_id, task_id, version)
    carry_out(opened)
    return ref_of(opened)


@act("whistle.reckon_again")
def reckon_again(deed: Deed, *, estate_id: int, task_id: int, version: int | None = None) -> TaskRef:
    """A calendar was published or corrected (CAL-007). Done by the platform. Refuses … nothing_to_reckon."""
    opened = open_task(deed, "reckon_again", estate_id, task_id, version)
    carry_out(opened)
    return ref_of(opened)


def _call_instead(opened: Opened, to: str) -> None:
    """The department that above named instead is called, for good (HOT-014)."""
    row, whistle = opened.row, opened.whistle
    already = Task.objects.filter(estate_id=row.estate_id, whistle_id=whistle.pk, department=to, ended_at=None)
    if already.exists():
        return
    seq = Task.objects.filter(estate_id=row.estate_id, whistle_id=whistle.pk).count() + 1
    new_task(
        opened.deed, whistle, opened.place, opened.world, department=to, lead=row.lead, seq=seq,
        organisation_id=desks_at(opened.place.path).get(to), final=True,
    )  # fmt: skip


def _whole(opened: Opened) -> None:
    """When no part is open any more the whistle ends, and the matter closes or goes on, in the same transaction."""
    whistle, deed = opened.whistle, opened.deed
    states = set(
        Task.objects.filter(estate_id=whistle.estate_id, whistle_id=whistle.pk).values_list("state", "ended_at")
    )
    if any(ended is None for _state, ended in states):
        return
    accepted = any(state == State.ACCEPTED.value for state, _ended in states)
    before = row_digest(whistle)
    whistle.state, whistle.ended_at = ("done" if accepted else "over"), deed.at
    whistle.save(update_fields=["state", "ended_at"])
    deed.touched(whistle, before=before)
    move, words = (cases.parts_done, ALL_ACCEPTED) if accepted else (cases.whistle_over, ALL_RELEASED)
    move(SYSTEM, estate_id=whistle.estate_id, case_id=whistle.case_id, words=words)
