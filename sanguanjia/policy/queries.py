"""Read policy in a running city: the database is the truth, kept in the process until a newer version is published.

The whole table is a few hundred rows: it is read at once and resolved in memory, so a rule costs no statement. At
most once a second the process asks for the newest id; publishing always adds a row, so a new id is all there is to
notice.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import models

from sanguanjia.kernel import counters
from sanguanjia.kernel.clock import local
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.models import Home

from .models import PolicyVersion
from .packs import CALENDAR_KEY, Packs, load
from .places import chain_of
from .places import forget as forget_places
from .rules.calendar import OfficeHours, WorkCalendar
from .types import Json, Resolution, RuleVersion

_LOOK_EVERY_SECONDS = 1.0
LOOKED = "reckoned {}"


@dataclass
class _Kept:
    generation: int = -1
    packs: Packs | None = None
    looked_at: float = 0.0


_kept = _Kept()


def packs() -> Packs:
    """Every version of the database, with the pure look-ups on them."""
    now = time.monotonic()
    if _kept.packs is None or now - _kept.looked_at >= _LOOK_EVERY_SECONDS:
        newest = PolicyVersion.objects.aggregate(newest=models.Max("id"))["newest"] or 0
        if _kept.packs is None or newest != _kept.generation:
            rows = [row.as_rule() for row in _standing().order_by("key", "jurisdiction", "effective_from")]
            _kept.packs, _kept.generation = Packs(tuple(rows), load().divisions), newest
        _kept.looked_at = now
    return _kept.packs


def generation() -> int:
    """A number that changes whenever a version is published: for what others compute from policy and keep."""
    packs()
    return _kept.generation


def published_at(generation: int) -> dt.datetime | None:
    """When the version that made this generation was published; None when there is none."""
    return PolicyVersion.objects.filter(pk=generation).values_list("published_at", flat=True).first()


def looked_under(clocks: str) -> int:
    """The generation of policy under which all running clocks of a table were gone through last, 0 before."""
    return counters.kept(Home.PLATFORM_ID, LOOKED.format(clocks)[:40])


def forget() -> None:
    """Read everything again at the next question (after publishing, after seeding)."""
    _kept.packs, _kept.generation, _kept.looked_at = None, -1, 0.0
    forget_places()


def rule_for(key: str, place: str, day: dt.date) -> Resolution | None:
    """What held at `place` on `day`, with the winner's version and all that was overruled; None when nothing did.

    `place`: CN, a division code ("430211"), the path of a home ("1/5/23/"), or an estate's id. UnknownPlace otherwise.
    """
    return packs().resolve(key, chain_of(place, day), day)


def value_for(key: str, place: str, day: dt.date) -> Json:
    """The value alone. LookupError when no rule holds: for values without which a room cannot work."""
    found = rule_for(key, place, day)
    if found is None:
        raise LookupError(f"no policy {key} at {place} on {day}")
    return found.value


def calendar_for(place: str) -> WorkCalendar:
    """The working calendar of a place over all years."""
    return packs().calendar_of(chain_of(place, dt.date.max))


def hours_for(place: str, day: dt.date) -> OfficeHours:
    """Office hours of a place on a day."""
    return packs().hours_of(chain_of(place, day), day)


@dataclass(frozen=True, slots=True)
class Moment:
    """What running clocks need (`rules/running.Times`): a moment, the working calendar and office hours of a place."""

    now: dt.datetime
    calendar: WorkCalendar
    hours: OfficeHours
    new_id: Callable[[], int]


def moment_at(place: str, now: dt.datetime) -> Moment:
    """The same for a place, at a moment."""
    return Moment(now, calendar_for(place), hours_for(place, local(now).date()), new_id)


def version(name: str) -> RuleVersion | None:
    """One version by its name."""
    row = PolicyVersion.objects.filter(version=name).first()
    return row.as_rule() if row else None


@dataclass(frozen=True, slots=True)
class Kept:
    """A version as the books keep it; `withdrawn_at` and `because`: when and why it was withdrawn as wrong."""

    rule: RuleVersion
    withdrawn_at: dt.datetime | None
    because: str


def versions_of(key: str) -> list[Kept]:
    """Every version of one key, newest first, all places; withdrawn ones behind those that stand in their place."""
    rows = PolicyVersion.objects.filter(key=key).order_by("-effective_from", "jurisdiction", "-edition")
    return [Kept(row.as_rule(), row.withdrawn_at, row.withdrawn_because) for row in rows]


def corrected_years() -> list[int]:
    """Years whose calendar, of any place, stands in the place of one that was published wrong."""
    return sorted({version.effective_from.year for version in packs().of(CALENDAR_KEY) if version.edition > 1})


def _standing() -> models.QuerySet[PolicyVersion]:
    return PolicyVersion.objects.filter(withdrawn_at=None)
