"""What the desk reads: its batches, the rows of one, what waits for an estate, and the reply sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection

from sanguanjia.kernel.refusal import refuse
from sanguanjia.kernel.scoped import cross_estate

from .models import HotlineBatch, HotlineFile, HotlineSheet
from .store import LEFT
from .types import BatchState, Judged, Outcome, Sheet

PAGE = 100


def batches(home_id: int, limit: int = 50) -> list[HotlineBatch]:
    """The newest batches of a desk."""
    return list(HotlineBatch.objects.filter(estate_id=home_id).order_by("-uploaded_at", "-id")[:limit])


def batch(home_id: int, batch_id: int) -> HotlineBatch:
    """One batch; refuses `not_found`."""
    row = HotlineBatch.objects.filter(estate_id=home_id, pk=batch_id).first()
    if row is None:
        refuse("not_found", "batch")
    return row


def rows_to_do(row: HotlineBatch) -> int:
    """How many rows the job has to do: those that go in, or those of the file that it reads (0 until it has counted
    them)."""
    if row.state == BatchState.READING.value:
        file = HotlineFile.objects.filter(estate_id=row.estate_id, batch_id=row.pk)
        return max(row.done, file.values_list("rows", flat=True).first() or 0)
    going_in: int = sum(count for outcome, count in row.counts.items() if outcome not in LEFT)
    return max(row.done, going_in)


def rows(home_id: int, batch_id: int, outcome: str = "", after: int = 0) -> list[HotlineSheet]:
    """The rows of a batch in the order of the sheet, a page and one more; `after` is a row number."""
    found = HotlineSheet.objects.filter(estate_id=home_id, batch_id=batch_id, row__gt=after).order_by("row")
    return list((found.filter(outcome=outcome) if outcome else found)[: PAGE + 1])


def unplaced(home_id: int, limit: int = PAGE) -> list[HotlineSheet]:
    """Sheets whose estate nobody knows yet, the oldest first."""
    waiting = HotlineSheet.objects.filter(
        estate_id=home_id, filed=True, outcome=Outcome.UNKNOWN_ESTATE.value, case_id__isnull=True
    )
    return list(waiting.order_by("id")[:limit])


def waiting_count(home_id: int) -> int:
    """How many sheets wait for an estate, counted to a hundred at most."""
    return len(unplaced(home_id))


_RESULTS = """
    SELECT s.id, c.number, c.tracking_code, c.state, c.closed_at, c.solved,
           (SELECT e.words FROM cases_caseevent e
             WHERE e.estate_id = c.estate_id AND e.case_id = c.id AND e.verb = 'close' ORDER BY e.seq DESC LIMIT 1)
      FROM intake_hotlinesheet s
      JOIN cases_case c ON c.estate_id = s.at_estate_id AND c.id = s.case_id
     WHERE s.estate_id = %s AND s.batch_id = %s
"""


def results(home_id: int, batch_id: int) -> Iterator[tuple[HotlineSheet, tuple[Any, ...] | None]]:
    """Every row of a batch with (number, code, state, closed at, solved, answer) of its matter, or None."""
    with cross_estate(), connection.cursor() as cursor:  # the matters lie in their estates
        cursor.execute(_RESULTS, [home_id, batch_id])
        found = {row[0]: row[1:] for row in cursor.fetchall()}
    sheets = HotlineSheet.objects.filter(estate_id=home_id, batch_id=batch_id).order_by("row")
    for sheet in sheets.iterator(chunk_size=500):
        yield sheet, found.get(sheet.pk)


_CODES = """
    SELECT s.sheet_no, c.tracking_code
      FROM intake_hotlinesheet s
      JOIN cases_case c ON c.estate_id = s.at_estate_id AND c.id = s.case_id
     WHERE s.estate_id = %s AND s.filed AND (s.batch_id = %s OR s.sheet_no = ANY(%s))
"""


def outcomes(home_id: int, batch_id: int) -> Iterator[tuple[Judged, str]]:
    """Every row of a batch as it was judged, with the tracking code of the matter it belongs to, or nothing."""
    sheets = HotlineSheet.objects.filter(estate_id=home_id, batch_id=batch_id)
    known = list(sheets.filter(outcome=Outcome.DUPLICATE_ROW.value).values_list("sheet_no", flat=True))
    codes = _codes(home_id, batch_id, known)
    for row in sheets.order_by("row").iterator(chunk_size=2000):
        judged = Judged(
            Sheet(row.row, row.sheet_no, row.called_at, row.content, row.estate_words), Outcome(row.outcome),
            of=row.of_number or None, route=row.route or None, why=row.why,
            data={} if row.content else {"missing": "content" if row.sheet_no else "sheet_no"},
        )  # fmt: skip
        yield judged, codes.get(row.sheet_no, "")


def codes_of(home_id: int, numbers: Iterable[str]) -> dict[str, str]:
    """Sheet number → tracking code of its matter, of those that have one."""
    return _codes(home_id, 0, list(numbers))


def _codes(home_id: int, batch_id: int, numbers: list[str]) -> dict[str, str]:
    with cross_estate(), connection.cursor() as cursor:  # the matters lie in their estates
        cursor.execute(_CODES, [home_id, batch_id, numbers])
        return dict(cursor.fetchall())


def batch_of_file(home_id: int, sha256: str) -> HotlineBatch | None:
    """The newest batch of exactly this file at a desk that went in, or may still go in."""
    over = [BatchState.WITHDRAWN.value, BatchState.REFUSED.value]
    found = HotlineBatch.objects.filter(estate_id=home_id, sha256=sha256).exclude(state__in=over)
    return found.order_by("-uploaded_at", "-id").first()


def unplaced_one(home_id: int, sheet_id: int) -> HotlineSheet | None:
    """A sheet that still waits for its estate."""
    return next((sheet for sheet in unplaced(home_id) if sheet.pk == sheet_id), None)
