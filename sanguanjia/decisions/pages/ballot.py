"""A ballot as people meet it: matters by themselves, questions with their answers; what was marked, and in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from sanguanjia.decisions import queries
from sanguanjia.decisions.rules.questions import PICK, Asked, over, spread
from sanguanjia.decisions.texts import whole
from sanguanjia.decisions.types import Choice
from sanguanjia.decisions.vote_wording import CHOICE_WORDS
from sanguanjia.decisions.wording import MATTER_WORDS
from sanguanjia.kernel.refusal import Reason

MARKS = {PICK: "投给上面选中的", "against": "全部反对", "abstain": "全部弃权"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on the ballot: a matter (`asked` None, one answer: itself) or a question with its answers, in order."""

    title: str
    text: str
    matter: str
    answers: tuple[Any, ...]
    asked: Asked | None = None
    question: Any = None

    @property
    def numbered(self) -> list[tuple[int, Any]]:
        """The answers with the numbers that stand on paper."""
        return list(enumerate(self.answers, start=1))

    def said(self, chosen: Mapping[str, str]) -> str:
        """What a ballot says of it, in words: 同意, or the names that were picked."""
        choices = [chosen.get(str(item.position), "") for item in self.answers]
        if self.asked is None or (len(set(choices)) == 1 and choices[0] != Choice.FOR):
            whole = "全部" if self.asked else ""
            return f"{whole}{CHOICE_WORDS.get(choices[0], '')}"
        picked = [item.title for item, choice in zip(self.answers, choices, strict=True) if choice == Choice.FOR]
        return f"同意 {'、'.join(picked)}"

    def numbers(self, chosen: Mapping[str, str]) -> str:
        """The same in few letters, for a text message: 同意第1、4号."""
        if self.asked is None:
            return self.said(chosen)
        picked = [str(n) for n, item in self.numbered if chosen.get(str(item.position)) == Choice.FOR]
        return f"同意第{'、'.join(picked)}号" if picked else self.said(chosen)


def entries(vote: Any) -> list[Entry]:
    """Everything on the ballot, in the order of the paper."""
    items, asked = queries.items(vote), queries.asked(vote)
    found = [
        Entry(item.title, whole(item), MATTER_WORDS[item.matter], (item,)) for item in items if item.question_id is None
    ]
    for row in queries.questions(vote):
        answers = tuple(item for item in items if item.question_id == row.pk)
        found.append(Entry(row.title, whole(row), MATTER_WORDS[row.matter], answers, asked[row.position], row))
    return found


def chosen_of(typed: QueryDict, found: list[Entry]) -> dict[str, str]:
    """Item → choice, as far as something was marked: `item_3`, or `q1_mark` with `q1_pick` (several)."""
    chosen: dict[str, str] = {}
    for entry in found:
        for item in entry.answers:
            said = typed.get(f"item_{item.position}", "")[:20]
            if said:
                chosen[str(item.position)] = said
        if entry.asked is not None:
            mark = typed.get(f"{entry.asked.name}_mark", "")
            picked = {int(n) for n in typed.getlist(f"{entry.asked.name}_pick")[:100] if n.isascii() and n.isdecimal()}
            mark = mark or (PICK if picked else "")
            if mark in MARKS and (picked or mark != PICK):
                chosen |= {str(item): said for item, said in spread(entry.asked, mark, picked).items()}
    return chosen


def wrong_with(found: list[Entry], chosen: Mapping[str, str], allowed: tuple[str, ...]) -> list[Reason]:
    """What keeps a ballot from being whole: nothing marked, more marked than allowed."""
    wrong = []
    for number, entry in enumerate(found, start=1):
        field = f"{entry.asked.name}_mark" if entry.asked else f"item_{entry.answers[0].position}"
        if any(chosen.get(str(item.position), "") not in allowed for item in entry.answers):
            wrong.append(Reason("missing", field, {"label": f"第 {number} 项"}))
        elif entry.asked and over(entry.asked, {int(name): said for name, said in chosen.items()}):
            wrong.append(Reason("too_many_chosen", field, {"most": entry.asked.most}))
    return wrong


WORDS = {
    "同意": "for", "反对": "against", "弃权": "abstain", "无效": "invalid",
    "1": "for", "2": "against", "3": "abstain", "4": "invalid",
}  # fmt: skip
_PICKED = re.compile(r"选(\d{1,3}(?:[+/.]\d{1,3})*)")


def typed_choices(words: list[str], found: list[Entry]) -> tuple[str, ...] | None:
    """A paper as typed, a word per entry: 同意 … or 1 to 4; of a question 选1+4, 反对, 弃权, 无效. None: unreadable."""
    if len(words) != len(found):
        return None
    chosen: dict[int, str] = {}
    for word, entry in zip(words, found, strict=True):
        picked = _PICKED.fullmatch(word)
        if entry.asked is None:
            said = {entry.answers[0].position: WORDS.get(word, "")}
        elif picked is not None:
            numbers = {int(n) for n in re.split(r"[+/.]", picked[1])}
            by_number = dict(entry.numbered)
            if not numbers <= set(by_number):
                return None
            said = spread(entry.asked, PICK, [by_number[n].position for n in numbers])
        else:
            said = spread(entry.asked, WORDS.get(word, "") if not word.isdecimal() and word != "同意" else "")
        chosen |= said
    return None if "" in chosen.values() else tuple(chosen[position] for position in sorted(chosen))
