"""What a unit may look like, and how it is split and merged. Pure. Sources: OWN-010 (areas), OWN-017 (parking)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from sanguanjia.kernel.area import hundredths, square_metres
from sanguanjia.kernel.refusal import Reason
from sanguanjia.registry.types import AreaSource, Use

_PART = re.compile(r"[0-9A-Za-z\u3400-\u9fff]{1,20}")
GREATEST_AREA = 10_000_000  # hundredths of a square metre: 100,000 m2; a larger "unit" is a typing error


@dataclass(frozen=True, slots=True)
class Areas:
    """Two facts (OWN-010): each a value in square metres, or None, with the source it was read from, or ""."""

    built: Decimal | None = None
    built_source: str = ""
    exclusive: Decimal | None = None
    exclusive_source: str = ""


def compose_code(building: str, entrance: str, room: str) -> str:
    """The code people say: "3-1-1403"; parts that do not exist are left out ("3-1403", "B-017")."""
    return "-".join(part for part in (building, entrance, room) if part)


def read_area(text: str, field: str) -> tuple[Decimal | None, list[Reason]]:
    """An area as typed ("88.12", "1,088.5", empty): the exact value, or what is wrong with it."""
    typed = text.strip().replace(",", "").replace("，", "")
    if not typed:
        return None, []
    try:
        exact = hundredths(typed)
    except (ValueError, InvalidOperation):
        return None, [Reason("area_unreadable", field, {"typed": text.strip()[:20]})]
    if not 0 < exact <= GREATEST_AREA:
        return None, [Reason("area_out_of_bounds", field, {"typed": text.strip()[:20]})]
    return Decimal(square_metres(exact)), []


def fill_in(areas: Areas) -> Areas:
    """Where one area is unknown and its source says `stand_in`, the other stands in for it."""
    if areas.exclusive is None and areas.exclusive_source == AreaSource.STAND_IN:
        return Areas(areas.built, areas.built_source, areas.built, areas.exclusive_source)
    if areas.built is None and areas.built_source == AreaSource.STAND_IN:
        return Areas(areas.exclusive, areas.built_source, areas.exclusive, areas.exclusive_source)
    return areas


def problems_of_areas(areas: Areas) -> list[Reason]:
    """Each area says its source; one stands in for the other only with the mark; exclusive is never more than built."""
    reasons: list[Reason] = []
    marks = 0
    for value, source, field in (
        (areas.built, areas.built_source, "built_area"),
        (areas.exclusive, areas.exclusive_source, "exclusive_area"),
    ):
        marks += source == AreaSource.STAND_IN
        if value is None and source:
            reasons.append(Reason("source_without_area", field))
        elif value is not None and source not in set(AreaSource):
            reasons.append(Reason("area_without_source", field))
    if marks == 2:
        reasons.append(Reason("both_areas_stand_in", "exclusive_area"))
    elif marks == 1 and areas.built != areas.exclusive:
        reasons.append(Reason("stand_in_differs", "exclusive_area"))
    if areas.built is not None and areas.exclusive is not None and areas.exclusive > areas.built:
        reasons.append(Reason("exclusive_exceeds_built", "exclusive_area"))
    return reasons


def problems_of_place(use: str, has_building: bool, room: str) -> list[Reason]:
    """A dwelling or shop stands in a building; the room has a name made of letters, digits or characters."""
    reasons = []
    if use not in set(Use):
        reasons.append(Reason("use_unknown", "use"))
    elif not has_building and use != Use.PARKING:
        reasons.append(Reason("building_missing", "building"))
    if not room:
        reasons.append(Reason("room_missing", "room"))
    elif not all(_PART.fullmatch(part) for part in room.split("-")):
        reasons.append(Reason("room_unreadable", "room", {"room": room[:20]}))
    return reasons


@dataclass(frozen=True, slots=True)
class Part:
    """One unit that comes out of a split, or the one that comes out of a merge."""

    room: str
    areas: Areas
    use: str = ""


def _sum(values: Sequence[Decimal | None]) -> Decimal | None:
    """The exact sum, or None when any is unknown."""
    return None if any(value is None for value in values) else sum((v for v in values if v is not None), Decimal(0))


def _kept(field: str, before: Decimal | None, after: Decimal | None, explanation: str) -> list[Reason]:
    if before == after or explanation.strip():
        return []
    data = {"before": str(before or "—"), "after": str(after or "—")}
    return [Reason("area_not_kept", field, data)]


def areas_kept(before: Iterable[Areas], after: Iterable[Areas], explanation: str) -> list[Reason]:
    """Split and merge keep both areas to the hundredth, or say why not (a new survey) and by which document."""
    old, new = tuple(before), tuple(after)
    return [
        *_kept("built_area", _sum([a.built for a in old]), _sum([a.built for a in new]), explanation),
        *_kept("exclusive_area", _sum([a.exclusive for a in old]), _sum([a.exclusive for a in new]), explanation),
    ]


def split(whole: Areas, parts: Sequence[Part], taken: frozenset[str], explanation: str) -> list[Reason]:
    """Everything that speaks against splitting a unit into these parts; `taken` are rooms that exist beside it."""
    reasons: list[Reason] = []
    if len(parts) < 2:
        reasons.append(Reason("split_needs_two", "parts"))
    rooms = [part.room for part in parts]
    if len(set(rooms)) != len(rooms):
        reasons.append(Reason("room_twice", "parts"))
    for part in parts:
        reasons += problems_of_place(part.use, True, part.room)
        reasons += problems_of_areas(part.areas)
        if part.room in taken:
            reasons.append(Reason("unit_code_taken", "parts", {"code": part.room}))
    return reasons + areas_kept([whole], [part.areas for part in parts], explanation)


def merge(wholes: Sequence[tuple[str, Areas]], structures: set[object], part: Part, explanation: str) -> list[Reason]:
    """Everything that speaks against merging units; `structures` are their owners (rules.ownership.structure)."""
    reasons: list[Reason] = []
    if len(wholes) < 2:
        reasons.append(Reason("merge_needs_two", "units"))
    if len({use for use, _ in wholes}) > 1:
        reasons.append(Reason("uses_differ", "units"))
    if len(structures) > 1:
        reasons.append(Reason("owners_differ", "units"))
    reasons += problems_of_place(part.use, True, part.room)
    reasons += problems_of_areas(part.areas)
    return reasons + areas_kept([areas for _, areas in wholes], [part.areas], explanation)


def problems_of_first_day(day: date, today: date) -> list[Reason]:
    """A unit begins today or before."""
    return [Reason("day_not_yet_come", "day", {"day": day.isoformat()})] if day > today else []
