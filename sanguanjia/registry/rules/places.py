"""Codes of places and how they hang together (COD-001, COD-002). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sanguanjia.kernel.refusal import Reason
from sanguanjia.registry.rules.codes import check_division, check_statistical_division


def problems_of_name(name: str) -> list[Reason]:
    """A place has a name."""
    return [] if name.strip() else [Reason("place_name_missing", "name")]


def problems_of_city(code: str) -> list[Reason]:
    """A prefecture-level code: six digits, the last two zero."""
    if not check_division(code).ok or not code.endswith("00") or code.endswith("0000"):
        return [Reason("place_code_wrong", "code", {"code": code[:12]})]
    return []


def problems_of_district(code: str, city: str) -> list[Reason]:
    """A county-level code below its city's."""
    if not check_division(code).ok or code.endswith("00"):
        return [Reason("place_code_wrong", "code", {"code": code[:12]})]
    if code[:4] != city[:4]:
        return [Reason("place_code_not_below", "code", {"code": code, "above": city})]
    return []


def problems_of_subdistrict(code9: str, division: str) -> list[Reason]:
    """Nine digits that begin with the district's six."""
    if not check_statistical_division(code9 + "000").ok or code9.endswith("000"):
        return [Reason("place_code_wrong", "code", {"code": code9[:12]})]
    if not code9.startswith(division):
        return [Reason("place_code_not_below", "code", {"code": code9, "above": division})]
    return []


def problems_of_neighbourhood(code12: str, code9: str) -> list[Reason]:
    """Twelve digits that begin with the subdistrict's nine."""
    if not check_statistical_division(code12).ok or code12.endswith("000"):
        return [Reason("place_code_wrong", "code", {"code": code12[:12]})]
    if not code12.startswith(code9):
        return [Reason("place_code_not_below", "code", {"code": code12, "above": code9})]
    return []


@dataclass(frozen=True, slots=True)
class DivisionFacts:
    """A division's code and the days on which it holds, [since, until)."""

    code: str
    since: date | None
    until: date | None

    def holds_on(self, day: date) -> bool:
        """Whether the code names something on that day."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


def succession(
    code: str, day: date, predecessors: Sequence[DivisionFacts], same_code: Sequence[DivisionFacts]
) -> list[Reason]:
    """A new code takes the place of older ones from a day on: they hold the day before, and the new one is free."""
    reasons: list[Reason] = []
    if not check_division(code).ok:
        reasons.append(Reason("place_code_wrong", "code", {"code": code[:12]}))
    if not predecessors:
        reasons.append(Reason("predecessor_missing", "predecessors"))
    for old in predecessors:
        if not old.holds_on(day) or old.since == day or old.until is not None:
            reasons.append(Reason("predecessor_not_valid", "predecessors", {"code": old.code}))
    if any(other.until is None or other.until > day for other in same_code):
        reasons.append(Reason("place_code_taken", "code", {"code": code}))
    return reasons
