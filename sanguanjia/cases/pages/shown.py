"""Matters as the pieces of the design system take them: clock chips, timelines, reasons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.urls import reverse

from sanguanjia.cases.queries import Case, CaseEvent, CaseView, Line
from sanguanjia.cases.types import Clock, State, Step
from sanguanjia.cases.wording import (
    CALL_CHANNELS,
    CALLED,
    HOLDERS,
    LEVELS,
    OUTCOMES,
    RESULTS,
    ROLES,
    SATISFACTION,
    STATE_KINDS,
    STATES,
    STEPS,
    VERBS,
    route_sentence,
)
from sanguanjia.kernel import clock
from sanguanjia.look import types as look
from sanguanjia.look import words
from sanguanjia.policy import queries as policy
from sanguanjia.policy.rules.calendar import OfficeHours, WorkCalendar
from sanguanjia.policy.rules.deadlines import UNIT_WORDS, Period, Roll, Unit, deadline, office_between
from sanguanjia.policy.types import RuleVersion


def status(state: str, due_at: datetime | None = None) -> tuple[str, str]:
    """(kind, word) for the status piece; open work past its time is late."""
    late = (
        due_at is not None and due_at < clock.now() and state in ("new", "taken", "working", "finished", "arbitration")
    )
    return ("late" if late else STATE_KINDS[state]), STATES[state]


def chip(
    due_at: datetime | None,
    step: str,
    state: str,
    provisional: bool,
    calendar: WorkCalendar,
    why: look.Why | None = None,
    by_the_clock: bool = False,
) -> look.Clock | None:
    """The clock chip of a matter; `by_the_clock`: hours run through the night. None when no clock runs."""
    if due_at is None:
        return None
    name = STEPS.get(step, "")
    now = clock.now()
    if now > due_at and state not in ("done", "waiting"):
        over = _length(due_at, now, calendar, by_the_clock)
        return look.Clock("overdue", f"{name}超时{over}", due_at, why=why, provisional=provisional)
    left = f"还有{_length(now, due_at, calendar, by_the_clock)}" if now <= due_at else "已到期"
    if state == "waiting":
        return look.Clock("paused", f"办理暂停计时，{name}{left}", due_at, "已请报事人补充", why, provisional)
    soon = due_at - now < timedelta(hours=4)
    return look.Clock("soon" if soon else "running", f"{name}{left}", due_at, why=why, provisional=provisional)


def _length(start: datetime, end: datetime, calendar: WorkCalendar, by_the_clock: bool) -> str:
    """Working days where they span any, else working hours; plain hours for clocks that run through the night."""
    first, last = clock.local(start).replace(tzinfo=None), clock.local(end).replace(tzinfo=None)
    if by_the_clock:
        return _hours(int((last - first).total_seconds()) // 60, "")
    days = calendar.workdays_between(first.date(), last.date())
    if days > 1:
        return f" {days} 个工作日"
    hours = _office_hours(first.date(), policy.generation())
    return _hours(office_between(first, last, calendar, hours) // 60, "工作")


@lru_cache(maxsize=64)
def _office_hours(day: date, _generation: int) -> OfficeHours:
    return policy.hours_for("CN", day)


def _hours(minutes: int, kind: str) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"不到 1 个{kind}小时" if kind and not rest else f" {rest} 分钟"
    return f" {hours} 个{kind}小时" + (f" {rest} 分" if rest else "")


def line_chip(line: Line, calendar: WorkCalendar) -> look.Clock | None:
    """The chip of a row in a list."""
    return chip(
        line.due_at, line.due_step, line.state, line.provisional, calendar, by_the_clock=_through_the_night(line)
    )


def case_chip(view: CaseView) -> look.Clock | None:
    """The chip at the head of a matter, with its arithmetic."""
    row = view.row
    running = next((c for c in view.facts.clocks if c.step.value == row.due_step), None)
    why = clock_why(running, view) if running else None
    nights = _through_the_night(row)
    return chip(row.due_at, row.due_step, row.state, row.provisional, view.world.times.calendar, why, nights)


def pressed(view: CaseView) -> list[look.Clock]:
    """The clocks of an urge and of supervision, for those who work on it."""
    calendar = view.world.times.calendar
    found = [c for c in view.facts.clocks if c.step in (Step.URGED, Step.SUPERVISED) and view.by_staff]
    chips = [
        chip(c.due_at, c.step.value, "waiting" if c.paused else "new", c.provisional, calendar, clock_why(c, view))
        for c in found
    ]
    return [each for each in chips if each is not None]


def duty_words(view: CaseView) -> str:
    """Who was on duty when it came, for those who work on it; nothing for others."""
    row = view.row
    if row.duty_account_id is None or not view.by_staff:
        return ""
    until = view.events[0].data.get("duty_until", "") if view.events else ""
    name = view.duty_name or "值班人员"
    return f"{name}（{row.reported_at.astimezone(clock.SHANGHAI):%m月%d日} 下班后值班" + (
        f"，值到{words.moment(datetime.fromisoformat(until))}）" if until else "）"
    )


def _through_the_night(matter: Line | Case) -> bool:
    """Danger is answered by the clock, everything else in working time."""
    return matter.due_step == Step.RESPOND.value and matter.priority == 1


def clock_why(running: Clock, view: CaseView) -> look.Why:
    """Why a clock ends when it ends: clause, version, start, length, pauses, every day."""
    unit = Unit(running.unit)
    length = f"{running.amount} {UNIT_WORDS[unit]}"
    start = clock.local(running.started_at).replace(tzinfo=None)
    reckoned = deadline(
        start, Period(running.amount, unit, roll=Roll(running.roll)), view.world.times.calendar, view.world.times.hours
    )
    steps = [f"{words.day(s.date)}：{s.reason}" for s in reckoned.why[:40]]
    steps += [
        f"暂停：{words.moment(p.start)} 至 {words.moment(p.end) if p.end else '现在'}（不计入）" for p in running.pauses
    ]
    inputs = [
        ("从何时起", words.moment(running.started_at)),
        ("多久", length),
        ("到何时", words.moment(running.due_at)),
    ]
    clause, title = clause_of(running.version)
    summary = f"{title or STEPS[running.step.value] + '时限'}：{length}"
    if running.provisional:
        summary += "（用到的年份日历尚未公布，公布后重算）"
    return look.Why(summary, clause, running.version, tuple(inputs), tuple(steps))


def clause_of(version: str) -> tuple[str, str]:
    """(source with article, title) of a policy version by its name."""
    found = _versions(policy.generation()).get(version)
    if found is None:
        return "", ""
    source = f"{found.source.title}{found.source.article}"
    return source, found.title


@lru_cache(maxsize=2)
def _versions(_generation: int) -> Mapping[str, RuleVersion]:
    return {v.version: v for v in policy.packs().versions}


def rule_names(versions: list[str]) -> str:
    """Titles of the rules that decided, for one line."""
    titles = [clause_of(v)[1] or v for v in versions]
    return "、".join(dict.fromkeys(titles))


def who(event: CaseEvent, view: CaseView) -> str:
    """Who did it, as this viewer may know."""
    if event.account_id is None:
        return "平台"
    own = event.account_id == view.row.reporter_account_id and event.role in ("reporter", "owner", "tenant")
    if own:
        return "我" if view.is_reporter else (f"报事人 {event.by_name}" if view.names_shown else "报事人")
    role = ROLES.get(event.role, event.role)
    organisation = view.organisation(event.organisation_id)
    name = event.by_name if view.by_staff else ""
    return " ".join(part for part in (organisation or role, name) if part)


def what(event: CaseEvent, view: CaseView) -> str:
    """What happened, in words."""
    data: Mapping[str, Any] = event.data
    word = VERBS.get(event.verb, event.verb)
    if event.verb in ("report", "arrive"):
        return f"{word}，转给{holder_words(event, view)}"
    if event.verb == "close":
        return f"{word}：{OUTCOMES[data['outcome']]}"
    if event.verb == "confirm":
        solved = "已解决" if data["solved"] else "没有解决，接受说明"
        return f"{word}：{solved}，{SATISFACTION[data['satisfaction']]}"
    if event.verb == "rate":
        return f"{word}：{SATISFACTION[data['satisfaction']]}"
    if event.verb == "decide_extension":
        return f"{word}：{'同意' if data['granted'] else '不同意'}延长 {data['amount']} 个工作日"
    if event.verb == "ask_extension":
        return f"{word} {data['amount']} 个工作日"
    if event.verb == "reckon_again":
        change = "更正" if data.get("corrected") else "公布"
        news = f"{data['year']} 年放假安排{change}" if data["year"] else "工作日历有更新"
        return "；".join([news, *map(_moved_end, data["moves"])])
    if event.verb == "call_back":
        return f"{CALL_CHANNELS[data['channel']]}{word}：{CALLED[data['result']]}"
    if event.verb == "decide_exclusion":
        return f"{'同意' if data['granted'] else '不同意'}不计入三率"
    if event.verb == "supervise":
        return f"{LEVELS[data['by']]}督办"
    if event.verb == "end_supervision":
        return "督办报告可以，结束督办" if data["accepted"] else "督办报告不够，再报告一次"
    if event.verb == "hand_on" and "arbiter" in data:
        return f"转办次数已用完，交{LEVELS[data['arbiter']]}裁定"
    if event.verb == "climb" and data.get("alarm"):
        return "超时，已在最高一级，挂出警示"
    if "to" in data:
        return f"{word}，由{holder_words(event, view)}办理"
    if event.verb in ("merge", "link"):
        return f"{word} {data.get('into') or data.get('other')} 号"
    return word


def _moved_end(move: Mapping[str, Any]) -> str:
    """A deadline that was reckoned again: from when to when, or that it stays and is final now."""
    old, new = (words.moment(datetime.fromisoformat(move[name])) for name in ("from", "to"))
    changed = f"期限由 {old} 改为 {new}" if old != new else f"期限 {new} 不变"
    final = "" if move.get("was_final") else "，不再是暂定"
    return f"{STEPS[move['step']]}{changed}" + ("，仍为暂定" if move["provisional"] else final)


def holder_words(event: CaseEvent, view: CaseView) -> str:
    """The holder after an event."""
    name = view.organisation(event.holder_organisation_id)
    return name or f"{LEVELS[event.level]}（{HOLDERS[event.holder_kind]}）"


def entries(view: CaseView) -> list[look.Entry]:
    """The whole history."""
    found = []
    for event in view.events:
        pictures = tuple(
            look.Photo(
                reverse("cases:photo", args=[view.row.estate_id, view.row.pk, p.pk]),
                f"{VERBS.get(event.verb, '')}照片",
                reverse("cases:thumb", args=[view.row.estate_id, view.row.pk, p.pk]),
            )
            for p in view.photos.get(event.pk, ())
        )
        note = event.words
        ended = [f"{STEPS[c['step']]}{RESULTS[c['state']]}" for c in event.clocks if c["state"] in ("met", "missed")]
        if ended:
            note = "\n".join(part for part in (note, "计时：" + "、".join(ended)) if part)
        found.append(
            look.Entry(
                event.at,
                who(event, view),
                what(event, view),
                note,
                rule_names(event.rules),
                event_why(event, view),
                photos=pictures,
                kind=_kind(event),
            )
        )
    return found


def _kind(event: CaseEvent) -> str:
    if event.verb in ("climb",):
        return "late"
    return "done" if event.verb in ("close", "parts_done", "confirm", "close_by_silence") else ""


def event_why(event: CaseEvent, view: CaseView) -> look.Why | None:
    """Rules with their clauses and clocks of one step, and for a report the route."""
    if not event.rules and not event.data.get("route"):
        return None
    steps = [route_sentence(s) for s in event.data.get("route", ())]
    steps += [f"{clause_of(v)[1] or v}：{clause_of(v)[0]}（{v}）" for v in event.rules]
    running = [c for c in event.clocks if c["state"] in ("running", "paused")]
    inputs = tuple(
        (
            STEPS[c["step"]] + "期限",
            words.moment(datetime.fromisoformat(c["due"])) + ("（暂停）" if c["state"] == "paused" else ""),
        )
        for c in running
    )
    summary = "为什么由这个单位办、按什么期限办" if steps and event.data.get("route") else "这一步的依据和期限"
    return look.Why(summary, inputs=inputs, steps=tuple(steps))


def route_why(view: CaseView) -> look.Why | None:
    """The route of the first event alone."""
    first = view.events[0] if view.events else None
    if first is None or not first.data.get("route"):
        return None
    steps = tuple(route_sentence(s) for s in first.data["route"])
    clauses = "；".join(dict.fromkeys(clause_of(v)[0] for v in first.rules[:2]))
    return look.Why("按需求清单和办理层级分派", clauses, "、".join(first.rules[:2]), (), steps)


_NEXT: Mapping[State, tuple[Step, ...]] = {
    State.NEW: (Step.RESPOND, Step.SOLVE, Step.CONFIRM),
    State.TAKEN: (Step.ASSIGN, Step.SOLVE, Step.CONFIRM),
    State.WORKING: (Step.SOLVE, Step.CONFIRM),
    State.FINISHED: (Step.SOLVE, Step.CONFIRM),
    State.WAITING: (Step.ANSWER, Step.SOLVE, Step.CONFIRM),
    State.ARBITRATION: (Step.DECIDE, Step.RESPOND, Step.SOLVE, Step.CONFIRM),
    State.WHISTLED: (Step.SOLVE, Step.CONFIRM),
    State.DONE: (Step.CONFIRM,),
}


def future(view: CaseView) -> list[look.Future]:
    """The steps still to come, with their day where a clock already says it."""
    found = []
    for step in _NEXT.get(view.facts.state, ()):
        running = view.facts.clock(step)
        if step is Step.ASSIGN and running is None:
            continue
        doer = "报事人" if step in (Step.CONFIRM, Step.ANSWER) else HOLDERS[view.facts.holder.kind.value]
        if step is Step.DECIDE and running is not None:
            doer = LEVELS[running.level.value]
        note = "到期没有答复，自动结案；是否解决以您说的为准。" if step is Step.CONFIRM else ""
        due = running.due_at if running and not running.paused else None
        found.append(look.Future(STEPS[step.value], due, doer, note, clock_why(running, view) if running else None))
    return found
