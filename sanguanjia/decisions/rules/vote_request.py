"""Read a question of `sgj calc vote` (contracts.md): the question, or all reasons why it is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sanguanjia.decisions.types import NOTHING, Level, Tally, Weight
from sanguanjia.kernel.area import square_metres
from sanguanjia.kernel.refusal import Reason, Refusal
from sanguanjia.policy.rules.deadline_request import shown

from .asking import WEIGHT_KEYS, present, read_day, read_place, read_weight
from .count import MATTERS, consent_key, needs_matter
from .law import Law, RuleFor

KEYS = frozenset({"place", "date", "level", "matter", "total", "for", "against", "abstain", "deemed"})
NESTED = dict.fromkeys(("total", "for", "against", "abstain", "deemed"), WEIGHT_KEYS)
LABELS = {"total": "全体业主", "for": "同意", "against": "反对", "abstain": "弃权", "deemed": "送达未投票"}


@dataclass(frozen=True, slots=True)
class VoteQuestion:
    """A well-formed question, with the law it is to be judged by."""

    law: Law
    matter: int | None
    level: Level | None
    tally: Tally
    deemed: Weight | None


def read_vote(raw: Mapping[str, Any], rule_for: RuleFor) -> tuple[VoteQuestion | None, list[Reason]]:
    """Check every field and that the sums can be: the question, or every reason at once."""
    given = present(raw)
    reasons: list[Reason] = []
    place, day = read_place(given, reasons), read_day(given, reasons)
    matter, level = _what(given, reasons)
    total = read_weight(given, "total", LABELS["total"], reasons)
    yes = read_weight(given, "for", LABELS["for"], reasons)
    no = read_weight(given, "against", LABELS["against"], reasons)
    abstain = read_weight(given, "abstain", LABELS["abstain"], reasons) if "abstain" in given else NOTHING
    deemed = read_weight(given, "deemed", LABELS["deemed"], reasons) if "deemed" in given else None
    reasons += _sums(total, [yes, no, abstain, deemed or NOTHING])
    law = None if day is None else Law(rule_for, place, day)
    if law is not None:
        reasons += _law_of(law, matter, level, given)
    if reasons or law is None or total is None or yes is None or no is None or abstain is None:
        return None, reasons
    return VoteQuestion(law, matter, level, Tally(total, yes, no, abstain), deemed), []


def _what(given: Mapping[str, Any], reasons: list[Reason]) -> tuple[int | None, Level | None]:
    """The matter of article 278, or the level alone."""
    matter, level = given.get("matter"), given.get("level")
    if matter is None and level is None:
        reasons.append(Reason("level_or_matter", "level", {}))
    if matter is not None and (isinstance(matter, bool) or not isinstance(matter, int) or matter not in MATTERS):
        reasons.append(Reason("bad_matter", "matter", {"given": shown(matter)}))
        matter = None
    if level is not None and (not isinstance(level, str) or level not in list(Level)):
        reasons.append(Reason("bad_level", "level", {"given": shown(level)}))
        level = None
    return matter, None if level is None else Level(level)


def _sums(total: Weight | None, parts: list[Weight | None]) -> list[Reason]:
    """No owner is counted twice: what was counted is never more than there is, and there is something."""
    if total is None:
        return []
    reasons = []
    cast = NOTHING
    for part in parts:
        if part is not None:
            cast += part
    for axis, whole, found, words in (
        ("area", total.area, cast.area, square_metres),
        ("n", total.n, cast.n, str),
    ):
        if whole == 0:
            reasons.append(Reason("total_is_zero", f"total.{axis}", {}))
        elif found > whole:
            data = {"cast": shown(words(found)), "total": shown(words(whole))}
            reasons.append(Reason("more_than_total", f"total.{axis}", data))
    return reasons


def _law_of(law: Law, matter: int | None, level: Level | None, given: Mapping[str, Any]) -> list[Reason]:
    """Before 2021 the law knows matters, not levels; since then a level said beside a matter must be the matter's."""
    try:
        old = needs_matter(law)
        if old and "matter" not in given and "level" in given:
            return [Reason("matter_needed", "matter", {})]
        if matter is None and level is None:
            return []
        own = law.need(consent_key(matter, level)).value.get("level") if matter is not None or not old else None
    except Refusal as refusal:
        return list(refusal.reasons)
    if not old and matter is not None and level is not None and own != level:
        return [Reason("level_not_of_matter", "level", {"matter": matter})]
    return []
