"""Rows written in bulk, as the record speaks of them: read back, digested one by one, kept in parts of a thousand."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from .digest import Shape, commitment, digest, shape_of
from .ids import new_id
from .scoped import cross_estate

PART = 1000
SALT_BYTES = 16
_SALTS_SQL = """
    INSERT INTO kernel_rowsalt AS s (id, estate_id, subject_table, subject_id, salt)
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::bigint[], %s::bytea[])
    ON CONFLICT (estate_id, subject_table, subject_id) DO UPDATE SET salt = excluded.salt
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a batch."""

    id: int
    before: str | None
    after: str | None
    personal: str | None


def digests(model: type[models.Model], ids: Iterable[int], estate_id: int, suite: str) -> dict[int, str]:
    """Digest of each row that is there now."""
    return {row.pk: digest(shape_of(model).facts(row), suite) for row in _rows(model, ids, estate_id)}


def read_back(
    model: type[models.Model], ids: Iterable[int], estate_id: int, suite: str, before: dict[int, str]
) -> tuple[list[Line], dict[int, bytes]]:
    """The rows as they are stored now, and fresh salts for their personal columns. Rows that are gone have no after."""
    wanted = list(dict.fromkeys(ids))
    lines, salts = lines_of(_rows(model, wanted, estate_id), shape_of(model), suite, before)
    return [lines.get(pk) or Line(pk, before.get(pk), None, None) for pk in wanted], salts


def lines_of(
    rows: Iterable[Any], shape: Shape, suite: str, before: Mapping[int, str]
) -> tuple[dict[int, Line], dict[int, bytes]]:
    """Rows as the record speaks of them, by id, and fresh salts for their personal columns."""
    lines, salts = {}, {}
    for row in rows:
        said = None
        if shape.personal:
            salts[row.pk] = salt = secrets.token_bytes(SALT_BYTES)
            said = commitment(salt, shape.table, str(row.pk), shape.secrets(row), suite)
        lines[row.pk] = Line(row.pk, before.get(row.pk), digest(shape.facts(row), suite), said)
    return lines, salts


def store(
    estate_id: int, record_id: int, first_part: int, shape: Shape, lines: Sequence[Line], suite: str
) -> list[dict[str, Any]]:
    """Keep the lines in parts; answers the subjects that stand for them in the record."""
    from .models import RecordBatch

    subjects, parts = [], []
    for part, start in enumerate(range(0, len(lines), PART), start=first_part):
        rows = [[line.id, line.before, line.after, line.personal] for line in lines[start : start + PART]]
        parts.append(RecordBatch(estate_id=estate_id, record_id=record_id, part=part, table=shape.table, rows=rows))
        subjects.append(
            {"table": shape.table, "id": str(rows[0][0]), "before": None, "after": digest(rows, suite),
                "shape": shape.name, "part": part, "rows": len(rows)}
        )  # fmt: skip
    RecordBatch.objects.bulk_create(parts, batch_size=20)
    return subjects


def keep_salts(salts: Mapping[tuple[int, str, int], bytes]) -> None:
    """Store the salts of many rows, by (home, table, row)."""
    items = sorted(salts.items())  # in one order everywhere: two acts never wait for each other here
    for start in range(0, len(items), PART * 5):
        some = items[start : start + PART * 5]
        homes, tables, ids = zip(*(place for place, _ in some), strict=True)
        values = [[new_id() for _ in some], list(homes), list(tables), list(ids), [salt for _, salt in some]]
        with connection.cursor() as cursor:
            cursor.execute(_SALTS_SQL, values)


def _rows(model: type[models.Model], ids: Iterable[int], estate_id: int) -> Iterator[Any]:
    wanted = list(ids)
    for start in range(0, len(wanted), PART):
        rows = model._base_manager.filter(pk__in=wanted[start : start + PART])
        if getattr(model, "is_scoped", False):
            rows = rows.filter(estate_id=estate_id)
        with cross_estate():
            yield from rows
