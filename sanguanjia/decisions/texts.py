"""The texts that are posted: the notice of a vote, and its result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

from sanguanjia.kernel.area import square_metres

from . import effects
from .models import Item, Question, Vote
from .rules.count import PARTICIPATION_KEY
from .types import QuestionKind
from .vote_wording import CALLER_WORDS, FORM_WORDS, PRECEDENCE_WORDS, SCOPE_WORDS
from .wording import MATTER_WORDS, REASON_WORDS, SIDE_WORDS

_MOST_DOORS = 500


@dataclass(frozen=True, slots=True)
class Printed:
    """What paper holds against the machine: the root of the log as it began, its words, the key that signs heads."""

    root: str
    words: tuple[str, ...]
    key: str


def day_words(day: dt.date) -> str:
    """2026年11月23日"""
    return f"{day.year}年{day.month}月{day.day}日"


def shortfalls(vote: Vote, sums: Mapping[str, Mapping[str, int]]) -> dict[str, str]:
    """Reason → how much of both counts is missing to participation, never rounded away: "，还差 0.0067 ㎡"."""
    held = vote.settings.get(PARTICIPATION_KEY)
    if held is None:  # before 2021 nobody had to take part
        return {}
    share = Fraction(held["value"]["num"], held["value"]["den"])
    area, heads = (share * sums["total"][axis] - sums["part"][axis] for axis in ("area", "n"))
    found = {}
    if area > 0:  # in hundredths of a square metre; four places tell a third of one
        places = 2 if area.denominator == 1 else 4
        found["participation_area"] = f"，还差 {Decimal(round(area * 100)).scaleb(-4):.{places}f} ㎡"
    if heads > 0:
        found["participation_n"] = f"，还差 {ceil(heads)} 人"
    return found


def follows(row: Item | Question) -> str:
    """What is done when it has carried and is in force; "" where nothing follows that is to be said."""
    return effects.said(row.effect, row.estate_id, row.facts)


def whole(row: Item | Question) -> str:
    """The text that is voted on, and below it what follows."""
    then = follows(row)
    return f"{row.text}\n通过并生效后：{then}。" if then else row.text


def _how(row: Question, answers: int) -> str:
    """How many stand, how many are elected, how a ballot is marked."""
    elects = row.kind == QuestionKind.ELECT
    seats = f"应选 {row.seats} 人，候选人 {answers} 人；" if elects else f"{answers} 个里选一个；"
    return f"{seats}一张票最多同意 {row.most} 个，没有选的算弃权，也可以全部反对或者全部弃权。"


def notice_text(
    vote: Vote, items: Sequence[Item], totals: Mapping[str, int], roll_day: dt.date, printed: Printed,
    questions: Sequence[Question] = (),
) -> str:  # fmt: skip
    """The notice: who calls, what is asked, when, who may vote, how, and what fixes the roll."""
    lines = [
        f"{CALLER_WORDS[vote.caller]}召集业主表决，范围：{SCOPE_WORDS[vote.scope]}；形式：{FORM_WORDS[vote.form]}。",
        f"投票：{day_words(vote.opens_on)}至{day_words(vote.closes_on)}24:00。没有公布的事项不表决。",
        "",
    ]
    for item in items:
        if item.question_id is None:
            lines += [f"{item.position}. {item.title}（{MATTER_WORDS[item.matter]}）", whole(item), ""]
    for row in questions:
        answers = [item for item in items if item.question_id == row.pk]
        lines += [f"{row.title}（{MATTER_WORDS[row.matter]}）", whole(row), _how(row, len(answers))]
        lines += [f"  {n}. {item.title}" for n, item in enumerate(answers, start=1)] + [""]
    lines += [
        (
            f"业主名册于{day_words(roll_day)}固定：{totals['total_units']} 套房屋，{totals['total_n']} 人，专有部分面积"
            f" {square_metres(totals['total_area'])} 平方米。每位业主登录后可以看到自己的面积和人数怎么算，"
            "有异议的请在开始投票前提出，更正都有记录。"
        ),
        f"可以用手机投，也可以领编号的纸质表决票；两样都有的，{PRECEDENCE_WORDS[vote.precedence]}。"
        + ("截止前可以改投，以最后一次为准，每一次都保留。" if vote.last_counts else "投一次为准。")
        + "截止前只公布参与情况，不公布结果。",
        f"表决日志指纹：{printed.root}",
        f"核对词：{' '.join(printed.words)}",
        f"平台公钥：{printed.key}",
    ]
    return "\n".join(lines)


def _votes_for(item: Mapping[str, Any]) -> str:
    """张三，同意 400 人、40,000.00 平方米"""
    yes = item["sums"]["for"]
    return f"{item['title']}，同意 {yes['n']} 人、{square_metres(yes['area'])} 平方米"


def deemed_lines(deemed: Mapping[str, Any] | None, counted: Mapping[str, Any] | None) -> list[str]:
    """The second line of an item (OWN-034), said apart from the first; nothing where no covenant speaks of it."""
    if counted is None:
        return []
    who = f"送达未投票 {counted['n']} 人、{square_metres(counted['area'])} 平方米（{counted['covenant']}）"
    if deemed is None:
        return [f"  另列，不影响结果：{who}，规约没有写明重大事项，不计算。"]
    verdict = "会通过" if deemed["result"] == "pass" else "仍不通过"
    return [f"  另列，不影响结果：{who}，{SIDE_WORDS[counted['side']]}，则{verdict}。"]


def undelivered_text(vote: Vote, doors: Sequence[str]) -> str:
    """The notice for those whom nobody found: doors without names, where the ballot lies, until when (OWN-047)."""
    shown, more = doors[:_MOST_DOORS], len(doors) - _MOST_DOORS
    return "\n".join(
        [
            f"“{vote.title}”的表决票，以下房屋没有送达：",
            "、".join(shown) + (f" 等共 {len(doors)} 套" if more > 0 else ""),
            "",
            (
                f"请业主到社区领取纸质表决票，或者用手机投票，{day_words(vote.closes_on)}24:00 截止。"
                "本公告张贴后即为告知。"
            ),
        ]
    )


def result_text(vote: Vote, text: Mapping[str, Any], digest: str) -> str:
    """The result as it is posted: every sum of every item, the reasons, the certificate's digest."""
    total = text["total"]
    lines = [
        (
            f"{text['opened']} 至 {text['closed']} 表决“{vote.title}”，全体业主 {total['n']} 人、"
            f"{square_metres(total['area'])} 平方米。"
        ),
        "",
    ]
    named = {item["position"]: item for item in text["items"]}
    for one in text.get("questions", ()):
        lines.append(f"{one['title']}：{'有结果' if one['holds'] else '没有结果'}")
        for word, places in (("当选", one["elected"]), ("候补", one["alternates"]), ("票数相同", one["tied"])):
            lines += [f"  {word}：{_votes_for(named[place])}" for place in places]
        lines += [f"  未当选：{_votes_for(named[place])}" for place in one["items"]
                  if place not in (*one["elected"], *one["alternates"], *one["tied"])]  # fmt: skip
    answers = {place for one in text.get("questions", ()) for place in one["items"]}
    for item in (item for item in text["items"] if item["position"] not in answers):
        sums, reasons = item["sums"], item["verdict"]["reasons"]
        lines.append(f"{item['position']}. {item['title']}：{'通过' if item['passed'] else '未通过'}")
        for name, words in (("part", "参与"), ("for", "同意"), ("against", "反对"), ("abstain", "弃权")):
            lines.append(f"  {words} {sums[name]['n']} 人，{square_metres(sums[name]['area'])} 平方米")
        if reasons:
            lines.append(f"  原因：{'；'.join(REASON_WORDS[code] for code in reasons)}")
        if item["passed"] and item.get("then"):
            lines.append(f"  生效后：{item['then']}")
        lines += deemed_lines(item["verdict"].get("deemed"), item["sums"].get("deemed"))
    lines += ["", "对结果有异议的，请在公示期内提出；公示期满、异议都答复后生效。", f"结果书指纹：{digest}"]
    return "\n".join(lines)
