"""Tasks as the pieces of the design system take them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from sanguanjia.kernel import clock
from sanguanjia.look import types as look
from sanguanjia.look import words
from sanguanjia.whistle.queries import Line, TaskView
from sanguanjia.whistle.wording import LEVELS, RESULTS, ROLES, STATES, STEPS, VERBS

if TYPE_CHECKING:
    from sanguanjia.whistle.models import Task, TaskEvent


def chip(due_at: datetime | None, step: str, state: str) -> look.Clock | None:
    """The clock that counts now; None when none runs."""
    if due_at is None:
        return None
    name = STEPS.get(step, "")
    if clock.now() > due_at:
        return look.Clock("overdue", f"{name}已超时", due_at)
    if state == "paused":
        return look.Clock("paused", "已暂停，到期自动继续", due_at)
    return look.Clock("running", f"{name}期限", due_at)


def status(row: Task) -> tuple[str, str]:
    """(kind, word); open work past its time is late."""
    kind, word = STATES[row.state]
    late = row.due_at is not None and row.ended_at is None and row.due_at < clock.now()
    return ("late" if late and kind != "wait" else kind), word


def line(found: Line) -> dict[str, Any]:
    """One row of a list."""
    task = found.task
    return {
        "href": reverse("whistle:task", args=[task.estate_id, task.pk]),
        "title": found.whistle.duty_name,
        "number": found.whistle.number,
        "place": found.place,
        "department": found.organisation or task.department_name,
        "lead": task.lead,
        "emergency": task.emergency,
        "status": status(task),
        "chip": chip(task.due_at, task.due_step, task.state),
        "alarmed": task.alarmed,
    }


def entries(view: TaskView) -> list[look.Entry]:
    """The whole history of a task."""
    return [_entry(view, event) for event in view.events]


def _entry(view: TaskView, event: TaskEvent) -> look.Entry:
    row = view.row
    pictures = tuple(
        look.Photo(
            reverse("whistle:photo", args=[row.estate_id, row.pk, sha]), f"{VERBS[event.verb]}照片",
            reverse("whistle:photo", args=[row.estate_id, row.pk, sha]) + "?small=1",
        )
        for sha in event.photos
    )  # fmt: skip
    ended = [f"{STEPS[step]}{RESULTS[result]}" for step, result in event.ended if result != "dropped"]
    note = "\n".join(part for part in (event.words, "计时：" + "、".join(ended) if ended else "") if part)
    who = "平台" if not event.by_name else f"{event.by_name}（{ROLES.get(event.role, event.role)}）"
    kind = "late" if event.verb == "climb" else ("done" if event.verb == "accept" else "")
    return look.Entry(event.at, who, _what(event, view), note, photos=pictures, kind=kind)


def _what(event: TaskEvent, view: TaskView) -> str:
    data = event.data
    if event.verb == "climb":
        return f"超时，通报{LEVELS[data['level']]}" if "level" in data else "超时，各级均已通报，挂出警示"
    if event.verb == "decide_objection":
        return "异议成立，不归本部门" if data["upheld"] else "异议不成立，由本部门办理"
    if event.verb == "give_back" and data.get("arbitration"):
        return f"第 {data['times']} 次退回，交上级裁定"
    if event.verb == "arbitrate":
        return "裁定：已办好" if data["done"] else "裁定：再办一次"
    if event.verb in ("check_in", "finish"):
        return f"{VERBS[event.verb]}（{'按时' if data.get('in_time') else '超时'}）"
    if event.verb == "call":
        does = f"：{data['does']}" if data.get("does") else ""
        return f"吹哨，请{view.row.department_name}{'牵头' if view.row.lead else '配合'}{does}"
    return VERBS[event.verb]


def when(moment: datetime) -> str:
    """A moment in words."""
    return words.moment(moment, clock.today())
