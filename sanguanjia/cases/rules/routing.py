"""Where a new matter goes, and why: every step is kept, so that the reporter can read it.

Sources: Z-G1 (ladder), Z-G3 (needs list), HOT-007 (clear duty goes straight to the duty holder), HOT-008 (in an
emergency
the number to call is said at once; the matter is taken in all the same).
"""

from __future__ import annotations

from sanguanjia.cases.types import CasePolicy, Confidentiality, HolderKind, Holders, Level, Need, Route, RouteStep
from sanguanjia.kernel.refusal import refuse

from .ladder import first_at_or_above

ELSE = "N99"
"""The entry for whatever the list does not name."""


def route(need_code: str, confidentiality: Confidentiality, holders: Holders, policy: CasePolicy) -> Route:
    """The holder of a new matter with the reasons in order.

    Refuses `unknown_need`, and `nobody_holds_it` when the place has no holder at all (a place not set up yet).
    """
    need = policy.needs.get(need_code)
    if need is None:
        refuse("unknown_need", "need", need=need_code)
    steps = [RouteStep("need", {"code": need.code, "name": need.name})]
    start = need.first
    steps.append(RouteStep("first_level", {"level": policy.level_name(start), "handler": policy.handler_name(start)}))
    if confidentiality is Confidentiality.MATTER:
        steps.append(RouteStep("kept_from_company", {}))
        # The company stands at the estate's level, and building heads and grid workers work beside it every day.
        # What the list does not name may well be about the company: that is what people keep from it.
        if start.rank < Level.ESTATE.rank and (need.about == "company" or need.code == ELSE):
            start = Level.NEIGHBOURHOOD
            steps.append(RouteStep("past_neighbours_of_the_company", {"level": policy.level_name(start)}))
    holder, passed = first_at_or_above(start, holders, confidentiality)
    if holder is None:
        refuse("nobody_holds_it")
    steps += [_passed_over(level, confidentiality, policy) for level in passed]
    steps.append(
        RouteStep("holder", {"level": policy.level_name(holder.level), "handler": _handler(holder.kind, policy)})
    )
    if need.route:
        steps.append(RouteStep("emergency", {"route": need.route}))
    return Route(need, holder.level, holder, tuple(steps), need.route, (policy.needs_version, policy.ladder_version))


def possible_needs(text: str, policy: CasePolicy, limit: int = 3) -> tuple[Need, ...]:
    """Entries whose words occur in what a person typed, the most telling first; empty when none do. It never
    decides.
    """
    found = []
    for need in policy.needs.values():
        weight = sum(len(word) for word in need.words if word in text)
        if weight:
            found.append((-weight, need.priority, need.code, need))
    return tuple(need for *_, need in sorted(found, key=lambda row: row[:3])[:limit])


def _passed_over(level: Level, confidentiality: Confidentiality, policy: CasePolicy) -> RouteStep:
    kept = level is Level.ESTATE and confidentiality is Confidentiality.MATTER
    code = "company_left_out" if kept else "nobody_there"
    return RouteStep(code, {"level": policy.level_name(level), "handler": policy.handler_name(level)})


def _handler(kind: HolderKind, policy: CasePolicy) -> str:
    return next((n.handler_name for n in policy.ladder if n.level.rank == list(HolderKind).index(kind)), kind.value)
