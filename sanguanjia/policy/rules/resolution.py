"""What held here on that day (rules.md 0.2, 0.4): one winner, and a reason for every version that lost.

The order of the steps is the rule:

1. In force are the versions whose window contains the day and whose place lies on the chain of the asked place.
2. A mandatory version, from the highest layer down, silences every version of a lower layer, and within its own layer
   the more local ones that do not claim to be mandatory themselves. A stale lower text loses here although it was never
   amended. A pilot (`exception_to`) is spared by the versions it names, and by no others.
3. A pilot that is still standing silences the versions it names: there, and while its window runs.
4. Of what stands the most specific place decides; on one place a concrete text before a mere bound, a bound before what
   was left open, then the higher layer. So defaults yield to the more specific place, a covenant fills the open.
5. A floor or ceiling that binds the decider (it stands higher, or wider in the same layer over a text that is not
   mandatory) is applied: a stricter local value stays, a laxer one is cut to the bound, and the bound then decides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from fractions import Fraction

from sanguanjia.policy.types import BOUNDS, Force, Layer, Overruled, Resolution, RuleVersion, Why

from .measure import measure

_CONCRETENESS = {Force.MANDATORY: 2, Force.DEFAULT: 2, Force.FLOOR: 1, Force.CEILING: 1, Force.OPEN: 0}


def resolve(versions: Iterable[RuleVersion], key: str, chain: Sequence[str], day: dt.date) -> Resolution | None:
    """Resolve `key` on `day` for the place whose chain (widest first) is given; None when no version was in force."""
    places = tuple(chain)
    depth = {place: n for n, place in enumerate(places)}
    standing = sorted(
        (v for v in versions if v.key == key and v.jurisdiction in depth and v.holds_on(day)),
        key=lambda v: (-v.layer, depth[v.jurisdiction], v.effective_from, v.version),
    )
    if not standing:
        return None
    lost: list[Overruled] = []
    standing = _same_rank(standing, lost)
    standing = _mandatory(standing, depth, lost)
    standing = _pilots(standing, lost)
    winner = max(standing, key=lambda v: _precedence(v, depth))
    winner = _bounds(winner, standing, depth, lost)
    beaten = {o.version.version for o in lost}
    for version in standing:
        if version is not winner and version.version not in beaten:
            lost.append(Overruled(version, _reason(version, winner, depth), winner))
    lost.sort(key=lambda o: (-o.version.layer, depth[o.version.jurisdiction], o.version.version))
    return Resolution(key=key, chain=places, day=day, winner=winner, overruled=tuple(lost))


def _same_rank(standing: list[RuleVersion], lost: list[Overruled]) -> list[RuleVersion]:
    """Two texts of one place and layer: the newer wins. The database refuses this; files from strangers may hold it."""
    newest: dict[tuple[str, Layer], RuleVersion] = {}
    for version in standing:  # sorted by effective_from inside one place and layer
        newest[(version.jurisdiction, version.layer)] = version
    kept = []
    for version in standing:
        newer = newest[(version.jurisdiction, version.layer)]
        if version is newer:
            kept.append(version)
        else:
            lost.append(Overruled(version, Why.NEWER_TEXT, newer))
    return kept


def _departs(pilot: RuleVersion, rule: RuleVersion) -> bool:
    """True when `pilot` names `rule` as what it departs from.

    A covenant is no pilot: it may not leave mandatory law.
    """
    return (
        pilot.exception_to is not None
        and pilot.layer is not Layer.ESTATE_COVENANT
        and pilot is not rule
        and rule.named_by(pilot.exception_to)
    )


def _silences(rule: RuleVersion, other: RuleVersion, depth: dict[str, int]) -> Why | None:
    """Why a binding `rule` beats `other`, or None. Used for mandatory rules, and for bounds at their bound."""
    if rule is other or _departs(other, rule):
        return None
    if rule.layer > other.layer:
        return Why.HIGHER_MANDATORY
    more_local = depth[other.jurisdiction] > depth[rule.jurisdiction]
    if rule.layer == other.layer and more_local and other.force is not Force.MANDATORY:
        return Why.WIDER_MANDATORY
    return None


def _mandatory(standing: list[RuleVersion], depth: dict[str, int], lost: list[Overruled]) -> list[RuleVersion]:
    """Step 2, from the highest layer down: a version that is itself silenced silences nobody."""
    silenced: set[int] = set()
    for rule in standing:
        if rule.force is not Force.MANDATORY or id(rule) in silenced:
            continue
        for other in standing:
            why = None if id(other) in silenced else _silences(rule, other, depth)
            if why is not None:
                silenced.add(id(other))
                lost.append(Overruled(other, why, rule))
    return [v for v in standing if id(v) not in silenced]


def _pilots(standing: list[RuleVersion], lost: list[Overruled]) -> list[RuleVersion]:
    """Step 3.

    A pilot that another pilot departs from still counts as standing here: the chain ends at its last link.
    """
    silenced: set[int] = set()
    for pilot in standing:
        for rule in standing:
            if id(rule) not in silenced and _departs(pilot, rule) and not _departs(rule, pilot):
                silenced.add(id(rule))
                lost.append(Overruled(rule, Why.PILOT, pilot))
    return [v for v in standing if id(v) not in silenced]


def _precedence(version: RuleVersion, depth: dict[str, int]) -> tuple[int, int, int]:
    return depth[version.jurisdiction], _CONCRETENESS[version.force], int(version.layer)


def _bounds(
    winner: RuleVersion, standing: list[RuleVersion], depth: dict[str, int], lost: list[Overruled]
) -> RuleVersion:
    """Step 5. Each round drops one version, so it ends."""
    dropped: set[int] = set()
    while True:
        violated = []
        for bound in standing:
            if bound.force not in BOUNDS or id(bound) in dropped or _silences(bound, winner, depth) is None:
                continue
            why = _violation(bound, winner)
            if why is not None:
                violated.append((why, bound))
        if not violated:
            return winner
        why, bound = max(violated, key=lambda pair: _strictness(pair[1]))
        dropped.add(id(winner))
        lost.append(Overruled(winner, why, bound))
        winner = bound


def _violation(bound: RuleVersion, version: RuleVersion) -> Why | None:
    limit, size = measure(bound.value), measure(version.value)
    if limit is None or size is None or limit[0] != size[0]:
        return Why.NOT_COMPARABLE
    if bound.force is Force.FLOOR and size[1] < limit[1]:
        return Why.BELOW_FLOOR
    if bound.force is Force.CEILING and size[1] > limit[1]:
        return Why.ABOVE_CEILING
    return None


def _strictness(bound: RuleVersion) -> tuple[Fraction, int, str]:
    """Of several violated bounds the strictest value first, then the higher layer, then a stable name.

    Strictest, not highest: a province may set a higher floor than the law's, and both must be kept.
    """
    size = measure(bound.value)
    number = size[1] if size else Fraction(0)
    return number if bound.force is Force.FLOOR else -number, int(bound.layer), bound.version


def _reason(version: RuleVersion, winner: RuleVersion, depth: dict[str, int]) -> Why:
    """Why a version that nobody silenced still did not decide."""
    if version.force in BOUNDS and _silences(version, winner, depth) is not None:
        return Why.BOUND_KEPT
    if depth[winner.jurisdiction] > depth[version.jurisdiction]:
        return Why.LEFT_OPEN if version.force is Force.OPEN else Why.MORE_SPECIFIC
    if version.force is Force.OPEN and winner.force is not Force.OPEN:
        return Why.LEFT_OPEN
    if version.layer < winner.layer:
        return Why.HIGHER_LAYER
    return Why.MORE_SPECIFIC if depth[version.jurisdiction] != depth[winner.jurisdiction] else Why.HIGHER_LAYER
