"""Procedures as the pieces of the design system take them: done, now, next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sanguanjia.assemblies.permissions import DESKS
from sanguanjia.assemblies.queries import ProcedureView
from sanguanjia.assemblies.rules.table import CLOCKS
from sanguanjia.assemblies.types import ENDS, PATHS, Kind, State, Step
from sanguanjia.assemblies.wording import (
    CAPACITIES,
    KINDS,
    NEWS,
    OUTCOMES,
    REQUIREMENTS,
    RESULTS,
    SITUATIONS,
    STATES,
    STEPS,
    STEPS_INTERIM,
    UNITS,
    VERBS,
)
from sanguanjia.decisions.rules.law import Law
from sanguanjia.decisions.types import Check, Finding
from sanguanjia.decisions.wording import REQUIREMENTS as VOTE_REQUIREMENTS
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.wording import say
from sanguanjia.look import types as look

DESK, PHONE = "look/desk.html", "look/resident.html"
# What each stage is, who does it, what it brings. {kind: {state: (title, who, text)}} with "" for every kind.
_STAGES: dict[str, dict[str, tuple[str, str, str]]] = {
    "": {
        "asking": ("业主联名申请", "业主", "联名够了就提交给街道；小区符合条件的，一位业主也可以申请。"),
        "forming": ("街道组成筹备组", "街道（镇）", "街道在期限内确定成员，名单里业主代表不少于一半。"),
        "posted": ("成员名单公示", "街道（镇）", "有意见的业主在公示页提出，逐一答复后筹备组正式成立。"),
        "preparing": ("筹备", "筹备组", "核对业主名册，公示议事规则、管理规约草案和候选人，定投票日期。"),
        "voting": ("业主投票", "全体业主", "人数和面积都要有三分之二参与；通过后公示结果，没有异议就生效。"),
        "filing": ("备案", "业主委员会", "带上决定、规约、规则和委员名单到街道和区里备案。"),
        "answering": ("备案审查", "街道、区里", "办结后发备案回执。"),
        "handover": ("印章、账户和资料移交", "筹备组、业主委员会", "逐项办结；全部办完，筹备组解散。"),
    },
    "interim": {
        "asking": ("申请", "业主、社区", "写明属于哪种情形；要联名的，够了再提交。"),
        "forming": ("街道确定成员", "街道（镇）", "单数，业主代表达到比例，由规定的一方任主任。"),
        "posted": ("成员名单公示", "街道（镇）", "有意见的在公示页提出，逐一答复后正式成立。"),
        "sitting": ("物管会履职", "物管会", "组织业主表决，不代替业主作决定；最终要选出业主委员会。"),
        "dissolving": ("移交后解散", "物管会", "业主委员会备案后，在期限内移交资料、账目和印章。"),
    },
    "renewal": {
        "forming": ("街道组成换届小组", "街道（镇）", "业主委员会报告后，街道在期限内组成换届小组。"),
        "preparing": ("筹备换届", "换届小组", "核对名册，公示候选人，定投票日期。换届期间不表决选聘、解聘物业等事项。"),
        "handover": ("新老业主委员会移交", "上一届业主委员会", "逐项移交印章、账户、档案。"),
    },
    "by_election": {
        "preparing": ("确定候选人", "业主委员会、街道", "公示候选人，定投票日期。"),
        "handover": ("离任委员移交", "离任委员", "在期限内移交保管的资料和财物。"),
    },
}


def layout(actor: Actor) -> str:
    """Which mood the pages have for this actor."""
    return DESK if actor.has_role(*DESKS, "security_auditor") else PHONE


def stage_words(kind: str, state: str) -> tuple[str, str, str]:
    """(title, who, text) of a stage."""
    return _STAGES.get(kind, {}).get(state) or _STAGES[""].get(state) or (STATES[state][1], "", "")


def status(kind: str, state: str) -> tuple[str, str]:
    """(look's kind, word) of a state."""
    if state == "forming" and kind == "interim":
        return ("wait", "等街道确定成员")
    if state == "forming" and kind == "renewal":
        return ("wait", "等街道组成换届小组")
    return STATES[state]


def step_words(kind: str, step: str) -> str:
    """What a clock runs for."""
    return STEPS_INTERIM.get(step, STEPS.get(step, "")) if kind == "interim" else STEPS.get(step, "")


def chip(kind: str, step: str, due: Any) -> look.Clock | None:
    """A clock as a chip; None when none runs."""
    if due is None:
        return None
    last = due - timedelta(minutes=1) if clock.local(due).strftime("%H%M") == "0000" else due
    late = clock.now() > due
    return look.Clock("overdue" if late else "running", f"{step_words(kind, step)}{'已超期' if late else '期限'}", last)


@dataclass(frozen=True)
class Stage:
    """One stage on the guided page. `mark`: done, now, next. `span`: how long the place gives, where it says so."""

    mark: str
    title: str
    who: str
    text: str
    span: str
    clocks: tuple[look.Clock, ...]


def stages(view: ProcedureView, law: Law) -> list[Stage]:
    """The whole way, with what is done, what is going on and what comes."""
    kind, state = Kind(view.row.kind), State(view.row.state)
    path = [one for one in PATHS[kind] if one not in ENDS]
    reached = _furthest(view, path)
    found = []
    for position, one in enumerate(path):
        if state in ENDS:
            mark = "done" if state is State.DONE or position <= reached else "next"
        else:
            here = path.index(state)
            mark = "done" if position < here else "now" if position == here else "next"
        title, who, text = stage_words(kind.value, one.value)
        chips = tuple(
            c for c in (chip(kind.value, str(clock_.step), clock_.due_at) for clock_ in view.facts.clocks) if c
        )
        found.append(Stage(mark, title, who, text, span_of(law, kind, one), chips if mark == "now" else ()))
    return found


def _furthest(view: ProcedureView, path: list[State]) -> int:
    seen = [path.index(State(event.state_after)) for event in view.events if event.state_after in path]
    return max(seen, default=-1)


_CLOCK_OF: dict[State, Step] = {
    State.FORMING: Step.FORM, State.PREPARING: Step.MEETING, State.FILING: Step.FILE, State.ANSWERING: Step.ANSWER,
    State.HANDOVER: Step.HAND_OVER, State.SITTING: Step.TERM, State.DISSOLVING: Step.DISSOLVE,
}  # fmt: skip


def span_of(law: Law, kind: Kind, state: State) -> str:
    """How long the place gives for a stage; "" where it sets no time."""
    key = CLOCKS[kind].get(_CLOCK_OF[state]) if state in _CLOCK_OF else None
    held = law.held(key) if key else None
    if held is None:
        return ""
    words = f"{held.value['amount']}{UNITS.get(held.value['unit'], '')}内"
    clause = f"《{held.clause.title}》{held.clause.article}" if held.clause.article else held.clause.title
    return f"{words}，{clause}"


def leader_of(law: Law, kind: str) -> str:
    """Who leads the group at the place, as a capacity; the subdistrict where nothing says so."""
    held = law.held("own.interim.head" if kind == Kind.INTERIM else "own.preparation.group")
    return str(held.value.get("head", "subdistrict")) if held else "subdistrict"


def notices(view: ProcedureView) -> list[tuple[str, int]]:
    """(what was posted, number of the notice), the latest of each."""
    words = {"name_group": "成员名单公示", "publish_drafts": "草案公示"}
    latest = {event.verb: event.data["notice"] for event in view.events if event.data.get("notice")}
    return [(words[verb], number) for verb, number in latest.items() if verb in words]


def entries(view: ProcedureView) -> list[look.Entry]:
    """The whole history, names only of offices."""
    return [_entry(view, event) for event in view.events]


def _entry(view: ProcedureView, event: Any) -> look.Entry:
    what = VERBS.get(event.verb, event.verb)
    if event.verb == "follow":
        what = NEWS.get(event.data.get("news", ""), what)
    if event.verb == "tick":
        labels = {thing.code: thing.label for thing in view.things}
        what = f"办结：{labels.get(event.data.get('thing', ''), '')}"
    ended = "、".join(
        f"{step_words(view.row.kind, step)}{RESULTS[result]}" for step, result in event.ended if result != "dropped"
    )
    notes = [event.words, _said(view, event), f"期限：{ended}" if ended else ""]
    who = "，".join(part for part in (event.body, event.by_name) if part)
    return look.Entry(event.at, who or ("平台" if event.account_id is None else "业主"), what,
                      note="\n".join(note for note in notes if note))  # fmt: skip


def _said(view: ProcedureView, event: Any) -> str:
    data = event.data
    if event.verb == "name_group":
        return f"{data['members']} 人，其中业主 {data['owners']} 人；公示 {data['notice']} 号"
    if event.verb == "verify_list":
        return f"{data['units']} 套房屋，{data['heads']} 位业主；没有登记业主的 {data['unknown']} 套"
    if event.verb == "publish_drafts":
        return f"公示 {data['notice']} 号"
    if event.verb == "join":
        return f"{data['units']} 套"
    if event.verb == "warn":
        return "、".join(step_words(view.row.kind, step) for step in data.get("missed", ()))
    return ""


def conditions(finding: Finding | None) -> list[tuple[bool, str]]:
    """Each condition with its numbers, met or not."""
    if finding is None:
        return []
    return [(check.met, _fact(check)) for check in finding.checks]


def _fact(check: Check) -> str:
    """What was looked at, as a fact."""
    words = REQUIREMENTS.get(check.code) or VOTE_REQUIREMENTS.get(check.code)
    return words[0].format_map(check.data) if words else say(check.reason).text


def tasks(view: ProcedureView) -> list[tuple[bool, str]]:
    """What has to be done before the owners can be called to vote: (done, what)."""
    if view.row.state != State.PREPARING:
        return []
    found = []
    if view.row.kind == Kind.FIRST:
        found += [(view.facts.listed, "核对业主名册"), (view.facts.drafted, "公示议事规则和管理规约草案")]
    return [*found, (view.candidates, "推荐、核实、公示候选人，确定名单")]


def facts_of(view: ProcedureView) -> list[tuple[str, str]]:
    """What one wants to know of it at a glance."""
    row, found = view.row, []
    if row.situation:
        found.append(("情形", SITUATIONS.get(row.situation, row.situation)))
    if row.state == State.ASKING:
        found.append(("已联名", f"{view.askers} 套房屋"))
    if row.listed:
        found.append(("业主名册", f"{row.listed['units']} 套，{row.listed['heads']} 位业主，{row.listed['on']} 核对"))
    if row.term_ends:
        found.append(("任期到", _day(row.term_ends)))
    if row.receipt:
        found.append(("备案回执", row.receipt))
    if row.filed_on:
        found.append(("备案日期", _day(row.filed_on)))
    if row.ended_at:
        found.append(("结果", OUTCOMES.get(row.outcome, row.outcome)))
    return found


def _day(day: Any) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def members(view: ProcedureView) -> list[tuple[str, str]]:
    """(name, as whom) of the group."""
    leader = "主任" if view.row.kind == Kind.INTERIM else "组长"
    mine = view.mine_in_it
    return [
        (m.name, f"{CAPACITIES[m.capacity]}{'，' + leader if m.head else ''}{'（您）' if m == mine else ''}")
        for m in view.members
    ]


def linked(view: ProcedureView) -> list[tuple[int, str]]:
    """(position, name and whether it is tied to the register, whether the role is there) for the office that ties."""
    return [(m.position, f"{m.name}（{_tie_of(m)}）") for m in view.members]


def _tie_of(member: Any) -> str:
    if member.mandate_id:
        return "有权限"
    return "已关联" if member.party_id or member.account_id else "只有姓名"


def lines(found: tuple[Any, ...]) -> list[dict[str, Any]]:
    """Procedures of an estate as rows."""
    return [
        {
            "id": row.pk, "estate_id": row.estate_id, "name": KINDS[row.kind], "status": status(row.kind, row.state),
            "chip": chip(row.kind, row.due_step, row.due_at), "number": row.number,
        }
        for row in found
    ]  # fmt: skip
