"""Clocks reckoned with a year whose calendar was not published, or published wrong, over all estates on purpose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from sanguanjia.cases.models import CaseClock, CasePause
from sanguanjia.cases.store import clock_of
from sanguanjia.cases.types import Clock, Span
from sanguanjia.cases.values import governing
from sanguanjia.kernel.clock import SHANGHAI
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.policy import clock_rows


@dataclass(frozen=True, slots=True)
class Standing:
    """A clock that may have to be reckoned again, with its matter; `path`: the home whose rules govern the place."""

    estate_id: int
    case_id: int
    version: int
    path: str
    clock: Clock


def provisional(after: tuple[int, int], most: int, corrected_years: Iterable[int] = ()) -> list[Standing]:
    """Open provisional clocks, and those that run through the corrected years, beyond (estate, clock), in that order:
    three statements for any number of them."""
    doubtful = Q(provisional=True)
    for year in corrected_years:
        first, after_it = (dt.datetime(y, 1, 1, tzinfo=SHANGHAI) for y in (year, year + 1))
        doubtful |= Q(started_at__lt=after_it, due_at__gte=first)
    with cross_estate():
        waiting = CaseClock.objects.filter(doubtful, stopped_at=None, estate_id__gte=after[0])
        beyond = waiting.exclude(estate_id=after[0], pk__lte=after[1]).order_by("estate_id", "pk")
        rows = list(beyond.select_related("case", "estate")[:most])
        pauses: dict[int, list[Span]] = {}
        for pause in CasePause.objects.filter(clock_id__in=[row.pk for row in rows]).order_by("id"):
            pauses.setdefault(pause.clock_id, []).append(Span(pause.start_at, pause.end_at, pause.reason))
    return [
        Standing(
            row.estate_id,
            row.case_id,
            row.case.version,
            governing(row.estate.kind, row.estate.path),
            clock_of(row, pauses.get(row.pk, ())),
        )
        for row in rows
    ]


def corrected_years() -> list[int]:
    """Years of corrected calendars until all running clocks of matters were gone through since."""
    return clock_rows.corrected_for(CaseClock)


def settle(began: dt.datetime, generation: int) -> None:
    """Keep for every process that a look that `began` then left no clock of a matter."""
    clock_rows.settle(CaseClock, began, generation)
