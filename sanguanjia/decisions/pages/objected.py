"""异议 beside a certificate: what was objected to in the public notices of a vote, and how it was answered.

The certificate's signed text is fixed when the vote is counted. Objections to the result come later, so they stand
beside it, as they are on the day it is read or printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sanguanjia.decisions import queries
from sanguanjia.kernel.actor import Actor
from sanguanjia.notices import queries as notices

ROLL, SLATE, RESULT = "名册、事项和安排", "候选人名单", "表决结果"


@dataclass(frozen=True, slots=True)
class Objected:
    """The objections to one public notice. `said`: without names, and only for those who live or work in the estate
    (`reads`); the numbers are for everybody who may read the certificate."""

    about: str
    notice: int
    count: int
    unanswered: int
    closes_on: Any
    is_over: bool
    reads: bool
    said: tuple[Any, ...]


def objections(actor: Actor, vote: Any) -> tuple[Objected, ...]:
    """Of the notice of the vote, of its lists of candidates, of its result, as far as they were posted."""
    slates = [row.slate.notice_number for row in queries.questions(vote) if row.slate_id is not None]
    posted = [(ROLL, vote.notice_number), *((SLATE, number) for number in slates), (RESULT, vote.result_number)]
    return tuple(_of(actor, vote.estate_id, about, number) for about, number in posted if number is not None)


def _of(actor: Actor, estate_id: int, about: str, number: int) -> Objected:
    view = notices.public_view(actor, estate_id, number)
    line = view.line
    return Objected(
        about, number, line.objections, line.unanswered, line.closes_on, line.state.value == "over",
        view.reads_objections, view.said,
    )  # fmt: skip


def state_words(one: Objected) -> str:
    """没有异议；异议期到 … : how one notice stands."""
    answered = f"{one.unanswered} 件还没有答复" if one.unanswered else "都已答复"
    count = f"{one.count} 件异议，{answered}" if one.count else "没有异议"
    until = f"{one.closes_on.year}年{one.closes_on.month}月{one.closes_on.day}日"
    return f"{count}；异议期{'已于' if one.is_over else '到'} {until} {'期满' if one.is_over else '24:00'}"


def answer_words(said: Any) -> str:
    """采纳：…（社区工作人员）; what has no answer yet says so."""
    if said.answered_at is None:
        return "还没有答复"
    return f"{'采纳' if said.accepted else '不采纳'}：{said.answer}（{said.by}）"
