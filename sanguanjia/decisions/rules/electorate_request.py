"""Read a question of `sgj calc electorate` (contracts.md): the question, or all reasons why it is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sanguanjia.decisions.types import Developer, RollUnit
from sanguanjia.kernel.refusal import Reason
from sanguanjia.policy.rules.deadline_request import shown
from sanguanjia.registry.types import Use

from .asking import present, read_area, read_day, read_place
from .law import Law, RuleFor

KEYS = frozenset({"place", "date", "count_parking", "units"})
NESTED = {"units": frozenset({"id", "area", "use", "owners", "developer"})}


@dataclass(frozen=True, slots=True)
class RollQuestion:
    """A well-formed question, with the law it is to be judged by."""

    law: Law
    units: tuple[RollUnit, ...]
    count_parking: bool | None


def read_roll(raw: Mapping[str, Any], rule_for: RuleFor) -> tuple[RollQuestion | None, list[Reason]]:
    """Check every field of every unit: the question, or every reason at once."""
    given = present(raw)
    reasons: list[Reason] = []
    place, day = read_place(given, reasons), read_day(given, reasons)
    parking = given.get("count_parking")
    if parking is not None and not isinstance(parking, bool):
        reasons.append(Reason("not_yes_or_no", "count_parking", {"given": shown(parking)}))
    units = _units(given, reasons)
    if reasons or day is None:
        return None, reasons
    return RollQuestion(Law(rule_for, place, day), units, parking), []


def _units(given: Mapping[str, Any], reasons: list[Reason]) -> tuple[RollUnit, ...]:
    if "units" not in given:
        reasons.append(Reason("missing", "units", {"label": "房屋"}))
        return ()
    listed = given["units"]
    if not isinstance(listed, list):
        reasons.append(Reason("units_not_list", "units", {"given": shown(listed)}))
        return ()
    units: list[RollUnit] = []
    seen: set[str] = set()
    for place, raw in enumerate(listed):
        unit = _unit(raw, f"units[{place}]", reasons)
        name: Any = raw.get("id") if isinstance(raw, dict) else None
        if _is_name(name) and name in seen:  # also of a unit with other faults
            reasons.append(Reason("unit_twice", f"units[{place}].id", {"given": shown(name)}))
        elif _is_name(name):
            seen.add(name)
        if unit is not None:
            units.append(unit)
    return tuple(units)


def _unit(raw: Any, where: str, reasons: list[Reason]) -> RollUnit | None:
    if not isinstance(raw, dict):
        reasons.append(Reason("bad_element", where, {}))
        return None
    given = present(raw)
    before = len(reasons)
    for key, label in (("id", "房号"), ("area", "面积"), ("use", "用途")):
        if key not in given:
            reasons.append(Reason("missing", f"{where}.{key}", {"label": label}))
    name = given.get("id", "")
    if "id" in given and not _is_name(name):
        reasons.append(Reason("bad_unit_id", f"{where}.id", {"given": shown(name)}))
    area = read_area(given["area"], f"{where}.area", reasons) if "area" in given else None
    if area == 0:
        reasons.append(Reason("area_is_zero", f"{where}.area", {}))
    use = given.get("use")
    if use is not None and (not isinstance(use, str) or use not in list(Use)):
        reasons.append(Reason("bad_use", f"{where}.use", {"given": shown(use)}))
    developer = given.get("developer")
    if developer is not None and (not isinstance(developer, str) or developer not in list(Developer)):
        reasons.append(Reason("bad_developer", f"{where}.developer", {"given": shown(developer)}))
    owners = _owners(given, where, reasons)
    if len(reasons) > before or area is None:
        return None
    return RollUnit(name, area, str(use), owners, None if developer is None else Developer(developer))


def _owners(given: Mapping[str, Any], where: str, reasons: list[Reason]) -> tuple[str, ...]:
    """The holders' ids, each once. Only what is the developer's may be without a name."""
    owners = given.get("owners", [])
    if not isinstance(owners, list) or not all(_is_name(owner) for owner in owners):
        reasons.append(Reason("bad_owners", f"{where}.owners", {"given": shown(owners)}))
        return ()
    if not owners and "developer" not in given:
        reasons.append(Reason("missing", f"{where}.owners", {"label": "业主"}))
    return tuple(dict.fromkeys(owners))


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())
