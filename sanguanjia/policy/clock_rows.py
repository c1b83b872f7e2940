"""Running clocks (`rules/running.py`) and the rows a room keeps them in: one reading and one writing for all rooms.

A room's table of clocks is a `RunningClock` with the thing it belongs to. A thing has a `version`, and an act
`reckon_again` that takes its id and version.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from sanguanjia.kernel import clock as time
from sanguanjia.kernel.act import Act, Deed
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.kernel.scoped import ScopedModel, cross_estate

from . import queries
from .rules.running import Clock, Ended

log = logging.getLogger(__name__)
MOST_AT_ONCE = 500


class RunningClock(ScopedModel):
    """One clock of a thing: the columns of a `Clock`, with `rule` for its version and `pauses` as [[from, to or null]]
    of ISO moments. `stopped_at` and `result` (met, missed, dropped) of one that has ended."""

    started_at = models.DateTimeField()
    amount = models.IntegerField()
    unit = models.CharField(max_length=10)
    roll = models.CharField(max_length=14)
    due_at = models.DateTimeField()
    provisional = models.BooleanField(default=False)
    rule = models.CharField(max_length=160, blank=True, default="")
    pauses = models.JSONField(default=list)
    stopped_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=8, blank=True, default="")

    class Meta:
        abstract = True


def running(table: type[models.Model], of: Mapping[str, int]) -> tuple[Clock, ...]:
    """Clocks that have not ended, oldest first. `of`: the estate and the thing they belong to, by column."""
    rows: Any = table._default_manager.filter(**of, stopped_at=None).order_by("id")
    return tuple(
        Clock(
            r.pk, r.step, r.started_at, r.amount, r.unit, r.roll, r.due_at, r.provisional, r.rule,
            tuple((datetime.fromisoformat(a), datetime.fromisoformat(b) if b else None) for a, b in r.pauses),
        )
        for r in rows
    )  # fmt: skip


def save(
    deed: Deed,
    table: type[models.Model],
    of: Mapping[str, int],
    before: Iterable[Clock],
    after: Iterable[Clock],
    ended: Iterable[Ended],
) -> None:
    """Bring the rows to what a move decided; every row written is named to the record."""
    known = {clock.id: clock for clock in before}
    for one in ended:
        _change(deed, table, of, one.clock.id, {"stopped_at": deed.at, "result": one.result})
    for clock in after:
        old = known.get(clock.id)
        if old is None:
            fresh = table(
                id=clock.id, **of, step=str(clock.step), amount=clock.amount, started_at=clock.started_at,
                unit=clock.unit, roll=clock.roll, due_at=clock.due_at, provisional=clock.provisional,
                rule=clock.version,
            )  # fmt: skip
            fresh.save(force_insert=True)
            deed.touched(fresh)
        elif old != clock:
            pauses = [[a.isoformat(), b.isoformat() if b else None] for a, b in clock.pauses]
            values = {"due_at": clock.due_at, "amount": clock.amount, "provisional": clock.provisional}
            _change(deed, table, of, clock.id, {**values, "pauses": pauses})


def _change(
    deed: Deed, table: type[models.Model], of: Mapping[str, int], clock_id: int, values: Mapping[str, Any]
) -> None:
    stored = table._default_manager.get(estate_id=of["estate_id"], pk=clock_id)
    mark = row_digest(stored)
    for name, value in values.items():
        setattr(stored, name, value)
    stored.save(update_fields=list(values))
    deed.touched(stored, before=mark)


def doubtful(corrected_years: Iterable[int]) -> Q:
    """Clocks that were reckoned before a calendar was out, or that run through a corrected year (CAL-007)."""
    found = Q(provisional=True)
    for year in corrected_years:
        first, behind = (datetime(y, 1, 1, tzinfo=time.SHANGHAI) for y in (year, year + 1))
        found |= Q(started_at__lt=behind, due_at__gte=first)
    return found


def on_the_calendar(
    table: type[models.Model], thing: str, *, itself: bool = False, most: int = MOST_AT_ONCE
) -> Iterator[tuple[int, int, int]]:
    """(estate, id, version) of every thing with a doubtful running clock, in that order, so many per statement.
    `thing`: its column in the table of clocks; `itself`: the table is that of the things, each with one clock in its
    own row, until `ended_at`."""
    column, version = ("id", "version") if itself else (thing, f"{thing.removesuffix('_id')}__version")
    running = {"ended_at": None, "started_at__isnull": False} if itself else {"stopped_at": None}
    wanted, after = doubtful(queries.corrected_years()), (0, 0)
    while True:
        with cross_estate():
            rows: Any = table._default_manager.filter(wanted, **running, estate_id__gte=after[0])
            beyond = rows.exclude(estate_id=after[0], **{f"{column}__lte": after[1]}).order_by("estate_id", column)
            found = list(beyond.values_list("estate_id", column, version).distinct()[:most])
        yield from found
        if len(found) < most:
            return
        after = found[-1][:2]


def reckon_all(found: Iterable[tuple[int, int, int]], act: Act[Any], wish: str) -> int:
    """Every thing is looked at once, each in its own act; answers how many moved. `wish`: what the act calls its id.

    Most refuse, for nothing changes, or somebody moved it meanwhile. The key holds the version and the generation of
    policy: run twice, or by two workers at once, it has one effect.
    """
    moved = 0
    for estate_id, thing_id, version in found:
        key = f"{act.name}:{thing_id}:{version}:{queries.generation()}"
        try:
            act(SYSTEM, key=key, estate_id=estate_id, **{wish: thing_id}, version=version)
            moved += 1
        except Refusal as refusal:
            log.debug("left alone", extra={"thing": thing_id, "why": refusal.reasons[0].code})
    return moved
