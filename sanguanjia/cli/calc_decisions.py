"""`sgj calc vote` and `sgj calc electorate`: owners' decisions for anyone, without a database (contracts.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sanguanjia.decisions import saying
from sanguanjia.decisions.rules import count, electorate, electorate_request, vote_request
from sanguanjia.decisions.wording import SENTENCES
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.policy.packs import Packs

from .calculation import Answer, Calculation, Told, only_place, refused, tell


def answer_vote(raw: Mapping[str, Any], packs: Packs) -> Answer:
    """Answer one question of `calc vote`, or refuse it with every reason."""
    question, reasons = vote_request.read_vote(raw, packs.rule_for)
    if question is None:
        return refused(reasons)
    try:
        verdict = count.count(question.law, question.matter, question.level, question.tally, question.deemed)
    except Refusal as refusal:
        return refused(list(refusal.reasons))
    return Told(saying.verdict_form(verdict), saying.verdict_lines(verdict, question.tally))


def answer_electorate(raw: Mapping[str, Any], packs: Packs) -> Answer:
    """Answer one question of `calc electorate`, or refuse it with every reason."""
    question, reasons = electorate_request.read_roll(raw, packs.rule_for)
    if question is None:
        return refused(reasons)
    try:
        roll = electorate.electorate(question.law, question.units, question.count_parking)
    except Refusal as refusal:
        return refused(list(refusal.reasons))
    return Told(saying.roll_form(roll), saying.electorate_lines(roll))


CALCULATIONS: dict[str, Calculation] = {
    "vote": Calculation(
        help="业主共同决定：这次表决通过了吗，为什么",
        keys=vote_request.KEYS,
        nested=vote_request.NESTED,
        configure=only_place,
        answer=answer_vote,
        say=tell,
        sentences=SENTENCES,
    ),
    "electorate": Calculation(
        help="业主名册：有多少人、多少面积可以投票",
        keys=electorate_request.KEYS,
        nested=electorate_request.NESTED,
        configure=only_place,
        answer=answer_electorate,
        say=tell,
        sentences=SENTENCES,
    ),
}
