"""The needs lists of the cities as Open311's services, and the cities as its jurisdictions."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from datetime import time as hour
from functools import lru_cache

from sanguanjia.cases.wording import EMERGENCY, KINDS
from sanguanjia.interfaces.rules.moments import SHANGHAI
from sanguanjia.interfaces.types import Service
from sanguanjia.kernel import clock
from sanguanjia.kernel.models import HomeKind
from sanguanjia.policy import queries as policy
from sanguanjia.registry.models import Division


@dataclass(frozen=True, slots=True)
class City:
    """A jurisdiction: the division code is its id."""

    code: str
    name: str
    home_id: int
    path: str


_kept: tuple[float, tuple[City, ...]] = (0.0, ())
_LOOK_EVERY_SECONDS = 10.0  # a city is founded once in years


def cities() -> tuple[City, ...]:
    """Every city of the platform, by code; looked up every few seconds."""
    global _kept
    present = time.monotonic()
    if not _kept[1] or present - _kept[0] >= _LOOK_EVERY_SECONDS:
        _kept = (present, _cities())
    return _kept[1]


def forget() -> None:
    """Look again at the next question (tests)."""
    global _kept
    _kept = (0.0, ())


def _cities() -> tuple[City, ...]:
    rows = Division.objects.filter(home__kind=HomeKind.CITY, valid__contains=clock.today()).select_related("home")
    found = tuple(City(row.code, row.name, row.home.pk, row.home.path) for row in rows if row.home)
    return tuple(sorted(found, key=lambda city: city.code))


def city_named(code: str) -> City | None:
    """The city of a jurisdiction_id."""
    return next((city for city in cities() if city.code == code), None)


def services(within: Iterable[City]) -> Mapping[str, Service]:
    """The services of the cities by code, in the order of their lists; of two cities' the first one's words."""
    return _of_all(tuple(city.path for city in within), clock.today(), policy.generation())


@lru_cache(maxsize=64)
def _of_all(paths: tuple[str, ...], day: date, generation: int) -> Mapping[str, Service]:
    found: dict[str, Service] = {}
    for path in paths:
        for service in _services(path, day, generation).values():
            found.setdefault(service.code, service)
    return found


def services_at(path: str) -> Mapping[str, Service]:
    """The services of one place today."""
    return _services(path, clock.today(), policy.generation())


@lru_cache(maxsize=256)
def _services(path: str, day: date, _generation: int) -> Mapping[str, Service]:
    found = policy.rule_for("cases.needs", path, day)
    return {entry["code"]: _service(entry) for entry in found.value["needs"]} if found else {}


def _service(entry: Mapping[str, object]) -> Service:
    kind = KINDS.get(str(entry["kind"]), "")
    words = tuple(str(word) for word in entry.get("words", ()))  # type: ignore[attr-defined]
    _, notice = EMERGENCY.get(str(entry.get("route", "")), ("", ""))
    return Service(str(entry["code"]), str(entry["name"]), f"{kind}：{entry['name']}", words, kind, notice)


def changed_at(within: Iterable[City]) -> datetime:
    """Since when the lists are as they are: discovery's changeset."""
    days = [date(2020, 1, 1)]
    for city in within:
        found = policy.rule_for("cases.needs", city.path, clock.today())
        if found is not None:
            days.append(found.winner.effective_from)
    return datetime.combine(max(days), hour.min, SHANGHAI)
