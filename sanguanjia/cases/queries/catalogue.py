"""The three lists as they hold at a place, and the past matters a new version is tried on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from sanguanjia.cases.rules.catalogue import LISTS, Change, Entry, changes
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.policy import queries as policy
from sanguanjia.policy.permissions import PUBLISHERS
from sanguanjia.policy.places import UnknownPlace, home_of
from sanguanjia.policy.types import Resolution

MOST_TRIED = 400


@dataclass(frozen=True, slots=True)
class Held:
    """One list on one day: its entries and the version they come from (None: the place has no such list)."""

    entries: tuple[Entry, ...]
    found: Resolution | None


@dataclass(frozen=True, slots=True)
class Tried:
    """A past matter that would go elsewhere."""

    estate_id: int
    case_id: int
    number: int
    place: str
    need_name: str
    reported_at: datetime
    change: Change


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a new version would do to the newest matters of its place."""

    tried: int
    elsewhere: tuple[Tried, ...]


def held(name: str, place: str, day: date) -> Held:
    """A list by its name (needs, tasks, duties). An unknown place has none."""
    try:
        found = policy.rule_for(LISTS[name].key, place, day)
    except (UnknownPlace, LookupError, ValueError):
        found = None
    return Held(tuple(found.value[name]) if found else (), found)


def codes(place: str, day: date) -> dict[str, frozenset[str]]:
    """The codes of tasks and duties, for what needs point at."""
    return {name: frozenset(entry["code"] for entry in held(name, place, day).entries) for name in ("tasks", "duties")}


_NEWEST_SQL = """
    SELECT c.estate_id, c.id, c.number, h.name, c.need_name, c.reported_at, c.need_code
    FROM cases_case c JOIN kernel_home h ON h.id = c.estate_id
    WHERE h.path LIKE %s AND h.path LIKE ANY(%s) ORDER BY c.reported_at DESC, c.id DESC LIMIT %s"""


def dry_run(actor: Actor, name: str, place: str, day: date, entries: Sequence[Mapping[str, Any]]) -> DryRun:
    """Try a new version of one list on the newest matters of its place that the actor answers for."""
    now = {other: list(held(other, place, day).entries) for other in LISTS}
    moved = changes(now, {**now, name: [dict(entry) for entry in entries]})
    home = home_of(place)
    reach = [f"{path}%" for path in actor.places(*PUBLISHERS)]
    if home is None or not reach:
        return DryRun(0, ())
    with cross_estate(), connection.cursor() as cursor:
        cursor.execute(_NEWEST_SQL, [f"{home.path}%", reach, MOST_TRIED])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    tried = (Tried(e, c, number, place_name, need, at, moved[code])
             for e, c, number, place_name, need, at, code in rows if code in moved)  # fmt: skip
    return DryRun(len(rows), tuple(tried))
