"""Unmanaged estates to zero: every estate without a company or a committee, where its procedure stands, late ones
first; counts; how many were unmanaged at the end of each month. One statement each, over the homes of an office.

Unmanaged is three facts with dates (rules.md 5.4), never a label: no company, no owning unit, no self-management.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection

from sanguanjia.kernel.scoped import cross_estate

PAGE = 50
VIEWS = ("open", "late", "none", "running", "sitting")
_FACTS = 3
_BASE = """
    SELECT home.id, home.name, home.path, estate.pinyin,
        facts.n IS NOT DISTINCT FROM {facts} AS unmanaged,
        tenure.estate_id IS NOT NULL AS company,
        body.estate_id IS NOT NULL OR (seats.home_id IS NOT NULL AND sitting.estate_id IS NULL) AS committee,
        sitting.estate_id IS NOT NULL AS interim,
        facts.since AS since,
        run.id AS procedure_id, run.kind, run.state, run.due_at, run.due_step, run.number,
        COALESCE(run.due_at < %(now)s, false) AS late
    FROM registry_estate AS estate
    JOIN kernel_home AS home ON home.id = estate.home_id
    LEFT JOIN (
        SELECT estate_id, count(DISTINCT kind) AS n, max(lower(period)) AS since FROM registry_unmanagedfact
        WHERE period @> %(day)s::date GROUP BY estate_id
    ) AS facts ON facts.estate_id = home.id
    LEFT JOIN (
        SELECT DISTINCT estate_id FROM registry_managementtenure WHERE period @> %(day)s::date
    ) AS tenure ON tenure.estate_id = home.id
    LEFT JOIN (
        SELECT DISTINCT home_id FROM access_mandate WHERE role = 'committee_member' AND valid @> %(day)s::date
    ) AS seats ON seats.home_id = home.id
    LEFT JOIN (
        SELECT DISTINCT estate_id FROM decisions_committee WHERE body = 'committee' AND state = 'sitting'
    ) AS body ON body.estate_id = home.id
    LEFT JOIN (
        SELECT DISTINCT estate_id FROM assemblies_procedure
        WHERE kind = 'interim' AND state IN ('sitting', 'dissolving')
    ) AS sitting ON sitting.estate_id = home.id
    LEFT JOIN (
        SELECT DISTINCT ON (estate_id) estate_id, id, kind, state, due_at, due_step, number FROM assemblies_procedure
        WHERE ended_at IS NULL
        ORDER BY estate_id, (state = 'sitting'), due_at NULLS LAST, id
    ) AS run ON run.estate_id = home.id
    WHERE home.path LIKE ANY(%(paths)s)
""".replace("{facts}", str(_FACTS))
_VIEW = {
    "open": "(NOT committee OR procedure_id IS NOT NULL) AND (unmanaged OR NOT company OR NOT committee)",
    "late": "late",
    "none": "NOT committee AND NOT interim AND procedure_id IS NULL",
    "running": "procedure_id IS NOT NULL AND state <> 'sitting'",
    "sitting": "interim",
}
_ORDER = "(late) DESC, (procedure_id IS NULL), COALESCE(due_at, 'infinity'), pinyin, id"


@dataclass(frozen=True, slots=True)
class EstateLine:
    """An estate of the list. `since`: the day on which the last of the three facts began."""

    id: int
    name: str
    unmanaged: bool
    company: bool
    committee: bool
    interim: bool
    since: dt.date | None
    procedure_id: int | None
    kind: str
    state: str
    due_at: dt.datetime | None
    due_step: str
    late: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """Estates below the places by what they have."""

    estates: int
    unmanaged: int
    no_company: int
    no_committee: int
    interim: int
    running: int
    late: int
    idle: int
    """Without committee, interim body or running procedure: nobody has begun."""


def _values(paths: tuple[str, ...], day: dt.date, now: dt.datetime, **more: Any) -> dict[str, Any]:
    return {"paths": [f"{path}%" for path in paths], "day": day, "now": now, **more}


def lines(
    paths: tuple[str, ...], day: dt.date, now: dt.datetime, *, view: str = "open", page: int = 1
) -> tuple[EstateLine, ...]:
    """A page of the list, one more than `PAGE` when there is a next one: late first, then by the next deadline, then
    those where nothing has begun. `view`: one of VIEWS."""
    statement = f"""
        SELECT id, name, unmanaged, company, committee, interim, since, procedure_id, kind, state, due_at, due_step,
            late
        FROM ({_BASE}) AS found WHERE {_VIEW[view]} ORDER BY {_ORDER} LIMIT %(most)s OFFSET %(skip)s
    """
    values = _values(paths, day, now, most=PAGE + 1, skip=PAGE * (page - 1))
    with cross_estate(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return tuple(_line(row) for row in cursor.fetchall())


def _line(row: tuple[Any, ...]) -> EstateLine:
    (
        home, name, unmanaged, company, committee, interim, since, procedure_id, kind, state, due_at, due_step, late
    ) = row  # fmt: skip
    return EstateLine(
        home, name, unmanaged, company, committee, interim, since, procedure_id, kind or "", state or "", due_at,
        due_step or "", late,
    )  # fmt: skip


def counts(paths: tuple[str, ...], day: dt.date, now: dt.datetime) -> Counts:
    """How many estates have what."""
    statement = f"""
        SELECT count(*), count(*) FILTER (WHERE unmanaged), count(*) FILTER (WHERE NOT company),
            count(*) FILTER (WHERE NOT committee), count(*) FILTER (WHERE interim),
            count(*) FILTER (WHERE {_VIEW["running"]}), count(*) FILTER (WHERE {_VIEW["late"]}),
            count(*) FILTER (WHERE {_VIEW["none"]})
        FROM ({_BASE}) AS found
    """
    with cross_estate(), connection.cursor() as cursor:
        cursor.execute(statement, _values(paths, day, now))
        return Counts(*cursor.fetchone())


def stages(paths: tuple[str, ...], day: dt.date, now: dt.datetime) -> dict[tuple[str, str], int]:
    """Estates by the kind and state of the procedure they are on; ("", "") for those that have begun none."""
    statement = f"""
        SELECT COALESCE(kind, ''), COALESCE(state, ''), count(*) FROM ({_BASE}) AS found
        WHERE {_VIEW["open"]} GROUP BY 1, 2
    """
    with cross_estate(), connection.cursor() as cursor:
        cursor.execute(statement, _values(paths, day, now))
        return {(kind, state): n for kind, state, n in cursor.fetchall()}


def burn_down(paths: tuple[str, ...], days: tuple[dt.date, ...]) -> tuple[tuple[dt.date, int], ...]:
    """How many estates were unmanaged on each day: all three facts held at once."""
    statement = """
        SELECT asked.day, count(found.estate_id)
        FROM (SELECT DISTINCT unnest(%(days)s::date[]) AS day) AS asked
        LEFT JOIN LATERAL (
            SELECT fact.estate_id FROM registry_unmanagedfact AS fact
            JOIN kernel_home AS home ON home.id = fact.estate_id
            WHERE home.path LIKE ANY(%(paths)s) AND fact.period @> asked.day
            GROUP BY fact.estate_id HAVING count(DISTINCT fact.kind) = %(facts)s
        ) AS found ON true
        GROUP BY asked.day ORDER BY asked.day
    """
    values: dict[str, Any] = {"days": list(days), "paths": [f"{path}%" for path in paths], "facts": _FACTS}
    with cross_estate(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return tuple((day, n) for day, n in cursor.fetchall())


def month_ends(today: dt.date, months: int = 12) -> tuple[dt.date, ...]:
    """The last days of so many months, the present day last."""
    found = [today]
    first = today.replace(day=1)
    for _ in range(months - 1):
        last = first - dt.timedelta(days=1)
        found.append(last)
        first = last.replace(day=1)
    return tuple(reversed(found))
