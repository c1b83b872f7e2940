"""Counts over a place and a period, for rates and for the heads of lists. They cross estates on purpose."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import connection

from sanguanjia.kernel.clock import SHANGHAI
from sanguanjia.kernel.scoped import cross_estate

from .rules.rates import Counts
from .types import Level

# Withdrawn, merged and moved matters are not tickets: nobody was asked to solve them (a moved one counts where it
# went).
_COUNTS = """
    SELECT count(*),
           count(*) FILTER (WHERE c.responded_in_time),
           count(*) FILTER (WHERE c.solved),
           count(*) FILTER (WHERE c.satisfaction >= %s),
           count(*) FILTER (WHERE c.ended_by_silence)
    FROM cases_case c JOIN kernel_home h ON h.id = c.estate_id
    WHERE h.path LIKE %s AND c.reported_at >= %s AND c.reported_at < %s
      AND c.state NOT IN ('merged', 'moved') AND c.outcome <> 'withdrawn'
"""
_LEVELS = """
    SELECT c.level, count(*)
    FROM cases_case c JOIN kernel_home h ON h.id = c.estate_id
    WHERE h.path LIKE %s AND c.reported_at >= %s AND c.reported_at < %s
      AND c.state = 'closed' AND c.outcome <> 'withdrawn'
    GROUP BY c.level
"""


def counts(path: str, first_day: date, last_day: date, satisfied_from: int) -> Counts:
    """What the rates need, over matters reported in the period at or below the place."""
    with cross_estate(), connection.cursor() as cursor:
        cursor.execute(_COUNTS, [satisfied_from, f"{path}%", *_moments(first_day, last_day)])
        return Counts(*cursor.fetchone())


def closed_levels(path: str, first_day: date, last_day: date) -> dict[Level, int]:
    """At which level matters reported in the period were closed."""
    with cross_estate(), connection.cursor() as cursor:
        cursor.execute(_LEVELS, [f"{path}%", *_moments(first_day, last_day)])
        return {Level(level): number for level, number in cursor.fetchall()}


def _moments(first_day: date, last_day: date) -> tuple[datetime, datetime]:
    start = datetime.combine(first_day, time(), SHANGHAI)
    return start, datetime.combine(last_day + timedelta(days=1), time(), SHANGHAI)
