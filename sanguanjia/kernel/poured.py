"""Rows that the generator of test cities pours by the million, as the record speaks of them: marks in place of whole
digests and a salt per part in place of one per row, so that the record stays a small part of what it covers.

A part's `rows` is {"ids", "marks", "personal", "salt"}: base64 of eight bytes per id, base64 of the first twelve bytes
of each row's digest, base64 of the first twelve bytes of each row's commitment to its personal columns ("" where the
table has none), hex of the salt of these commitments. docs/audit.md has the form for strangers. The salt stays when a
row of the part is erased: whoever the generator invents has nothing to lose by it.
"""

from __future__ import annotations

import base64
import secrets
import struct
from collections.abc import Iterable, Iterator, Mapping
from types import SimpleNamespace
from typing import Any, Final

from django.db import models

from .batches import PART, SALT_BYTES
from .digest import Shape, commitment, digest, shape_of
from .scoped import cross_estate

MARK_BYTES: Final = 12
MARK_DIGITS: Final = 2 * MARK_BYTES


def store(
    model: type[models.Model], ids: Iterable[int], estate_id: int, record_id: int, first_part: int, suite: str
) -> list[dict[str, Any]]:
    """Keep the marks of rows that were just written, part by part; answers the subjects that stand for the parts."""
    from .models import RecordBatch

    shape, wanted = shape_of(model), sorted(ids)
    subjects, parts = [], []
    for part, start in enumerate(range(0, len(wanted), PART), start=first_part):
        some = wanted[start : start + PART]
        rows = _marks(model, shape, some, estate_id, suite)
        parts.append(RecordBatch(estate_id=estate_id, record_id=record_id, part=part, table=shape.table, rows=rows))
        subjects.append(
            {"table": shape.table, "id": str(some[0]), "before": None, "after": digest(rows, suite),
                "shape": shape.name, "part": part, "rows": len(some)}
        )  # fmt: skip
    RecordBatch.objects.bulk_create(parts, batch_size=20)
    return subjects


def lines(rows: Mapping[str, Any]) -> Iterator[tuple[int, str, str | None]]:
    """(id, mark, personal mark or None) of each row of a part, marks in hex. ValueError: not of this form."""
    try:
        ids, marks = base64.b64decode(rows["ids"], validate=True), base64.b64decode(rows["marks"], validate=True)
        personal = base64.b64decode(rows["personal"], validate=True)
    except (KeyError, TypeError) as error:
        raise ValueError("not a poured part") from error
    count = len(ids) // 8
    if len(marks) != count * MARK_BYTES or len(personal) not in (0, len(marks)):
        raise ValueError("not a poured part")
    for at, (pk,) in enumerate(struct.iter_unpack(">q", ids[: count * 8])):
        cut = slice(at * MARK_BYTES, (at + 1) * MARK_BYTES)
        yield pk, marks[cut].hex(), personal[cut].hex() if personal else None


def _marks(model: type[models.Model], shape: Shape, ids: list[int], estate_id: int, suite: str) -> dict[str, str]:
    salt, found, marks, personal = secrets.token_bytes(SALT_BYTES), [], [], []
    for row in _rows(model, shape, ids, estate_id):
        found.append(struct.pack(">q", row.pk))
        marks.append(bytes.fromhex(digest(shape.facts(row), suite)[:MARK_DIGITS]))
        if shape.personal:
            said = commitment(salt, shape.table, str(row.pk), shape.secrets(row), suite)
            personal.append(bytes.fromhex(said[:MARK_DIGITS]))
    return {"ids": _text(found), "marks": _text(marks), "personal": _text(personal), "salt": salt.hex()}


def _rows(model: type[models.Model], shape: Shape, ids: list[int], estate_id: int) -> Iterator[Any]:
    """The rows as they are stored. Where no column is sealed their values alone are enough, at a third of the cost."""
    rows = model._base_manager.filter(pk__in=ids).order_by("pk")
    if getattr(model, "is_scoped", False):
        rows = rows.filter(estate_id=estate_id)
    with cross_estate():
        if any(type(field).__name__ == "SealedText" for field in model._meta.concrete_fields):
            yield from rows
            return
        names = [column.attribute for column in (*shape.open, *shape.personal)]
        for pk, *values in rows.values_list("pk", *names):
            yield SimpleNamespace(pk=pk, **dict(zip(names, values, strict=True)))


def _text(pieces: list[bytes]) -> str:
    return base64.b64encode(b"".join(pieces)).decode()
