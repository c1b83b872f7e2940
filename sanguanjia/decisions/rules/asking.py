"""Read numbers, days and places as machines write them (contracts.md): exact values, or every reason why not.

Areas are strings of square metres to 0.01; counts are whole JSON numbers. Nothing is rounded, nothing is guessed: a
float, a sign, a thousands separator, a full-width digit or an exponent is refused.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from sanguanjia.decisions.types import Weight
from sanguanjia.kernel.refusal import Reason
from sanguanjia.policy.rules.deadline_request import shown
from sanguanjia.policy.rules.places import NATION, is_place

_AREA = re.compile(r"(-?)([0-9]{1,100})(?:\.([0-9]{1,100}))?", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
GREATEST_COUNT = 10**100
WEIGHT_KEYS = frozenset({"area", "n"})


def present(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Null counts as absent."""
    return {key: value for key, value in raw.items() if value is not None}


def read_place(given: Mapping[str, Any], reasons: list[Reason]) -> str:
    """A division code; the nation when none is given."""
    place = given.get("place", NATION)
    if not isinstance(place, str) or not is_place(place):
        reasons.append(Reason("bad_place", "place", {"given": shown(place)}))
        return NATION
    return place


def read_day(given: Mapping[str, Any], reasons: list[Reason]) -> dt.date | None:
    """The day of the decision."""
    if "date" not in given:
        reasons.append(Reason("missing", "date", {"label": "日期"}))
        return None
    text = given["date"]
    try:
        if isinstance(text, str) and _DATE.fullmatch(text):
            return dt.date.fromisoformat(text)
    except ValueError:
        pass
    reasons.append(Reason("bad_date", "date", {"given": shown(text)}))
    return None


def read_area(value: Any, field: str, reasons: list[Reason]) -> int | None:
    """Square metres as a string, in hundredths."""
    found = _AREA.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        reasons.append(Reason("area_not_text", field, {"given": shown(value)}))
        return None
    sign, whole, rest = found.groups()
    rest = (rest or "").rstrip("0")
    if len(rest) > 2:
        reasons.append(Reason("area_too_fine", field, {"given": shown(value)}))
        return None
    exact = int(whole) * 100 + int(rest.ljust(2, "0"))
    if sign and exact:
        reasons.append(Reason("number_negative", field, {"given": shown(value)}))
        return None
    return exact


def read_count(value: Any, field: str, reasons: list[Reason]) -> int | None:
    """A number of persons."""
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= GREATEST_COUNT:
        reasons.append(Reason("count_not_whole", field, {"given": shown(value)}))
        return None
    if value < 0:
        reasons.append(Reason("number_negative", field, {"given": shown(value)}))
        return None
    return value


def read_weight(given: Mapping[str, Any], name: str, label: str, reasons: list[Reason]) -> Weight | None:
    """{"area": "100.00", "n": 3}; None with a reason when it is not there or not right."""
    if name not in given:
        reasons.append(Reason("missing", name, {"label": label}))
        return None
    raw = given[name]
    if not isinstance(raw, dict):
        reasons.append(Reason("weight_not_object", name, {"given": shown(raw)}))
        return None
    inner = present(raw)
    for key, words in (("area", "面积"), ("n", "人数")):
        if key not in inner:
            reasons.append(Reason("missing", f"{name}.{key}", {"label": f"{label}{words}"}))
    area = read_area(inner["area"], f"{name}.area", reasons) if "area" in inner else None
    n = read_count(inner["n"], f"{name}.n", reasons) if "n" in inner else None
    return None if area is None or n is None else Weight(area, n)
