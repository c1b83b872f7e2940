"""The policy, calendar and desks of a place and moment."""

from __future__ import annotations

from datetime import date, datetime

from sanguanjia.cases.places import PlaceFacts, place_facts
from sanguanjia.cases.rules.clocks import Times
from sanguanjia.cases.values import governing
from sanguanjia.kernel.clock import SHANGHAI
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.policy import queries as policy

from .models import Desk
from .rules.moves import World
from .rules.reading import read_policy
from .types import WhistlePolicy


def whistle_policy(place: PlaceFacts, day: date) -> WhistlePolicy:
    """All `whistle.*` values and the published duties at a place on a day."""
    path = governing(place.kind, place.path)
    return read_policy(lambda key: policy.rule_for(key, path, day))


def world_at(home_id: int, now: datetime, duty_code: str, department: str = "") -> tuple[PlaceFacts, World]:
    """Everything the rules need to know about a place, a matter of the list and a department at a moment."""
    day = now.astimezone(SHANGHAI).date()
    place = place_facts(home_id, day)
    values = whistle_policy(place, day)
    path = governing(place.kind, place.path)
    handle = values.handle_of(duty_code, department)
    return place, World(values, Times(now, policy.calendar_for(path), policy.hours_for(path, day), new_id), handle)


def desks_at(path: str) -> dict[str, int]:
    """The organisation that answers for each department at a place: the nearest district's or city's naming wins."""
    homes = [int(part) for part in path.strip("/").split("/")]
    with cross_estate():
        rows = Desk.objects.filter(estate_id__in=homes, until=None).values_list(
            "estate_id", "department", "organisation_id"
        )
        found = sorted(rows, key=lambda row: homes.index(row[0]))
    return {department: organisation for _home, department, organisation in found}
