"""What comes after office hours goes to who is on duty (值班): the lowest level at or above its usual holder that has
somebody. Pure; who is on duty on which day is given.

A duty lasts from the opening of offices on its day until the next morning's opening, so that a night belongs to the day
on which it began (CAL-011: what arrives outside office hours is no working time).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from sanguanjia.cases.types import LADDER, CasePolicy, Confidentiality, Holders, Level, Route, RouteStep
from sanguanjia.policy.rules.calendar import OfficeHours, WorkCalendar
from sanguanjia.policy.rules.clocks import SHANGHAI, local

from .ladder import may_hold


def is_after_hours(now: dt.datetime, calendar: WorkCalendar, hours: OfficeHours) -> bool:
    """Whether offices are closed: no working day, or before the first opening or after the last closing."""
    here = local(now)
    opens, closes = hours.spans[0][0], hours.spans[-1][1]
    return not calendar.is_workday(here.date()) or not opens <= _second(here) < closes


def duty_day(now: dt.datetime, hours: OfficeHours) -> dt.date:
    """The day whose duty covers the moment."""
    here = local(now)
    return here.date() if _second(here) >= hours.spans[0][0] else here.date() - dt.timedelta(days=1)


def duty_until(day: dt.date, hours: OfficeHours) -> dt.datetime:
    """When a day's duty ends: the next morning's opening."""
    morning = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), SHANGHAI)
    return morning + dt.timedelta(seconds=hours.spans[0][0])


def on_duty(
    chosen: Route, day: dt.date, people: Mapping[Level, int], holders: Holders, confidentiality: Confidentiality,
    policy: CasePolicy, hours: OfficeHours,
) -> Route:
    """The route after office hours, with its reasons. `people`: account on duty by level; nobody: as it was."""
    steps = [*chosen.steps, RouteStep("after_hours", {"hours": words_of(hours)})]
    for rung in LADDER[chosen.level.rank :]:
        holder = holders.at(rung)
        if rung not in people or holder is None or not may_hold(holder, confidentiality):
            continue
        until = duty_until(day, hours)
        told = {
            "level": policy.level_name(rung), "handler": policy.handler_name(rung),
            "until": f"{until:%m月%d日 %H:%M}",
        }  # fmt: skip
        return replace(
            chosen, level=rung, holder=holder, steps=(*steps, RouteStep("on_duty", told)),
            duty_account_id=people[rung], duty_until=until,
        )  # fmt: skip
    told = {"level": policy.level_name(chosen.level), "handler": policy.handler_name(chosen.level)}
    return replace(chosen, steps=(*steps, RouteStep("nobody_on_duty", told)))


def words_of(hours: OfficeHours) -> str:
    """09:00–12:00、13:00–17:00"""
    return "、".join(f"{_clock(start)}–{_clock(end)}" for start, end in hours.spans)


def _clock(second: int) -> str:
    return f"{second // 3600:02d}:{second % 3600 // 60:02d}"


def _second(moment: dt.datetime) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second
