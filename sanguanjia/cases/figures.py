"""Counts over a place and a period, for rates and for the heads of lists. They cross estates on purpose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection

from sanguanjia.kernel.clock import SHANGHAI
from sanguanjia.kernel.scoped import cross_estate

from .rules.rates import BITS, Counts
from .types import Level

# Withdrawn, merged and moved matters are not tickets: nobody was asked to solve them (a moved one counts where it
# went).
_TICKETS = """
    FROM cases_case c JOIN kernel_home h ON h.id = c.estate_id
    WHERE h.path LIKE %s AND c.reported_at >= %s AND c.reported_at < %s
      AND c.state NOT IN ('merged', 'moved') AND c.outcome <> 'withdrawn'
"""
_IN = "c.exclusion <> 'granted'"
_MARKS = {
    "responded": "c.responded_in_time", "solved": "c.solved", "satisfied": "c.satisfaction >= %s",
    "silent": "c.ended_by_silence", "said": "c.solved IS NOT NULL", "rated": "c.satisfaction IS NOT NULL",
}  # fmt: skip
_COUNTS = (
    f"SELECT count(*) FILTER (WHERE {_IN}), "
    + ", ".join(f"count(*) FILTER (WHERE {_IN} AND {mark})" for mark in _MARKS.values())
    + f", count(*) FILTER (WHERE NOT ({_IN})) {_TICKETS}"
)
_BITS = " + ".join(f"CASE WHEN {mark} THEN {BITS[name]} ELSE 0 END" for name, mark in _MARKS.items())
_LISTED = f"SELECT c.estate_id, c.id, {_BITS} {_TICKETS} AND {_IN} ORDER BY c.estate_id, c.id"
_LEFT_OUT = f"SELECT c.estate_id, c.id, c.exclusion_reason {_TICKETS} AND NOT ({_IN}) ORDER BY c.estate_id, c.id"
_LEVELS = f"SELECT c.level, count(*) {_TICKETS} AND {_IN} AND c.state = 'closed' GROUP BY c.level"
# The same need at the same building (or in the same estate, where no building was named) within the policy's days.
_REPEATS = f"""
    SELECT estate_id, min(found.name), company_id, coalesce(min(o.name), ''), count(*),
           count(*) FILTER (WHERE again), count(*) FILTER (WHERE reopened > 0)
    FROM (SELECT c.estate_id, h.name, c.company_id, c.reopened,
                 c.reported_at - lag(c.reported_at) OVER (PARTITION BY c.estate_id, c.need_code, c.building_id
                                                          ORDER BY c.reported_at, c.id) <= make_interval(days => %s)
                     AS again
          {_TICKETS}) found LEFT JOIN registry_organisation o ON o.id = found.company_id
    GROUP BY estate_id, company_id
    HAVING count(*) FILTER (WHERE again) > 0 OR count(*) FILTER (WHERE reopened > 0) > 0
    ORDER BY count(*) FILTER (WHERE again) DESC, count(*) FILTER (WHERE reopened > 0) DESC, estate_id
    LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Again:
    """What came again at one place, under one company (None: no company had it)."""

    estate_id: int
    place: str
    company_id: int | None
    company: str
    matters: int
    repeats: int
    reopened: int


def counts(path: str, first_day: date, last_day: date, satisfied_from: int) -> Counts:
    """What the rates need, over matters reported in the period at or below the place."""
    with cross_estate(), connection.cursor() as cursor:
        cursor.execute(_COUNTS, [satisfied_from, f"{path}%", *moments(first_day, last_day)])
        tickets, responded, solved, satisfied, silent, said, rated, excluded = cursor.fetchone()
    return Counts(tickets, responded, solved, satisfied, silent, said, rated, excluded)


def matters(
    path: str, first_day: date, last_day: date, satisfied_from: int
) -> tuple[list[tuple[int, int, int]], list[tuple[int, int, str]]]:
    """Every matter behind the counts, (home, id, bits), and those left out, (home, id, reason)."""
    period = moments(first_day, last_day)
    with cross_estate(), connection.cursor() as cursor:
        cursor.execute(_LISTED, [satisfied_from, f"{path}%", *period])
        listed = cursor.fetchall()
        cursor.execute(_LEFT_OUT, [f"{path}%", *period])
        return listed, cursor.fetchall()


def closed_levels(path: str, first_day: date, last_day: date) -> dict[Level, int]:
    """At which level matters reported in the period were closed."""
    with cross_estate(), connection.cursor() as cursor:
        cursor.execute(_LEVELS, [f"{path}%", *moments(first_day, last_day)])
        return {Level(level): number for level, number in cursor.fetchall()}


def came_again(path: str, first_day: date, last_day: date, days: int, most: int = 20) -> tuple[Again, ...]:
    """Repeats and reopened matters by place and company, the most first."""
    with cross_estate(), connection.cursor() as cursor:
        cursor.execute(_REPEATS, [days, f"{path}%", *moments(first_day, last_day), most])
        return tuple(Again(*row) for row in cursor.fetchall())


def moments(first_day: date, last_day: date) -> tuple[datetime, datetime]:
    """From the first moment of the first day to the first after the last, in China."""
    start = datetime.combine(first_day, time(), SHANGHAI)
    return start, datetime.combine(last_day + timedelta(days=1), time(), SHANGHAI)
