"""Meetings and tasks as templates take them: states, chips, lines, histories."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from sanguanjia.councils.permissions import USERS
from sanguanjia.councils.queries import TaskLine
from sanguanjia.councils.wording import ANSWERS, CONFLICTS, DIRECTIONS, LEVELS, ROLES, STATES, TASK_STATES, VERBS
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.look import types as look

if TYPE_CHECKING:
    from sanguanjia.councils.models import Event, Meeting, Task


def layout(actor: Actor) -> str:
    """Desks for those who work with meetings, phone pages for experts and residents."""
    return "look/desk.html" if actor.has_role(*USERS) else "look/resident.html"


def meeting_line(row: Meeting, home: str) -> dict[str, Any]:
    """One meeting in a list."""
    return {
        "href": reverse("councils:meeting", args=[row.estate_id, row.pk]), "title": row.title, "kind": row.kind_name,
        "home": home, "starts_at": row.starts_at, "place": row.place_words, "status": STATES[row.state],
    }  # fmt: skip


def task_chip(row: Task) -> look.Clock | None:
    """The clock that counts now; none when the task has ended."""
    if row.ended_at is not None:
        return None
    name = "验收" if row.state == "done" else "办理"
    if clock.now() > row.due_at:
        return look.Clock("overdue", f"{name}已超时", row.due_at, provisional=row.provisional)
    return look.Clock("running", f"{name}期限", row.due_at, provisional=row.provisional)


def task_status(row: Task) -> tuple[str, str]:
    """(kind, word); open work past its time is late."""
    kind, word = TASK_STATES[row.state]
    late = row.state == "open" and clock.now() > row.due_at
    return ("late" if late else kind), word


def task_line(found: TaskLine) -> dict[str, Any]:
    """One task in a list."""
    row = found.row
    return {
        "href": reverse("councils:task", args=[row.estate_id, row.pk]), "meeting": found.meeting.title,
        "seq": row.seq, "name": row.name, "words": row.words, "estate": found.estate or found.home,
        "status": task_status(row), "chip": task_chip(row), "alarmed": row.alarmed,
    }  # fmt: skip


def entries(events: Iterable[Event], photo_route: str, *ids: int) -> list[look.Entry]:
    """The history of a meeting or a task."""
    return [_entry(event, photo_route, ids) for event in events]


def _entry(event: Event, photo_route: str, ids: tuple[int, ...]) -> look.Entry:
    pictures = tuple(
        look.Photo(href, f"{VERBS[event.verb]}照片", f"{href}?small=1")
        for href in (reverse(photo_route, args=[*ids, sha]) for sha in event.photos)
    )  # fmt: skip
    who = "平台" if not event.by_name else f"{event.by_name}（{ROLES.get(event.role, '')}）".replace("（）", "")
    kind = "late" if event.verb == "climb" else ("done" if event.verb in ("accept", "sign") else "")
    return look.Entry(event.at, who, _what(event), event.words, photos=pictures, kind=kind)


def _what(event: Event) -> str:
    data = event.data
    if event.verb == "climb":
        return f"超时，通报{LEVELS[data['level']]}" if data.get("level") else "超时，到期仍未办结"
    if event.verb == "answer":
        return f"{data['seat']}：{ANSWERS[data['answer']]}"
    if event.verb == "attend":
        return f"{data['seat']} {moment_of(data['at']):%H:%M} {DIRECTIONS[data['direction']]}"
    if event.verb == "declare":
        return f"{data['seat']}：{CONFLICTS[data['conflict']]}"
    if event.verb == "decide":
        return f"{'作出决定' if data['enough'] else '到会不够，决定不生效'}：{data['item']}"
    if event.verb == "assign" and "seat" in data:
        return f"交办{data['seat']}"
    if event.verb == "find":
        return f"{data['seat']}填检查结果"
    if event.verb == "close" and data.get("left"):
        return f"结束会议，还有 {data['left']} 项任务继续督办"
    return VERBS[event.verb]


def moment_of(text: str) -> datetime:
    """A moment kept as text, in local time."""
    return clock.local(datetime.fromisoformat(text))
