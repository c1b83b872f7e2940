"""Read an apportionment as machines ask it (contracts.md, `calc allocate`): a question, or all reasons why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sanguanjia.kernel.refusal import Reason
from sanguanjia.policy.rules.deadline_request import shown
from sanguanjia.policy.rules.places import NATION

from .asked import Asked

KEYS = frozenset({"place", "cost_fen", "areas", "unsold", "public", "public_deposits_fen"})
NESTED = {"public_deposits_fen": frozenset({"owners", "seller"})}
LABELS = {
    "cost_fen": "费用（分）", "areas": "各户面积", "unsold": "未售出的户", "public": "售后公有住房的户",
    "public_deposits_fen": "公有住房双方交存的维修资金（分）",
    "public_deposits_fen.owners": "业主交存（分）", "public_deposits_fen.seller": "售房单位交存（分）",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AllocationQuestion:
    """A well-formed question; areas in hundredths of m2, deposits (owners, seller) in fen."""

    place: str
    cost_fen: int
    areas: Mapping[str, int]
    unsold: frozenset[str]
    public: frozenset[str]
    deposits: tuple[int, int]


def read_allocation(raw: Mapping[str, Any]) -> tuple[AllocationQuestion | None, list[Reason]]:
    """Check every field: the question, or every reason at once. Unknown keys are the caller's affair."""
    asked = Asked(raw, LABELS)
    place = asked.place(NATION)
    cost = asked.fen("cost_fen")
    areas, known = _areas(asked)
    unsold, public = asked.doors("unsold", known), asked.doors("public", known)
    deposits = _deposits(asked, public=public, split=bool(public - unsold))
    if asked.reasons or cost is None:
        return None, asked.reasons
    return AllocationQuestion(place, cost, areas, unsold, public, deposits), []


def _areas(asked: Asked) -> tuple[dict[str, int], Mapping[str, Any]]:
    """Areas that could be read, and every door that was named."""
    given = asked.given.get("areas")
    if given is None:
        asked.missing("areas")
        return {}, {}
    if not isinstance(given, dict):
        asked.refuse("bad_areas", "areas")
        return {}, {}
    found: dict[str, int] = {}
    for door, text in given.items():
        if not door.strip():
            asked.refuse("door_without_code", "areas")
            continue
        area = asked.area(f"areas.{shown(door)}", text)
        if area is not None:
            found[door] = area
    if len(found) == len(given) and sum(found.values()) == 0:
        asked.refuse("no_area", "areas")
    return found, given


def _deposits(asked: Asked, *, public: frozenset[str], split: bool) -> tuple[int, int]:
    """What owners and seller deposited: needed where public housing is to be split, out of place without any."""
    given = asked.given.get("public_deposits_fen")
    if given is None:
        if split:
            asked.missing("public_deposits_fen")
        return 0, 0
    if not public and not asked.given.get("public"):
        asked.refuse("deposits_only_with_public", "public_deposits_fen")
    if not isinstance(given, dict):
        asked.refuse("bad_deposits", "public_deposits_fen")
        return 0, 0
    found = []
    for name in ("owners", "seller"):
        field = f"public_deposits_fen.{name}"
        if given.get(name) is None:
            asked.missing(field)
        else:
            found.append(asked.fen(field, given[name]))
    if len(found) < 2 or found[0] is None or found[1] is None:
        return 0, 0
    if split and not any(found):
        asked.refuse("no_deposits", "public_deposits_fen")
    return found[0], found[1]
