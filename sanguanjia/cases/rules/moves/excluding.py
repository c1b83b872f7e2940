"""Leave a matter out of the rates: with a reason of the policy's list, and a second person (HOT-011)."""

from __future__ import annotations

from dataclasses import replace

from sanguanjia.cases.types import Decision, Facts
from sanguanjia.kernel.refusal import Reason, refuse_if_any

from .world import World, words_missing


def ask_exclusion(facts: Facts, world: World, *, reason: str, words: str, account_id: int | None) -> Decision:
    """Ask that it is not counted. What the reporter says of it stays as it is."""
    rule = world.policy.rates
    found = words_missing(words, label="为什么不应计入")
    if reason not in rule.exclusions:
        found.append(Reason("unknown_exclusion", "reason"))
    if facts.exclusion:
        found.append(Reason("excluded_already"))
    refuse_if_any(found)
    after = replace(facts, exclusion="asked", exclusion_reason=reason, exclusion_by=account_id)
    return Decision(after, (), {"reason": reason}, (rule.exclusions_version,))


def decide_exclusion(facts: Facts, world: World, *, granted: bool, words: str, account_id: int | None) -> Decision:
    """Somebody else, above, grants or refuses it; refused, it may be asked again with better reasons."""
    found = words_missing(words, label="理由")
    if facts.exclusion != "asked":
        found.append(Reason("no_exclusion_asked"))
    elif facts.exclusion_by is None or facts.exclusion_by == account_id:
        found.append(Reason("second_person_needed"))
    refuse_if_any(found)
    data = {"granted": granted, "reason": facts.exclusion_reason}
    if granted:
        return Decision(replace(facts, exclusion="granted"), (), data, (world.policy.rates.exclusions_version,))
    return Decision(replace(facts, exclusion="", exclusion_reason="", exclusion_by=None), (), data)
