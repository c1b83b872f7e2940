"""Reading what people typed about a unit into what the rules reason about. Pure."""

from __future__ import annotations

from sanguanjia.kernel.refusal import Reason
from sanguanjia.registry.rules.units import Areas, Part, fill_in, problems_of_areas, read_area
from sanguanjia.registry.types import UnitWish


def read_areas(wish: UnitWish) -> tuple[Areas, list[Reason]]:
    """Both areas, exact, with everything that is wrong with them."""
    built, wrong_built = read_area(wish.built_area, "built_area")
    exclusive, wrong_exclusive = read_area(wish.exclusive_area, "exclusive_area")
    areas = fill_in(Areas(built, wish.built_area_source, exclusive, wish.exclusive_area_source))
    unreadable = wrong_built + wrong_exclusive
    return areas, unreadable or problems_of_areas(areas)


def read_part(wish: UnitWish) -> tuple[Part, list[Reason]]:
    """One unit of a split or merge: only what could not be read; the rest is the rule's to say."""
    built, wrong_built = read_area(wish.built_area, "built_area")
    exclusive, wrong_exclusive = read_area(wish.exclusive_area, "exclusive_area")
    areas = fill_in(Areas(built, wish.built_area_source, exclusive, wish.exclusive_area_source))
    return Part(wish.room.strip(), areas, wish.use), wrong_built + wrong_exclusive
