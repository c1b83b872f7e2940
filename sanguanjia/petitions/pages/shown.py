"""Petitions as the pieces of the design system take them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from sanguanjia.kernel import clock
from sanguanjia.look import types as look
from sanguanjia.petitions.rules.parts import last_minute
from sanguanjia.petitions.types import DUTIES
from sanguanjia.petitions.wording import FAULTS, GROUNDS, OUTCOMES, PAPERS, RESULTS, ROLES, STATES, STEPS, VERBS

if TYPE_CHECKING:
    from sanguanjia.petitions.models import Petition, PetitionEvent
    from sanguanjia.petitions.queries import PetitionView




def chip(row: Petition) -> look.Clock | None:
    """The clock that counts now; None when none runs."""
    if row.due_at is None:
        return None
    return _chip(row.due_step, row.due_at)


def _chip(step: str, due: Any, paused: bool = False, provisional: bool = False) -> look.Clock:
    name = STEPS.get(step, "")
    due, end = last_minute(due), due
    if paused:
        return look.Clock("paused", f"{name}：暂停计时", due, provisional=provisional)
    if clock.now() <= end:
        return look.Clock("running", f"{name}期限", due, provisional=provisional)
    owed = step in DUTIES
    return look.Clock("overdue" if owed else "done", f"{name}{'已超期' if owed else '期限已过'}", due)


def chips(view: PetitionView) -> list[look.Clock]:
    """Every clock that runs or stands."""
    return [_chip(c.step, c.due_at, c.paused, c.provisional) for c in view.facts.clocks]


def status(row: Petition) -> tuple[str, str]:
    """(kind, word); what is owed past its day is late."""
    kind, word = STATES[row.state]
    late = row.due_at is not None and row.due_step in DUTIES and row.due_at < clock.now()
    return ("late" if late else kind), word


def line(row: Petition) -> dict[str, Any]:
    """One row of a list."""
    return {
        "href": reverse("petitions:petition", args=[row.estate_id, row.pk]), "number": row.number, "title": row.title,
        "office": row.estate.name, "unit": row.unit_name, "status": status(row), "chip": chip(row),
        "received_on": row.received_on, "supervised": row.supervised, "people": row.people,
    }  # fmt: skip


def rows(found: list[Petition]) -> list[dict[str, Any]]:
    """Rows of a list."""
    return [line(row) for row in found]


def entries(view: PetitionView) -> list[look.Entry]:
    """The whole history."""
    return [_entry(event, public=False) for event in view.events]


def public_entries(events: tuple[PetitionEvent, ...]) -> list[look.Entry]:
    """The history by code alone: what was done and by which body, without anyone's words."""
    return [_entry(event, public=True) for event in events if event.verb != "warn"]


def _entry(event: PetitionEvent, *, public: bool) -> look.Entry:
    ended = [f"{STEPS[step]}{RESULTS[result]}" for step, result in event.ended if result != "dropped"]
    said = "" if public else event.words
    note = "\n".join(part for part in (said, "计时：" + "、".join(ended) if ended else "") if part)
    role = ROLES.get(event.role, "")
    body = event.body or role
    who = f"{event.by_name}（{body}）" if event.by_name and not public else body or "平台"
    kind = "late" if event.verb == "warn" else ("done" if event.state_after in ("final", "closed") else "")
    return look.Entry(event.at, who, what(event, public=public), note, kind=kind)


def what(event: PetitionEvent, *, public: bool = False) -> str:
    """What a line of the history says was done."""
    data = event.data
    if event.verb in ("route", "decide_objection") and "to_name" in data:
        word = VERBS[event.verb] if event.verb == "route" else "异议成立，转送"
        return f"{word}{data['to_name']}"
    if event.verb == "decide_objection":
        return "异议不成立，由该单位办理"
    if event.verb == "refuse":
        return f"不予受理：{GROUNDS.get(data.get('ground', ''), '')}"
    if event.verb == "ask_extension":
        return f"申请延期 {data['amount']} 日"
    if event.verb == "decide_extension":
        return f"批准延期 {data['amount']} 日" if data["granted"] else "不批准延期"
    if event.verb in ("answer", "answer_review", "answer_recheck"):
        return f"{VERBS[event.verb]}：{OUTCOMES.get(data.get('opinion', ''), '')}（{data['delivered']} 送达）"
    if event.verb == "supervise":
        return "督办" if public else f"督办：{FAULTS.get(data.get('fault', ''), '')}"
    if event.verb == "warn":
        return f"超期：{'、'.join(STEPS[step] for step in data.get('missed', ()))}"
    if event.verb == "split_off" and not data.get("whole"):
        return "部分内容依法分流，其余继续办理"
    return VERBS[event.verb]


def papers(view: PetitionView) -> list[tuple[str, str]]:
    """(name, address) of the papers that were given: each is one line of the history, to be printed."""
    return [
        (f"{PAPERS[event.verb]}（{clock.local(event.at):%Y-%m-%d}）",
         reverse("petitions:paper", args=[view.row.estate_id, view.row.pk, event.seq]))
        for event in view.events
        if event.verb in PAPERS and event.words and not (event.verb == "decide_extension" and not event.data["granted"])
    ]  # fmt: skip
