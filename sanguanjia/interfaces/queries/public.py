"""What everybody may know about matters, as Open311 lists it: what the public tracker shows, nothing more.

Only matters that are open to everybody concerned (`confidentiality = open`); no words, no place, no person. Statements
over all estates on purpose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from sanguanjia.cases.models import Case
from sanguanjia.cases.rules import tracking
from sanguanjia.interfaces.rules.events import VERBS
from sanguanjia.interfaces.rules.standing import CLOSED_STATES, STATUSES, status_of
from sanguanjia.kernel.scoped import cross_estate

_ID = re.compile(r"([1-9]\d{0,6})-([1-9]\d{0,8})", re.ASCII)
_MOST_MOVES = 5
MOST_ROWS = 1000
_FACTS = """c.estate_id, c.id, c.number, c.moved_from_estate_id, c.moved_from_case_id, c.need_code, c.need_name,
    c.state, c.level, c.holder_kind, c.reported_at, c.due_at, c.outcome, c.solved, c.closed_at, c.ended_at,
    (SELECT e.at FROM cases_caseevent e WHERE e.estate_id = c.estate_id AND e.case_id = c.id
     ORDER BY e.seq DESC LIMIT 1)"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a client asks for. `path`: at or below that home; None: no end of the range on that side."""

    start: datetime | None = None
    end: datetime | None = None
    codes: tuple[str, ...] = ()
    statuses: frozenset[str] = STATUSES
    path: str = ""
    limit: int = MOST_ROWS
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """One matter as everybody may know it."""

    id: str
    need_code: str
    need_name: str
    state: str
    level: str
    holder_kind: str
    reported_at: datetime
    due_at: datetime | None
    outcome: str
    solved: bool | None
    updated_at: datetime

    @property
    def status(self) -> str:
        """open | closed."""
        return status_of(self.state)


@dataclass(frozen=True, slots=True)
class Update:
    """One public step of a matter."""

    id: int
    request_id: str
    status: str
    verb: str
    level: str
    holder_kind: str
    at: datetime


def requests(asked: Asked) -> list[Shown]:
    """Newest first. A matter that was moved to another estate is there once, where it is now, under its first id."""
    text = ["c.confidentiality = 'open'", "c.state <> 'moved'"]
    values: list[Any] = []
    if asked.start is not None:
        text.append("c.reported_at >= %s")
        values.append(asked.start)
    if asked.end is not None:
        text.append("c.reported_at <= %s")
        values.append(asked.end)
    if asked.codes:
        text.append("c.need_code = ANY(%s)")
        values.append(list(asked.codes))
    if asked.statuses != STATUSES:
        text.append(f"c.state {'= ANY' if 'closed' in asked.statuses else '<> ALL'}(%s)")
        values.append(sorted(CLOSED_STATES))
    if asked.path:
        text.append("EXISTS (SELECT 1 FROM kernel_home h WHERE h.id = c.estate_id AND h.path LIKE %s)")
        values.append(f"{asked.path}%")
    return _read(
        f"SELECT {_FACTS} FROM cases_case c WHERE {' AND '.join(text)}"
        " ORDER BY c.reported_at DESC, c.id DESC LIMIT %s OFFSET %s",
        [*values, asked.limit, asked.offset],
    )


def where_is(request_id: str) -> tuple[int, int] | None:
    """(home, matter) of a public id, followed to where it was moved; also of a matter that is not everybody's to know:
    whoever asks for that asks its permission."""
    found = _ID.fullmatch(request_id.strip())
    if found is None:
        return None
    row = Case.objects.filter(estate_id=int(found[1]), number=int(found[2])).first()
    if row is None or row.moved_from_case_id is not None:
        return None
    for _ in range(_MOST_MOVES):
        if row is None or row.moved_to_estate_id is None or row.moved_to_case_id is None:
            break
        row = Case.objects.filter(estate_id=row.moved_to_estate_id, pk=row.moved_to_case_id).first()
    return (row.estate_id, row.pk) if row else None


def one(request_id: str) -> Shown | None:
    """One matter by its public id; None also when it is not everybody's to know."""
    found = where_is(request_id)
    if found is None:
        return None
    text = f"SELECT {_FACTS} FROM cases_case c WHERE c.confidentiality = 'open' AND c.estate_id = %s AND c.id = %s"
    return next(iter(_read(text, list(found))), None)


def several(request_ids: Iterable[str]) -> list[Shown]:
    """Those of the ids that there are, in the order asked for, each once."""
    found = (one(each) for each in dict.fromkeys(request_ids))
    return [shown for shown in found if shown is not None]


def id_of_code(code: str) -> str | None:
    """The public id of a tracking code; None when there is none (any more) that everybody may know."""
    read = tracking.read(code)
    if read is None:
        return None
    row = Case.objects.filter(estate_id=read[1], tracking_code=read[0], moved_from_case_id=None).first()
    found = one(f"{row.estate_id}-{row.number}") if row else None
    return found.id if found else None


_UPDATES = """
    SELECT e.id, e.estate_id, e.case_id, c.number, c.moved_from_estate_id, c.moved_from_case_id, e.state_after, e.verb,
           e.level, e.holder_kind, e.at
    FROM cases_caseevent e JOIN cases_case c ON c.estate_id = e.estate_id AND c.id = e.case_id
    WHERE c.confidentiality = 'open' AND e.verb = ANY(%s) AND {where}
    ORDER BY e.at, e.id LIMIT %s OFFSET %s
"""


def updates(asked: Asked, request_ids: Sequence[str] = ()) -> list[Update]:
    """Public steps, oldest first: of the range, or of the matters named."""
    text: list[str] = []
    values: list[Any] = []
    if request_ids:
        pairs = [_ID.fullmatch(each.strip()) for each in request_ids]
        known = [(int(pair[1]), int(pair[2])) for pair in pairs if pair]
        text.append("(e.estate_id, c.number) IN (SELECT * FROM unnest(%s::bigint[], %s::int[]))")
        values += [[estate for estate, _ in known], [number for _, number in known]]
    else:
        for sign, moment in ((">=", asked.start), ("<=", asked.end)):
            if moment is not None:
                text.append(f"e.at {sign} %s")
                values.append(moment)
    if asked.path:
        text.append("EXISTS (SELECT 1 FROM kernel_home h WHERE h.id = e.estate_id AND h.path LIKE %s)")
        values.append(f"{asked.path}%")
    statement = _UPDATES.format(where=" AND ".join(text) or "true")
    with cross_estate(), connection.cursor() as cursor:
        cursor.execute(statement, [list(VERBS), *values, asked.limit, asked.offset])
        rows = cursor.fetchall()
    return [
        Update(row[0], _first_id(row[1], row[3], row[4], row[5]), status_of(row[6]), row[7], row[8], row[9], row[10])
        for row in rows
    ]


def _read(text: str, values: list[Any]) -> list[Shown]:
    with cross_estate(), connection.cursor() as cursor:
        cursor.execute(text, values)
        return [_shown(row) for row in cursor.fetchall()]


def _shown(row: Sequence[Any]) -> Shown:
    estate, _, number, from_estate, from_case, code, name, state, level, holder, *rest = row
    reported_at, due_at, outcome, solved, closed_at, ended_at, last_at = rest
    updated = (closed_at or ended_at) if status_of(state) == "closed" else last_at
    return Shown(
        _first_id(estate, number, from_estate, from_case), code, name, state, level, holder, reported_at, due_at,
        outcome, solved, updated or reported_at,
    )  # fmt: skip


def _first_id(estate_id: int, number: int, from_estate: int | None, from_case: int | None) -> str:
    """The id of where the matter was first filed; matters that were moved are few, so each is looked up."""
    for _ in range(_MOST_MOVES):
        if from_estate is None or from_case is None:
            break
        row = Case.objects.filter(estate_id=from_estate, pk=from_case).first()
        if row is None:
            break
        estate_id, number = row.estate_id, row.number
        from_estate, from_case = row.moved_from_estate_id, row.moved_from_case_id
    return f"{estate_id}-{number}"
