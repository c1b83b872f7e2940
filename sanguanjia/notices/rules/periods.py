"""Periods of public notices: the earliest end, and the state by the clock. Days are local days, both ends included.

The first day is not counted (CAL-004): opened on 1 November for 7 days, the last day is 8 November, until 24:00.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sanguanjia.notices.types import PublicState
from sanguanjia.policy.rules.calendar import WorkCalendar
from sanguanjia.policy.rules.deadlines import Deadline, Period, Roll, Unit, deadline


def earliest_end(opens_on: date, value: Mapping[str, Any], calendar: WorkCalendar) -> Deadline:
    """The first day on which the period may end, and why; `value` is the policy's {amount, unit, roll}."""
    period = Period(value["amount"], Unit(value["unit"]), roll=Roll(value.get("roll", "none")))
    return deadline(opens_on, period, calendar)


def state_of(opens_on: date, closes_on: date, today: date, *, superseded: bool = False) -> PublicState:
    """Where it stands on a day. A superseded notice says so whatever the day."""
    if superseded:
        return PublicState.SUPERSEDED
    if today < opens_on:
        return PublicState.COMING
    return PublicState.RUNNING if today <= closes_on else PublicState.OVER
