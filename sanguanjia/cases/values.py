"""The policy of a place and day as this room uses it, kept in the process: packs change rarely, matters come all
day.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from sanguanjia.kernel import clock
from sanguanjia.kernel.clock import SHANGHAI
from sanguanjia.kernel.ids import new_id
from sanguanjia.policy import queries as policy
from sanguanjia.policy.rules.calendar import OfficeHours, WorkCalendar

from .places import PlaceFacts, place_facts
from .rules.clocks import Times
from .rules.moves import World
from .rules.reading import read_policy
from .types import CasePolicy

_read: dict[tuple[str, date, int], CasePolicy] = {}
_MOST_KEPT = 4_000


def case_policy(place: PlaceFacts, day: date) -> CasePolicy:
    """All `cases.*` values at a place on a day."""
    path = governing(place.kind, place.path)
    key = (path, day, policy.generation())
    found = _read.get(key)
    if found is None:
        if len(_read) >= _MOST_KEPT:
            _read.clear()
        found = read_policy(lambda name: policy.rule_for(name, path, day))
        # Most neighbourhoods of a city have the same rules: one value for all of them, to be known by its identity.
        found = _read[key] = next((kept for kept in _read.values() if kept == found), found)
    return found


def governing(kind: str, path: str) -> str:
    """An estate's own covenant cannot set the clocks of offices: the rules of its neighbourhood hold, for all its
    estates.
    """
    return path.rstrip("/").rpartition("/")[0] + "/" if kind == "estate" else path


def times(place: PlaceFacts, now: datetime) -> Times:
    """The working calendar and office hours of a place, at a moment."""
    return times_at(governing(place.kind, place.path), now)


def times_at(path: str, now: datetime) -> Times:
    """The same for the path of the home whose rules govern the place."""
    calendar, hours = _working_time(path, now.astimezone(SHANGHAI).date(), policy.generation())
    return Times(now, calendar, hours, new_id)


@lru_cache(maxsize=_MOST_KEPT)
def _working_time(path: str, day: date, _generation: int) -> tuple[WorkCalendar, OfficeHours]:
    return policy.calendar_for(path), policy.hours_for(path, day)


def world_at(home_id: int, now: datetime, building_id: int | None = None) -> tuple[PlaceFacts, World]:
    """Everything the rules need to know about a place at a moment."""
    day = now.astimezone(SHANGHAI).date()
    place = place_facts(home_id, day, building_id)
    return place, World(case_policy(place, day), place.holders, times(place, now))


def need_names(path: str) -> tuple[tuple[str, str], ...]:
    """(code, name) of the entries of the needs list at a place, for choices; empty without a place."""
    found = policy.rule_for("cases.needs", path, clock.today()) if path else None
    return tuple((entry["code"], entry["name"]) for entry in found.value["needs"]) if found else ()
