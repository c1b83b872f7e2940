"""The worked examples of docs/rules/owners-*.md run as they are printed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from sanguanjia.decisions.rules.count import count
from sanguanjia.decisions.rules.electorate import electorate
from sanguanjia.decisions.rules.electorate_request import read_roll
from sanguanjia.decisions.rules.vote_request import read_vote
from sanguanjia.decisions.saying import roll_form, verdict_form
from sanguanjia.decisions.wording import SENTENCES
from sanguanjia.kernel import wording
from sanguanjia.kernel.refusal import Reason, Refusal
from sanguanjia.policy import wording as policy_wording
from sanguanjia.policy.packs import load
from sanguanjia.policy.tests.test_docs import blocks, holds

ROOM = Path(__file__).resolve().parents[1]


def refused(reasons: Any) -> dict[str, Any]:
    return {"refusals": [{"code": reason.code, "field": reason.field} for reason in reasons]}


def vote(asked: dict[str, Any]) -> dict[str, Any]:
    question, reasons = read_vote(asked, load().rule_for)
    if question is None:
        return refused(reasons)
    return verdict_form(count(question.law, question.matter, question.level, question.tally, question.deemed))


def roll(asked: dict[str, Any]) -> dict[str, Any]:
    question, reasons = read_roll(asked, load().rule_for)
    if question is None:
        return refused(reasons)
    try:
        return roll_form(electorate(question.law, question.units, question.count_parking))
    except Refusal as refusal:
        return refused(refusal.reasons)


@pytest.mark.parametrize(("asked", "expected"), blocks("owners-vote.md"))
def test_votes(asked: Any, expected: Any) -> None:
    answer = [vote(one) for one in asked] if isinstance(asked, list) else vote(asked)
    assert holds(expected, answer), answer


@pytest.mark.parametrize(("asked", "expected"), blocks("owners-electorate.md"))
def test_electorates(asked: Any, expected: Any) -> None:
    answer = roll(asked)
    assert holds(expected, answer), answer


def test_every_code_of_this_room_is_worded() -> None:
    wording.register(policy_wording.SENTENCES)
    wording.register(SENTENCES)
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOM / "rules").rglob("*.py"))
    codes = set(re.findall(r'(?:Reason|refuse|Check|check)\(\s*"([a-z_]+)"', text))
    assert len(codes) > 15
    for code in codes:
        assert "没有办成" not in wording.say(Reason(code)).text, code
