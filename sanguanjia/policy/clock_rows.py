"""Running clocks (`rules/running.py`) and the rows a room keeps them in: one reading and one writing for all rooms.

A room's table of clocks is a `RunningClock` with the thing it belongs to. A thing has a `version`, and an act
`reckon_again` that takes its id and version.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q

from sanguanjia.kernel import clock as time
from sanguanjia.kernel.act import Act, Deed
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.columns import one_of
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.kernel.scoped import ScopedModel, cross_estate

from . import actions, queries
from .rules.running import Clock, Ended

log = logging.getLogger(__name__)
MOST_AT_ONCE = 500
NOTHING = "nothing_to_reckon"
LATE = timedelta(hours=1)
"""So long another process may have gone on reckoning on the calendar that was corrected."""


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

    def __str__(self) -> str:
        return f"{getattr(self, 'step', '')} {self.due_at:%Y-%m-%d %H:%M}"


def holds(of: str, steps: Iterable[Any], article: str = "a") -> tuple[models.BaseConstraint, ...]:
    """What every table of clocks promises. `of`: the column of the thing; it and its article stand in the names."""
    ended = Q(stopped_at__isnull=True, result="") | Q(stopped_at__isnull=False) & ~Q(result="")
    return (
        models.UniqueConstraint(
            fields=["estate", of, "step"], condition=Q(stopped_at__isnull=True),
            name=f"one_running_clock_per_step_of_{article}_{of}",
        ),
        one_of("step", steps, f"{of}_clock_step_is_known"),
        models.CheckConstraint(name=f"a_stopped_{of}_clock_has_a_result", condition=ended),
    )  # fmt: skip


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


def corrected_for(table: type[models.Model]) -> list[int]:
    """Years whose calendar was corrected, until every running clock of the table was gone through since (`settle`).

    The mark stands in the database: whichever process looks next, after a restart too, knows where the last one was.
    """
    settled = queries.looked_under(table._meta.db_table)
    return [] if settled and settled == queries.generation() else queries.corrected_years()


def settle(table: type[models.Model], began: datetime, generation: int) -> bool:
    """Keep for every process that all clocks of the table were gone through and none was left, by a look that `began`
    under a `generation` of policy. Answers whether that was late enough after its publication to be the last look."""
    published = queries.published_at(generation)
    if generation != queries.generation() or (published is not None and began < published + LATE):
        return False
    if queries.looked_under(table._meta.db_table) != generation:
        key = f"policy.keep_look:{table._meta.db_table}:{generation}"
        actions.keep_look(
            SYSTEM, key=key, estate_id=Home.PLATFORM_ID, clocks=table._meta.db_table, generation=generation
        )
    return True


class Doubtful(Iterator[tuple[int, int, int]]):
    """What `on_the_calendar` finds, and which look at which table it was."""

    def __init__(self, table: type[models.Model], column: str, version: str, running: dict[str, Any], most: int):
        self.table, self.began, self.generation = table, time.now(), queries.generation()
        self._rows = self._found(column, version, running, most)

    def __next__(self) -> tuple[int, int, int]:
        return next(self._rows)

    def _found(self, column: str, version: str, running: dict[str, Any], most: int) -> Iterator[tuple[int, int, int]]:
        wanted, after = doubtful(corrected_for(self.table)), (0, 0)
        while True:
            with cross_estate():
                rows: Any = self.table._default_manager.filter(wanted, **running, estate_id__gte=after[0])
                beyond = rows.exclude(estate_id=after[0], **{f"{column}__lte": after[1]}).order_by("estate_id", column)
                found = list(beyond.values_list("estate_id", column, version).distinct()[:most])
            yield from found
            if len(found) < most:
                return
            after = found[-1][:2]


def on_the_calendar(
    table: type[models.Model], thing: str, *, itself: bool = False, most: int = MOST_AT_ONCE
) -> Doubtful:
    """(estate, id, version) of every thing with a doubtful running clock, in that order, so many per statement.
    `thing`: its column in the table of clocks; `itself`: the table is that of the things, each with one clock in its
    own row, until `ended_at`."""
    column, version = ("id", "version") if itself else (thing, f"{thing.removesuffix('_id')}__version")
    running = {"ended_at": None, "started_at__isnull": False} if itself else {"stopped_at": None}
    return Doubtful(table, column, version, running, most)


def reckon_all(found: Iterable[tuple[int, int, int]], act: Act[Any], wish: str) -> int:
    """Every thing is looked at once, each in its own act; answers how many moved. `wish`: what the act calls its id.

    Most refuse, for nothing changes, or somebody moved it meanwhile. The key holds the version and the generation of
    policy: run twice, or by two workers at once, it has one effect. A look that came late enough and left nothing is
    kept: from then on nobody, in any process, goes through the corrected years again.
    """
    moved = left = 0
    for estate_id, thing_id, version in found:
        key = f"{act.name}:{thing_id}:{version}:{queries.generation()}"
        try:
            act(SYSTEM, key=key, estate_id=estate_id, **{wish: thing_id}, version=version)
            moved += 1
        except Refusal as refusal:
            code = refusal.reasons[0].code
            left += code != NOTHING
            log.debug("left alone", extra={"thing": thing_id, "why": code})
    if not left and isinstance(found, Doubtful):
        settle(found.table, found.began, found.generation)
    return moved
