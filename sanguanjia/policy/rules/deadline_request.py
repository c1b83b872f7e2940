"""Read a deadline question as machines ask it (contracts.md, `calc deadline`).

A question, or all reasons why it is none.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sanguanjia.kernel.refusal import Reason

from .clocks import SHANGHAI
from .deadlines import TIMED, Direction, Period, Roll, Unit
from .places import NATION, is_place

KEYS = frozenset({"place", "start", "amount", "workdays", "unit", "direction", "roll", "clear_days"})
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?(?:\.\d{1,9})?(Z|[+-]\d{2}:\d{2})?", re.ASCII)
LABELS = {"start": "起算日期", "amount": "时间长度", "unit": "单位"}


@dataclass(frozen=True, slots=True)
class Question:
    """A well-formed question. `start` is local and naive; `seconds` and `offset` say how the asker wrote it."""

    place: str
    start: dt.date | dt.datetime
    period: Period
    seconds: bool = False
    offset: bool = False

    @property
    def day(self) -> dt.date:
        """The day of the start."""
        return self.start.date() if isinstance(self.start, dt.datetime) else self.start

    def write(self, at: dt.datetime) -> str:
        """A moment in the asker's own manner: with seconds or an offset only when the question had them."""
        text = at.isoformat(timespec="seconds" if self.seconds or at.second else "minutes")
        return text + ("+08:00" if self.offset else "")


def read_question(raw: Mapping[str, Any]) -> tuple[Question | None, list[Reason]]:
    """Check every field: the question, or every reason at once.

    Null counts as absent. Unknown keys are the caller's affair.
    """
    given = {key: value for key, value in raw.items() if value is not None}
    reasons: list[Reason] = []
    place = _place(given, reasons)
    start, seconds, offset = _start(given, reasons)
    amount, unit = _amount_and_unit(given, reasons)
    direction = _choice(given, "direction", Direction, Direction.AFTER, reasons)
    roll = _choice(given, "roll", Roll, Roll.NONE, reasons)
    clear_days = given.get("clear_days", False)
    if not isinstance(clear_days, bool):
        reasons.append(Reason("bad_clear_days", "clear_days", {"given": shown(clear_days)}))
    if unit in TIMED:
        if start is not None and not isinstance(start, dt.datetime):
            reasons.append(Reason("start_needs_time", "start", {}))
        if clear_days is True:
            reasons.append(Reason("clear_days_need_days", "clear_days", {}))
    if reasons or start is None or amount is None or unit is None:
        return None, reasons
    period = Period(amount, unit, direction, roll, clear_days)
    return Question(place, start, period, seconds, offset), []


def shown(value: object) -> str:
    """A given value short enough to be said back."""
    text = value if isinstance(value, str) else repr(value)
    text = "".join(c if c.isprintable() else "?" for c in text[:41])
    return text if len(text) <= 40 else text[:40] + "…"


def _place(given: Mapping[str, Any], reasons: list[Reason]) -> str:
    place = given.get("place", NATION)
    if not isinstance(place, str) or not is_place(place):
        reasons.append(Reason("bad_place", "place", {"given": shown(place)}))
        return NATION
    return place


def _start(given: Mapping[str, Any], reasons: list[Reason]) -> tuple[dt.date | dt.datetime | None, bool, bool]:
    if "start" not in given:
        reasons.append(Reason("missing", "start", {"label": LABELS["start"]}))
        return None, False, False
    text = given["start"]
    if isinstance(text, str):
        try:
            if _DATE.fullmatch(text):
                return dt.date.fromisoformat(text), False, False
            found = _MOMENT.fullmatch(text)
            if found:
                return _moment(*found.groups())
        except (ValueError, OverflowError):
            pass
    reasons.append(Reason("bad_start", "start", {"given": shown(text)}))
    return None, False, False


def _moment(day: str, time: str, seconds: str | None, offset: str | None) -> tuple[dt.datetime, bool, bool]:
    moment = dt.datetime.fromisoformat(f"{day}T{time}{seconds or ''}{offset or ''}")
    if offset:
        moment = moment.astimezone(SHANGHAI).replace(tzinfo=None)
    return moment, seconds is not None, offset is not None


def _amount_and_unit(given: Mapping[str, Any], reasons: list[Reason]) -> tuple[int | None, Unit | None]:
    """`workdays: 5` is short for amount 5, unit workday; saying both is fine as long as they agree."""
    unit_text, field, amount = given.get("unit"), "amount", given.get("amount")
    if "workdays" in given:
        if amount is not None and amount != given["workdays"]:
            reasons.append(Reason("two_amounts", "workdays", {}))
        if unit_text not in (None, Unit.WORKDAY):
            reasons.append(Reason("two_amounts", "unit", {}))
        field, amount, unit_text = "workdays", given["workdays"], Unit.WORKDAY
    if amount is None:
        reasons.append(Reason("missing", "amount", {"label": LABELS["amount"]}))
    elif isinstance(amount, bool) or not isinstance(amount, int) or amount < 1:
        reasons.append(Reason("bad_amount", field, {"given": shown(amount)}))
        amount = None
    if unit_text is None:
        reasons.append(Reason("missing", "unit", {"label": LABELS["unit"]}))
        return amount, None
    if not isinstance(unit_text, str) or unit_text not in list(Unit):
        reasons.append(Reason("bad_unit", "unit", {"given": shown(unit_text)}))
        return amount, None
    return amount, Unit(unit_text)


def _choice(given: Mapping[str, Any], name: str, choices: Any, default: Any, reasons: list[Reason]) -> Any:
    value = given.get(name, default)
    if not isinstance(value, str) or value not in list(choices):
        reasons.append(Reason(f"bad_{name}", name, {"given": shown(value)}))
        return default
    return choices(value)
