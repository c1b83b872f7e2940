"""The sealed roll of one item: one line per unit, sorted by pseudonym so that the order tells nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from . import merkle
from .events import canonical
from .keys import SealedUnit, VoteKey


@dataclass(frozen=True, slots=True)
class RollLine:
    """A public line of the roll: the unit's pseudonym and its seal."""

    p: str
    u: str

    @property
    def text(self) -> str:
        """The leaf."""
        return canonical({"p": self.p, "u": self.u})


def seal(key: VoteKey, item: str, units: Iterable[SealedUnit]) -> list[RollLine]:
    """The lines of the roll, sorted by pseudonym."""
    lines = [RollLine(key.pseudonym(item, unit.unit), key.unit_seal(item, unit)) for unit in units]
    return sorted(lines, key=lambda line: line.p)


def summary(lines: Sequence[RollLine], units: Iterable[SealedUnit]) -> dict[str, Any]:
    """The body of a `roll_root` line: root, lines, both totals, and totals per building (a head stands in the building
    of its first unit by id, so that the buildings add up to the whole)."""
    by_building: dict[str, list[int]] = {}
    seen: set[str] = set()
    area = 0
    for unit in sorted(units, key=lambda one: one.unit):
        row = by_building.setdefault(unit.building, [0, 0, 0])
        row[0] += 1
        row[1] += unit.area
        row[2] += unit.head not in seen
        seen.add(unit.head)
        area += unit.area
    top = merkle.root(merkle.leaf_hash(line.text) for line in lines)
    buildings = [[name, *row] for name, row in sorted(by_building.items())]
    return {"root": top.hex(), "lines": len(lines), "area": area, "n": len(seen), "buildings": buildings}
