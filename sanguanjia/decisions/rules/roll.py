"""From the registry's holdings to the lines of a roll: who is one head, what weighs (OWN-010, OWN-011)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from sanguanjia.decisions.types import Developer, Line, RollUnit, Weight
from sanguanjia.kernel.refusal import Reason, Refusal
from sanguanjia.registry.types import Holding

from .electorate import electorate
from .law import Law

_DEVELOPER = {"developer_unsold": Developer.UNSOLD, "developer_undelivered": Developer.UNDELIVERED}
_SHOWN = 5


def lines_of(law: Law, holdings: Sequence[Holding], count_parking: bool | None = None) -> tuple[Line, ...]:
    """The lines of the electorate, in the holdings' order. A unit whose owner nobody knows is a head of its own.

    Refuses roll_is_empty, roll_area_missing (every unit without an area is named, the first five by code).
    """
    by_id = {holding.unit_id: holding for holding in holdings}
    roll = electorate(law, [_unit(holding) for holding in holdings], count_parking)
    heads = {int(unit): (index, head.developer) for index, head in enumerate(roll.heads) for unit in head.units}
    counted = [holding for holding in holdings if holding.unit_id in heads]
    without = [holding.code for holding in counted if not holding.area]
    if without:
        data = {"count": len(without), "units": "、".join(without[:_SHOWN])}
        raise Refusal([Reason("roll_area_missing", "roll", data)])
    if not counted:
        raise Refusal([Reason("roll_is_empty", "roll", {})])
    keys = [_head_key(by_id, head.units, head.developer) for head in roll.heads]
    return tuple(_line(holding, keys[heads[holding.unit_id][0]], heads[holding.unit_id][1]) for holding in counted)


def total_of(lines: Iterable[Line]) -> Weight:
    """Both counts of a roll."""
    listed = list(lines)
    return Weight(sum(line.area for line in listed), len({line.head for line in listed}))


def _unit(holding: Holding) -> RollUnit:
    owners = tuple(str(owner) for owner in holding.owners) or (f"unit:{holding.unit_id}",)
    return RollUnit(str(holding.unit_id), holding.area or 0, holding.use, owners, _DEVELOPER.get(holding.basis))


def _head_key(by_id: dict[int, Holding], units: tuple[str, ...], developer: bool) -> int:
    """A number that stays the same as long as the holder does, so that a corrected roll keeps its paper forms."""
    first = by_id[int(units[0])]
    holder = "developer" if developer else ",".join(sorted(map(str, first.owners))) or f"unit:{first.unit_id}"
    return int.from_bytes(hashlib.sha256(holder.encode()).digest()[:7], "big")


def _line(holding: Holding, head: int, developer: bool) -> Line:
    return Line(
        holding.unit_id, holding.code, holding.building_id, head, holding.area or 0, holding.area_source,
        holding.owners, developer,
    )  # fmt: skip
