"""What an anchor remembers, against what stands in the database now: finds what was bent and then hashed again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sanguanjia.audit.types import AnchoredHead, Fault, Report, SignedHeads

_LUMP = 5000


def mark_of(record_id: int, digest: str) -> bytes:
    """What an anchor keeps of a record: its id and the first four bytes of its digest."""
    return record_id.to_bytes(8, "big", signed=True) + bytes.fromhex(digest[:8])


def compare(
    connection: Any, report: Report, anchor: SignedHeads, estate_id: int | None, lengths: dict[int, tuple[int, str]]
) -> None:
    """Every chain the anchor names (or the one asked for)."""
    for home, head in sorted(anchor.heads.items()):
        if estate_id is None or home == estate_id:
            _compare(connection, report, head, lengths.get(home, (0, ""))[0])


def _compare(connection: Any, report: Report, head: AnchoredHead, length: int) -> None:
    hash_at_head = None
    for seq, record_id, digest, hash_ in _links(connection, head):
        if seq == head.seq:
            hash_at_head = hash_
        expected, found = head.mark(seq), mark_of(record_id, digest)
        if expected is not None and expected != found:
            report.add(_named(connection, head, seq, expected, found, length))
            return
    if length < head.seq:
        expected = head.mark(length + 1)
        pk = str(int.from_bytes(expected[:8], "big", signed=True)) if expected else None
        note = f"the anchor knows {head.seq} records, {length} are there"
        report.add(Fault(head.estate_id, length + 1, "truncated", "kernel_record", pk, note))
    elif hash_at_head != head.hash and not any(f.chain == head.estate_id for f in report.faults):
        note = "the chain was hashed anew: the anchored head is another one"
        report.add(Fault(head.estate_id, head.start, "changed", "audit_chainlink", None, note))


def _named(connection: Any, head: AnchoredHead, seq: int, expected: bytes, found: bytes, length: int) -> Fault:
    """The first place where chain and anchor part: what happened to the record the anchor has there?"""
    pk = int.from_bytes(expected[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq, record_digest FROM audit_chainlink WHERE estate_id = %s AND record_id = %s",
            [head.estate_id, pk],
        )
        now = cursor.fetchone()
    if now is None:
        kind, note = "missing", "the anchor has a record here that is gone"
    elif now[0] != seq:
        known = any(head.mark(at) == found for at in range(seq + 1, head.seq + 1))
        kind = "reordered" if known else "changed"
        note = f"the anchored record stands at {now[0]} now" if known else "a record was put in before the anchored one"
    else:
        kind, note = "changed", "the record is not the one that was anchored"
    return Fault(head.estate_id, seq, kind, "kernel_record", str(pk), note)


def _links(connection: Any, head: AnchoredHead) -> Iterator[tuple[int, int, str, str]]:
    after = min(head.start, head.seq) - 1  # an anchor of a chain that stood still marks nothing new
    while after < head.seq:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT seq, record_id, record_digest, hash FROM audit_chainlink"
                " WHERE estate_id = %s AND seq > %s AND seq <= %s ORDER BY seq LIMIT %s",
                [head.estate_id, after, head.seq, _LUMP],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        yield from rows
        after = rows[-1][0]
