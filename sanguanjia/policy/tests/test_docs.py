"""The worked examples of docs/rules run as they are printed: first value asked, second value answered (at least)."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest

from sanguanjia.kernel.refusal import Reason
from sanguanjia.kernel.wording import say
from sanguanjia.policy import explaining
from sanguanjia.policy.packs import load
from sanguanjia.policy.rules.deadline_request import read_question
from sanguanjia.policy.rules.deadlines import deadline

DOCS = Path(__file__).resolve().parents[3] / "docs" / "rules"
BLOCK = re.compile(r"^```json\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(page: str) -> list[tuple[Any, Any]]:
    """(asked, answered) of every block of a page."""
    found = []
    for text in BLOCK.findall((DOCS / page).read_text(encoding="utf-8")):
        asked, end = json.JSONDecoder().raw_decode(text)
        found.append((asked, json.loads(text[end:])))
    assert found, page
    return found


def holds(expected: Any, answer: Any) -> bool:
    """Everything expected is in the answer; lists agree entry by entry."""
    if isinstance(expected, dict):
        return isinstance(answer, dict) and all(holds(value, answer.get(key)) for key, value in expected.items())
    if isinstance(expected, list):
        return len(expected) == len(answer) and all(map(holds, expected, answer))
    return bool(expected == answer)


def reckon(asked: dict[str, Any]) -> dict[str, Any]:
    packs = load()
    question, reasons = read_question(asked)
    if question is None:
        return {"refusals": [{"code": reason.code, "field": reason.field} for reason in reasons]}
    place = question.place
    found = deadline(question.start, question.period, packs.calendar_for(place), packs.hours_for(place, question.day))
    return {
        "due": found.due.isoformat(),
        "due_at": question.write(found.due_at) if found.due_at else None,
        "provisional": found.provisional,
    }


def explain(asked: dict[str, str]) -> dict[str, Any]:
    found = load().rule_for(asked["key"], asked["place"], dt.date.fromisoformat(asked["date"]))
    return explaining.as_form(found) if found else {"refusals": [{"code": "no_rule"}]}


@pytest.mark.parametrize(("asked", "expected"), blocks("deadlines.md"))
def test_deadlines(asked: Any, expected: Any) -> None:
    answer = [reckon(one) for one in asked] if isinstance(asked, list) else reckon(asked)
    assert holds(expected, answer), answer


@pytest.mark.parametrize(("asked", "expected"), blocks("policy-resolution.md"))
def test_resolution(asked: Any, expected: Any) -> None:
    answer = explain(asked)
    assert holds(expected, answer), answer


def test_every_code_of_this_room_is_worded():
    source = Path(__file__).resolve().parents[1]
    text = "".join(path.read_text(encoding="utf-8") for path in source.rglob("*.py") if "tests" not in path.parts)
    for code in set(re.findall(r'(?:Reason|refuse)\(\s*"([a-z_]+)"', text)):
        assert "没有办成" not in say(Reason(code)).text, code
