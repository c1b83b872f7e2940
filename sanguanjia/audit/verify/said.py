"""What the records say of rows, gathered in a temporary table while the chains are walked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sanguanjia.audit.types import Fault, Report
from sanguanjia.kernel import poured
from sanguanjia.kernel.digest import canonical
from sanguanjia.kernel.suites import hex_hash

_MAKE = """
    CREATE TEMPORARY TABLE audit_said (
        tbl text, row_id bigint, chain bigint, seq bigint, record_id bigint, place integer, suite text, shape text,
        before text, after text, personal text, erased boolean, salt bytea)
"""
_COPY = "COPY audit_said FROM STDIN"


def begin(connection: Any) -> None:
    """An empty table; only this connection sees it."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS audit_said")
        cursor.execute(_MAKE)


def end(connection: Any) -> None:
    """Away with it."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE audit_said")


def keep(connection: Any, report: Report, records: Sequence[tuple[int | None, dict[str, Any]]]) -> None:
    """Gather the subjects of (place in the chain, record) pairs; parts of bulk acts are fetched and checked."""
    with connection.cursor() as cursor, cursor.copy(_COPY) as pipe:
        for seq, record in records:
            for line in _lines(seq, record):
                pipe.write_row(line)
    parts = [(seq, r, s) for seq, r in records for s in r["subjects"] if isinstance(s, dict) and "part" in s]
    for seq, record, subject in parts:
        lines = list(_batch(connection, report, seq, record, subject))
        with connection.cursor() as cursor, cursor.copy(_COPY) as pipe:
            for line in lines:
                pipe.write_row(line)


def _lines(seq: int | None, record: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    subjects = record["subjects"] if isinstance(record["subjects"], list) else []
    for place, subject in enumerate(subjects):
        if not isinstance(subject, dict) or "part" in subject or "shape" not in subject:
            continue
        if str(subject.get("id", "")).lstrip("-").isdigit():  # a bent record may say anything
            yield (str(subject.get("table")), int(subject["id"]), record["estate_id"], seq, record["id"], place,
                record["suite"], str(subject["shape"]), subject.get("before"), subject.get("after"),
                subject.get("personal"), bool(subject.get("erased")), None)  # fmt: skip


def _batch(
    connection: Any, report: Report, seq: int | None, record: dict[str, Any], subject: dict[str, Any]
) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, rows FROM kernel_recordbatch WHERE estate_id = %s AND record_id = %s AND part = %s",
            [record["estate_id"], record["id"], subject["part"]],
        )
        found = cursor.fetchone()
    if found is None:
        note = f"part {subject['part']} of record {record['id']} is gone"
        report.add(Fault(record["estate_id"], seq, "missing", "kernel_recordbatch", None, note))
        return
    rows = json.loads(found[1]) if isinstance(found[1], str) else found[1]
    if hex_hash(canonical(rows).encode(), record["suite"]) != subject["after"]:
        note = f"part {subject['part']} of record {record['id']} is not what the record says"
        report.add(Fault(record["estate_id"], seq, "changed", "kernel_recordbatch", str(found[0]), note))
    try:
        lines = list(_rows_of(rows))
    except (ValueError, TypeError):
        note = f"part {subject['part']} of record {record['id']} has no form that is known"
        report.add(Fault(record["estate_id"], seq, "changed", "kernel_recordbatch", str(found[0]), note))
        return
    for place, (pk, before, after, personal, salt) in enumerate(lines):
        yield (subject["table"], pk, record["estate_id"], seq, record["id"], 1_000_000 + place, record["suite"],
            subject["shape"], before, after, personal, False, salt)  # fmt: skip


def _rows_of(rows: Any) -> Iterator[tuple[int, str | None, str | None, str | None, bytes | None]]:
    """(id, before, after, personal, salt) of each line of a part; the generator's parts (`kernel/poured.py`) hold marks
    in place of digests, and a salt of their own."""
    if isinstance(rows, dict):
        salt = bytes.fromhex(rows["salt"]) if isinstance(rows.get("salt"), str) else b""
        for pk, mark, personal in poured.lines(rows):
            yield pk, None, mark, personal, salt
        return
    for pk, before, after, personal in rows:
        yield pk, before, after, personal, None
