"""Applications as the pieces of the design system take them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse

from sanguanjia.applications.permissions import REVIEWERS
from sanguanjia.applications.queries import ApplicationView
from sanguanjia.applications.types import Item, Step
from sanguanjia.applications.wording import LEVELS, RESULTS, STATES, STEPS, VERBS, span_words
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.look import types as look

DESK, PHONE = "look/desk.html", "look/resident.html"


def layout(actor: Actor) -> str:
    """Which mood the pages have for this actor."""
    return DESK if actor.has_role(*REVIEWERS, "security_auditor", "company_manager") else PHONE


def status(row: Any) -> tuple[str, str]:
    """(kind, word) of the state."""
    return STATES[row.state]


def rows(found: list[Any]) -> list[dict[str, Any]]:
    """Rows of a list."""
    return [
        {
            "href": reverse("applications:application", args=[row.estate_id, row.pk]), "name": row.item_name,
            "place": row.estate.name, "number": row.number, "status": status(row),
            "chip": chip(row.due_step, row.due_at), "at": row.submitted_at,
        }
        for row in found
    ]  # fmt: skip


def chip(step: str, due: Any, *, paused: bool = False, target: bool = False) -> look.Clock | None:
    """A clock as a chip; None when none runs."""
    if due is None:
        return None
    name = STEPS.get(step, "")
    last = due - timedelta(minutes=1) if clock.local(due).strftime("%H%M") == "0000" else due
    if paused:
        return look.Clock("paused", f"{name}：暂停计时", last, reason="公示期间不计时")
    if target:
        return look.Clock("running" if clock.now() <= due else "done", f"{name}目标（最快），不是时限", last)
    return look.Clock("running" if clock.now() <= due else "overdue",
                      f"{name}期限" if clock.now() <= due else f"{name}已超期", last)  # fmt: skip


def chips(view: ApplicationView) -> list[look.Clock]:
    """Every clock that runs or stands."""
    spans = {Step.ACCEPT: view.item.accept, Step.REVIEW: view.item.review, Step.DECIDE: view.item.decide}
    found = (chip(c.step, c.due_at, paused=c.paused, target=spans[Step(c.step)].target) for c in view.facts.clocks)
    return [one for one in found if one is not None]


def entries(view: ApplicationView) -> list[look.Entry]:
    """The whole history."""
    labels = labels_of(view.item)
    return [_entry(event, labels) for event in view.events if event.verb != "save" or event.seq == 1]


def _entry(event: Any, labels: dict[str, str]) -> look.Entry:
    what = VERBS.get(event.verb, event.verb)
    if event.verb == "opine":
        what = f"{LEVELS[event.level]}签意见：{'同意' if event.agrees else '不同意'}"
    codes = "、".join(labels.get(code, code) for code in event.data.get("codes", ()))
    ended = "、".join(f"{STEPS[step]}{RESULTS[result]}" for step, result in event.ended if result != "dropped")
    note = "\n".join(part for part in (f"要补正：{codes}" if codes else "", event.words,
                                       f"计时：{ended}" if ended else "") if part)  # fmt: skip
    who = "，".join(part for part in (event.body, event.by_name) if part) or "申请人"
    return look.Entry(event.at, who, what, note=note)


def future(view: ApplicationView) -> list[look.Future]:
    """The steps to come."""
    if view.row.state not in ("submitted", "reviewing"):
        return []
    done = {opinion.level for opinion in view.facts.opinions}
    steps = [look.Future("受理", who="")] if view.row.state == "submitted" else []
    steps += [look.Future(f"{LEVELS[level]}签意见") for level in view.item.levels if level not in done]
    return [*steps, look.Future(f"{LEVELS[view.item.decides]}作出决定")]


def labels_of(item: Item) -> dict[str, str]:
    """Names of everything in the form and the file."""
    return {**{f.name: f.label for f in item.fields}, **{p.code: p.label for p in item.papers}}


def columns(view: ApplicationView) -> list[tuple[str, str, str, str]]:
    """(level, kind, word, words) of every level on the one screen of the joint review."""
    said = {event.level: event for event in view.events if event.verb == "opine"}
    found = []
    for level in view.item.levels:
        event = said.get(level.value)
        kind, word = ("wait", "未签") if event is None else ("done", "同意") if event.agrees else ("stop", "不同意")
        found.append((LEVELS[level], kind, word, event.words if event else ""))
    return found


def facts_of(item: Item) -> list[tuple[str, str]]:
    """What the catalogue says of an entry."""
    how = "联合审核，各级同时看同一页" if item.joint else "逐级审核"
    steps = "、".join(LEVELS[level] for level in item.levels)
    found = [
        ("审核", f"{steps}（{how}）" if steps else "不经下级审核"), ("决定", LEVELS[item.decides]),
        ("受理", span_words(item.accept)),
    ]  # fmt: skip
    if item.levels:
        found.append(("审核时间", span_words(item.review)))
    if not (item.levels and item.review.same_day and item.decide.same_day):
        found.append(("决定时间", span_words(item.decide)))
    found += [("办理结果", item.result), ("权力来源", item.power)]
    if item.handed_down:
        found.append(("下放时间", item.handed_down))
    return [*found, ("依据", item.basis)]
