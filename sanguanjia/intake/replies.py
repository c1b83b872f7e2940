"""Answers that go back: what the desk says about a matter, checked above where the policy says so, caller by caller."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from sanguanjia.cases import queries as cases
from sanguanjia.kernel import clock
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.policy import queries as policy

from . import queries
from .models import CallerCall, HotlineSheet, Reply

MOST = 100
TRIES = 3
"""Whoever cannot be reached so often is not called again."""

_OPEN = """
    SELECT s.id, s.at_estate_id, s.case_id, s.sheet_no, s.called_at, c.number, c.need_name, h.name, c.closed_at,
           (SELECT e.words FROM cases_caseevent e WHERE e.estate_id = c.estate_id AND e.case_id = c.id
             AND e.verb IN ('close', 'parts_done') ORDER BY e.seq DESC LIMIT 1),
           (SELECT count(*) FROM intake_callercall k
             WHERE k.estate_id = s.estate_id AND k.sheet_id = s.id AND k.at >= c.closed_at),
           EXISTS (SELECT 1 FROM intake_callercall k WHERE k.estate_id = s.estate_id AND k.sheet_id = s.id
                   AND k.at >= c.closed_at AND k.result <> 'unreached')
      FROM intake_hotlinesheet s
      JOIN cases_case c ON c.estate_id = s.at_estate_id AND c.id = s.case_id
      JOIN kernel_home h ON h.id = c.estate_id
     WHERE s.estate_id = %s AND (%s::bigint IS NULL OR s.id = %s) AND s.filed
       AND c.state IN ('done', 'closed') AND c.closed_at IS NOT NULL
       AND c.outcome NOT IN ('withdrawn', 'duplicate')
     ORDER BY c.closed_at DESC, s.id LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Caller:
    """One caller of a matter that is done: one line, one call back, one line of the reply sheet."""

    sheet_id: int
    at_estate_id: int
    case_id: int
    sheet_no: str
    called_at: datetime | None
    number: int
    need: str
    place: str
    closed_at: datetime
    words: str | None
    tries: int
    heard: bool

    @property
    def waits(self) -> bool:
        """Whether this caller is still to be called."""
        return not self.heard and self.tries < TRIES


def needs_check(home_id: int) -> bool:
    """Whether replies of a desk leave only when they were checked, by the policy of its place today."""
    path = Home.objects.filter(pk=home_id).values_list("path", flat=True).first()
    found = policy.rule_for("hotline.reply.check", path or "CN", clock.today())
    return bool(found is not None and found.value["needed"])


def callers(home_id: int, sheet_id: int | None = None) -> list[Caller]:
    """Every caller (or one) of matters that are done, newest first, each with the calls made since the closing."""
    with cross_estate(), connection.cursor() as cursor:  # the matters lie in their estates
        cursor.execute(_OPEN, [home_id, sheet_id, sheet_id, MOST])
        return [Caller(*row) for row in cursor.fetchall()]


def replies_of(home_id: int) -> dict[tuple[int, int], Reply]:
    """The replies of a desk by (estate, matter)."""
    return {(row.at_estate_id, row.case_id): row for row in Reply.objects.filter(estate_id=home_id)}


def is_ready(home_id: int, at_estate_id: int, case_id: int) -> datetime | None:
    """When the matter that callers of this desk asked about was closed; None while there is nothing to answer."""
    asked = HotlineSheet.objects.filter(estate_id=home_id, filed=True, at_estate_id=at_estate_id, case_id=case_id)
    if not asked.exists():
        return None
    row, *_ = cases.thing(at_estate_id, case_id)
    return row.closed_at if row.state in ("done", "closed") else None


def released(home_id: int, batch_id: int) -> Iterator[tuple[HotlineSheet, tuple[Any, ...] | None]]:
    """The lines of the reply sheet: only checked replies leave where the policy says so; what each caller said when
    called back stands in the caller's own line.
    """
    checked_only, known = needs_check(home_id), replies_of(home_id)
    heard = _heard(home_id, batch_id)
    for sheet, result in queries.results(home_id, batch_id):
        if result is None or result[2] not in ("done", "closed"):
            yield sheet, result
            continue
        number, code, state, closed_at, solved, words = result
        reply = known.get((sheet.at_estate_id or 0, sheet.case_id or 0))
        fits = reply is not None and reply.closed_at == closed_at
        if checked_only and not (fits and reply is not None and reply.state == "checked"):
            yield sheet, (number, code, "working", None, None, "")
            continue
        said = reply.words if fits and reply is not None else words
        yield sheet, (number, code, state, closed_at, heard.get(sheet.pk, solved), said)


def _heard(home_id: int, batch_id: int) -> dict[int, bool]:
    calls = CallerCall.objects.filter(estate_id=home_id, sheet__batch_id=batch_id).exclude(result="unreached")
    return {row.sheet_id: row.result == "solved" for row in calls.order_by("id")}
