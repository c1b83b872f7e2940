"""Who may vote, and with what weight (OWN-010, OWN-011, OWN-011a, OWN-013, OWN-017).

One exclusive part is one head; several parts of one holder are one head; a group of co-owners is a holder of its own,
also when one of them owns another unit alone. Everything of the developer that is unsold, or sold and not handed over,
is one head together. A part the developer has bought back or kept under its own title is an owner's part like another.
Area always counts in full.
"""

from __future__ import annotations

from collections.abc import Iterable

from sanguanjia.decisions.types import Developer, Electorate, Head, RollUnit
from sanguanjia.kernel.refusal import Reason, Refusal
from sanguanjia.registry.types import Use

from .law import Held, Law, clauses

HEADS_KEY = "own.electorate.headcount"
PARKING_KEY = "own.electorate.count_parking"
AREA_KEY = "own.unit.area_source"


def counts_parking(law: Law, wished: bool | None) -> tuple[bool, Held | None]:
    """Whether parking counts: what the assembly agreed (`wished`) where the law leaves it open, else the law's word.

    Refusal parking_fixed_by_law where the law leaves nothing to agree (Ningbo).
    """
    if wished is None:
        held = law.need(PARKING_KEY)
        return bool(held.value), held
    found = law.held(PARKING_KEY)
    if found is not None and found.fixed and bool(found.value) != wished:
        data = {"title": found.clause.title, "article": found.clause.article}
        raise Refusal([Reason("parking_fixed_by_law", "count_parking", data)])
    return wished, found


def electorate(law: Law, units: Iterable[RollUnit], count_parking: bool | None = None) -> Electorate:
    """Heads in the order in which their first unit comes. Parking left out leaves both counts, and its owners too."""
    heads_rule = law.need(HEADS_KEY)
    parking, parking_rule = counts_parking(law, count_parking)
    groups: dict[frozenset[str] | None, list[RollUnit]] = {}
    left_out = []
    for unit in units:
        if unit.use == Use.PARKING and not parking:
            left_out.append(unit.id)
            continue
        holder = None if unit.developer is not None else frozenset(unit.owners)
        groups.setdefault(holder, []).append(unit)
    heads = tuple(_head(holder is None, group) for holder, group in groups.items())
    return Electorate(heads, tuple(left_out), clauses([heads_rule, parking_rule, law.held(AREA_KEY)]))


def _head(developer: bool, group: list[RollUnit]) -> Head:
    named = group
    if developer:  # of a unit sold and not handed over the buyer may be named already; the voter is the developer
        named = [unit for unit in group if unit.developer is Developer.UNSOLD and unit.owners] or group
    owners = tuple(dict.fromkeys(owner for unit in named for owner in unit.owners))
    return Head(owners, tuple(unit.id for unit in group), sum(unit.area for unit in group), developer)
