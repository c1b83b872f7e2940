"""Who holds a matter next: the first holder, the next one up, and whom a holder may name."""

from __future__ import annotations

from sanguanjia.cases.types import LADDER, Confidentiality, Facts, Holder, HolderKind, Holders, Level


def may_hold(holder: Holder, confidentiality: Confidentiality) -> bool:
    """A matter kept from the company is never held by a company."""
    return not (holder.kind is HolderKind.COMPANY and confidentiality is Confidentiality.MATTER)


def first_at_or_above(
    level: Level, holders: Holders, confidentiality: Confidentiality
) -> tuple[Holder | None, tuple[Level, ...]]:
    """(the holder at this level or the nearest above that has one who may hold it, the levels passed over)."""
    passed: list[Level] = []
    for rung in LADDER[level.rank :]:
        holder = holders.at(rung)
        if holder is not None and may_hold(holder, confidentiality):
            return holder, tuple(passed)
        passed.append(rung)
    return None, tuple(passed)


def next_up(facts: Facts, holders: Holders) -> Holder | None:
    """Where the matter climbs to: the lowest level above its own that it never climbed to; None at the top."""
    for rung in LADDER[facts.level.rank + 1 :]:
        holder = holders.at(rung)
        if rung not in facts.reached and holder is not None and may_hold(holder, facts.confidentiality):
            return holder
    return None


def others(facts: Facts, holders: Holders) -> tuple[Holder, ...]:
    """To whom it may be handed on, or given by a decision: everyone here who may hold it, except its holder."""
    return tuple(
        holder
        for rung in LADDER
        if (holder := holders.at(rung)) is not None
        and holder != facts.holder
        and may_hold(holder, facts.confidentiality)
    )
