"""The duty roster (值班表): who is on duty at which place on which day, and the route of what comes after hours."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from sanguanjia.access import queries as access
from sanguanjia.access.types import AccountRef
from sanguanjia.kernel.models import Home, HomeKind
from sanguanjia.kernel.scoped import cross_estate

from .models import DutyDay
from .permissions import ROLE_OF_HOLDER
from .places import PlaceFacts
from .rules import duty
from .rules.moves import World
from .types import HOLDER_OF_LEVEL, Confidentiality, Level, Route

LEVEL_OF_KIND = {
    HomeKind.ESTATE.value: Level.ESTATE,
    HomeKind.NEIGHBOURHOOD.value: Level.NEIGHBOURHOOD,
    HomeKind.SUBDISTRICT.value: Level.SUBDISTRICT,
    HomeKind.DISTRICT.value: Level.DISTRICT,
    HomeKind.CITY.value: Level.CITY,
}


def role_of(kind: str) -> str:
    """The role that is on duty at a kind of home: the estate's company, or the office."""
    return ROLE_OF_HOLDER[HOLDER_OF_LEVEL[LEVEL_OF_KIND[kind]]]


def candidates(place: PlaceFacts) -> tuple[AccountRef, ...]:
    """Who may be on duty at a place: the holders of its role there, today."""
    organisation = place.company_id if place.kind == HomeKind.ESTATE.value else None
    if place.kind == HomeKind.ESTATE.value and organisation is None:
        return ()
    return tuple(access.holders_of(role_of(place.kind), place.path, place.day, organisation_id=organisation))


def with_duty(chosen: Route, place: PlaceFacts, world: World, confidentiality: Confidentiality) -> Route:
    """The route as it is at this hour: in office hours as it was, after them to who is on duty.

    A place that keeps no roster, nor any place above it, is left as it was without a word.
    """
    times = world.times
    if not duty.is_after_hours(times.now, times.calendar, times.hours):
        return chosen
    day = duty.duty_day(times.now, times.hours)
    people, kept = _roster(place, day)
    if not kept:
        return chosen
    return duty.on_duty(chosen, day, people, place.holders, confidentiality, world.policy, times.hours)


def who_takes_it(place: PlaceFacts, world: World) -> tuple[tuple[Level, int], ...] | None:
    """Who is on duty here at this hour, by level; None when duty decides nothing (office hours, no roster kept)."""
    times = world.times
    if not duty.is_after_hours(times.now, times.calendar, times.hours):
        return None
    people, kept = _roster(place, duty.duty_day(times.now, times.hours))
    return tuple(sorted(people.items())) if kept else None


def _roster(place: PlaceFacts, day: date) -> tuple[dict[Level, int], bool]:
    """(account by level on the day, whether any of the places keeps a roster at all), read once per place and day."""
    if day not in place.__dict__.get("_duty", ()):
        read_rosters([place], day)
    people, kept = place.__dict__["_duty"][day]
    return people, kept


def read_rosters(places: Iterable[PlaceFacts], day: date) -> None:
    """Read the rosters of many places and all above them in two statements; `with_duty` then asks nobody."""
    asked = [(place, [int(part) for part in place.path.strip("/").split("/")]) for place in places]
    wanted = {home for _, path in asked for home in path}
    with cross_estate():
        rows = DutyDay.objects.filter(estate_id__in=wanted, day__gte=day - timedelta(days=31))
        found = list(rows.values_list("estate_id", "day", "account_id"))
    kinds = dict(Home.objects.filter(pk__in={home for home, *_ in found}).values_list("id", "kind")) if found else {}
    keeping = {home for home, *_ in found}
    on_day = {home: account for home, on, account in found if on == day}
    for place, path in asked:
        people = {LEVEL_OF_KIND[kinds[home]]: on_day[home] for home in path if home in on_day}
        place.__dict__.setdefault("_duty", {})[day] = people, not keeping.isdisjoint(path)


def days_of(home_id: int, days: Iterable[date]) -> dict[date, int]:
    """The roster of a place: day → account."""
    rows = DutyDay.objects.filter(estate_id=home_id, day__in=list(days))
    return dict(rows.values_list("day", "account_id"))
