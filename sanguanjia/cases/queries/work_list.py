"""The work list: what an actor sees, filtered, newest or most urgent first, page by page without OFFSET.

For roles with few homes the newest rows of each home are taken through its own index and merged (LATERAL); for roles
that see a whole district one index over all homes serves. These statements cross estates on purpose; a distributed
database would get another form of them (docs/decisions/0001).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connection

from sanguanjia.cases.types import LADDER, State
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.refusal import refuse
from sanguanjia.kernel.scoped import cross_estate

from . import searching
from .reach import Part, own, parts_of

VIEWS = ("todo", "late", "supervised", "asked", "confirm", "all", "ended", "mine")
PAGE = 20
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATE_STATES = "('new','taken','working','finished','arbitration')"
_COLUMNS = (
    "id", "estate_id", "number", "tracking_code", "version", "need_name", "kind", "priority", "summary", "state",
    "level", "holder_kind", "holder_organisation_id", "worker_account_id", "building_id", "place_words",
    "reported_at", "due_at", "due_step", "provisional", "ended_at", "outcome", "solved", "satisfaction", "alarmed",
    "reopened", "extension_asked", "supervision",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filters:
    """What the screen asks for. `view` is one of VIEWS; empty fields filter nothing."""

    view: str = "all"
    state: str = ""
    level: str = ""
    need: str = ""
    estate_id: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    words: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One matter in a list. Holds no contact."""

    id: int
    estate_id: int
    number: int
    tracking_code: str
    version: int
    need_name: str
    kind: str
    priority: int
    summary: str
    state: str
    level: str
    holder_kind: str
    holder_organisation_id: int | None
    worker_account_id: int | None
    building_id: int | None
    place_words: str
    reported_at: datetime
    due_at: datetime | None
    due_step: str
    provisional: bool
    ended_at: datetime | None
    outcome: str
    solved: bool | None
    satisfaction: int | None
    alarmed: bool
    reopened: int
    extension_asked: int | None
    supervision: str
    estate_name: str = ""
    building_name: str = ""
    organisation_name: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page and the key of the next."""

    lines: tuple[Line, ...]
    next_after: str = ""


@dataclass
class _Where:
    text: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def add(self, text: str, *values: Any) -> None:
        self.text.append(text)
        self.values += values


def work_list(actor: Actor, filters: Filters, limit: int = PAGE) -> Page:
    """One page of what the actor sees."""
    urgent = filters.view in ("todo", "late")
    parts = (own(actor),) if filters.view == "mine" else parts_of(actor, clock.today())
    if not parts:
        return Page(())
    text, values = _union(parts, filters, urgent, limit + 1)
    with cross_estate(), connection.cursor() as cursor:
        cursor.execute(text, values)
        lines = tuple(Line(*row) for row in cursor.fetchall())
    lines = tuple({line.id: line for line in lines}.values())  # two mandates may see the same matter
    more = len(lines) > limit
    lines = lines[:limit]
    return Page(lines, _key(lines[-1], urgent) if more else "")


def statement(actor: Actor, filters: Filters, limit: int = PAGE) -> tuple[str, list[Any]]:
    """The statement of a list and its values, for the benches."""
    return _union(parts_of(actor, clock.today()), filters, filters.view in ("todo", "late"), limit + 1)


def _union(parts: Sequence[Part], filters: Filters, urgent: bool, limit: int) -> tuple[str, list[Any]]:
    order = "due_at ASC, id ASC" if urgent else "reported_at DESC, id DESC"
    columns = ", ".join(f"c.{name}" for name in _COLUMNS)
    pieces, values = [], []
    searched = [piece for part in parts for piece in searching.pieces(part, filters.words.strip())]
    for part, words in searched:
        where = _where(part, replace(filters, words=words), urgent)
        condition = " AND ".join(where.text)
        ordered = ", ".join(f"c.{piece}" for piece in order.split(", "))
        if part.homes:
            pieces.append(
                f"(SELECT c.* FROM ({part.homes}) s CROSS JOIN LATERAL (SELECT {columns} FROM cases_case c"
                f" WHERE c.estate_id = s.estate_id AND {condition} ORDER BY {ordered} LIMIT {limit}) c"
                f" ORDER BY {ordered} LIMIT {limit})"
            )
            values += [*part.homes_values, *where.values]
        else:
            pieces.append(
                f"(SELECT {columns} FROM cases_case c WHERE {part.inside} AND {condition}"
                f" ORDER BY {ordered} LIMIT {limit})"
            )
            values += [*part.inside_values, *where.values]
    found = " UNION ALL ".join(pieces)
    text = (
        f"SELECT {columns}, h.name, coalesce(b.name, ''), coalesce(o.name, '')"
        f" FROM (SELECT * FROM ({found}) u ORDER BY {order} LIMIT {limit * len(searched)}) c"
        " JOIN kernel_home h ON h.id = c.estate_id"
        " LEFT JOIN registry_building b ON b.estate_id = c.estate_id AND b.id = c.building_id"
        " LEFT JOIN registry_organisation o ON o.id = c.holder_organisation_id"
        f" ORDER BY {', '.join('c.' + piece for piece in order.split(', '))}"
    )
    return text, values


def _where(part: Part, filters: Filters, urgent: bool) -> _Where:
    where = _Where()
    where.add(part.seen, *part.seen_values)
    _view(where, part, filters.view)
    if filters.state:
        where.add("c.state = %s", _known(filters.state, [s.value for s in State], "state"))
    if filters.level:
        where.add("c.level = %s", _known(filters.level, [level.value for level in LADDER], "level"))
    if filters.need:
        where.add("c.need_code = %s", filters.need[:12])
    if filters.estate_id is not None:
        where.add("c.estate_id = %s", filters.estate_id)
    if filters.first_day:
        where.add("c.reported_at >= %s", datetime.combine(filters.first_day, time(), clock.SHANGHAI))
    if filters.last_day:
        where.add("c.reported_at < %s", datetime.combine(filters.last_day + timedelta(1), time(), clock.SHANGHAI))
    for condition, values in searching.conditions(part, filters.words.strip()):
        where.add(condition, *values)
    if filters.after:
        moment, number = _read_key(filters.after)
        where.add("(c.due_at, c.id) > (%s, %s)" if urgent else "(c.reported_at, c.id) < (%s, %s)", moment, number)
    return where


def _view(where: _Where, part: Part, view: str) -> None:
    if view == "todo":
        where.add("c.ended_at IS NULL AND c.state NOT IN ('done', 'waiting', 'arbitration') AND c.due_at IS NOT NULL")
        where.add(part.held, *part.held_values)
    elif view == "late":
        where.add(f"c.ended_at IS NULL AND c.due_at < %s AND c.state IN {_LATE_STATES}", clock.now())
    elif view == "asked":  # what the level above has to decide
        where.add("c.ended_at IS NULL AND (c.state = 'arbitration' OR c.extension_asked IS NOT NULL OR c.alarmed)")
    elif view == "supervised":
        where.add("c.ended_at IS NULL AND c.supervision <> ''")
    elif view == "confirm":
        where.add("c.ended_at IS NULL AND c.state = 'done'")
    elif view == "ended":
        where.add("c.ended_at IS NOT NULL")


def _known(value: str, values: Sequence[str], name: str) -> str:
    return value if value in values else refuse("malformed", name, label=name)


def _key(line: Line, urgent: bool) -> str:
    moment = line.due_at if urgent else line.reported_at
    return f"{(moment - _EPOCH) // timedelta(microseconds=1)}.{line.id}" if moment else ""


def _read_key(text: str) -> tuple[datetime, int]:
    first, _, second = text.partition(".")
    if not (first.isdecimal() and second.isdecimal() and len(first) < 18 and len(second) < 20):
        refuse("malformed", "after", label="页码")
    return _EPOCH + timedelta(microseconds=int(first)), int(second)


def counts(actor: Actor, most: int = 100) -> dict[str, int]:
    """How many are to do, late, to decide, to confirm: counted to `most` at most, so that a busy desk costs no more."""
    parts = parts_of(actor, clock.today())
    found: dict[str, int] = {}
    for view in ("todo", "late", "asked", "confirm"):
        if not parts:
            found[view] = 0
            continue
        pieces, values = [], []
        for part in parts:
            where = _where(part, Filters(view=view), urgent=False)
            inside = f"c.estate_id IN ({part.homes})" if part.homes else part.inside
            pieces.append(f"SELECT c.id FROM cases_case c WHERE {inside} AND {' AND '.join(where.text)}")
            values += [*(part.homes_values if part.homes else part.inside_values), *where.values]
        text = f"SELECT count(*) FROM ({' UNION '.join(pieces)} LIMIT {most}) u"
        with cross_estate(), connection.cursor() as cursor:
            cursor.execute(text, values)
            found[view] = int(cursor.fetchone()[0])
    return found
