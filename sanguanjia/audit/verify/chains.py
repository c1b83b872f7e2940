"""The chains themselves: each link, each record, each head, and what anchors remember of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sanguanjia.audit.forms import GENESIS, RECORD_COLUMNS, link_hash, record_digest, record_facts
from sanguanjia.audit.types import Fault, Report, SignedHeads
from sanguanjia.kernel.suites import SUITES

from . import against_anchor, said

_FETCH = 1000
_LINK_COLUMNS = ("estate_id", "seq", "record_id", "form", "suite", "record_digest", "prev", "hash")
_WALK = f"""
    SELECT {", ".join(f"l.{name}" for name in _LINK_COLUMNS)}, {", ".join(f"r.{name}" for name in RECORD_COLUMNS)}
      FROM audit_chainlink l LEFT JOIN kernel_record r ON r.estate_id = l.estate_id AND r.id = l.record_id
"""
_NOT_LINKED = f"""
    SELECT {", ".join(f"r.{name}" for name in RECORD_COLUMNS)},
           EXISTS (SELECT FROM kernel_unlinked u WHERE u.estate_id = r.estate_id AND u.id = r.id)
      FROM kernel_record r
     WHERE NOT EXISTS (SELECT FROM audit_chainlink l WHERE l.estate_id = r.estate_id AND l.record_id = r.id)
"""
_LISTED_AND_GONE = """
    SELECT u.estate_id, u.id FROM kernel_unlinked u
     WHERE NOT EXISTS (SELECT FROM kernel_record r WHERE r.estate_id = u.estate_id AND r.id = u.id)
"""
_WINDOW = 200


@dataclass(frozen=True, slots=True)
class Link:
    """A stored link."""

    estate_id: int
    seq: int
    record_id: int
    form: int
    suite: str
    record_digest: str
    prev: str
    hash: str

    def computed(self, seq: int | None = None) -> str:
        """The hash it should have (at another place of the chain, if asked)."""
        return link_hash(
            self.estate_id, self.seq if seq is None else seq, self.record_id, self.suite, self.record_digest, self.prev
        )


@dataclass
class State:
    """How far the walk along one chain has come."""

    estate_id: int
    prev: str = GENESIS
    seq: int = 0
    lost: list[Fault] = field(default_factory=list)  # records missing in a row up to here
    broken: bool = False


def walk(connection: Any, report: Report, estate_id: int | None, anchors: Sequence[SignedHeads]) -> None:
    """Walk all chains (or one); faults go into the report, what the records say of rows into the temporary table."""
    heads = _heads(connection, estate_id)
    seen: set[int] = set()
    lengths: dict[int, tuple[int, str]] = {}
    for home, links in groupby(_links(connection, estate_id), key=lambda pair: pair[0].estate_id):
        state = _walk_one(connection, report, home, links)
        seen.add(home)
        lengths[home] = (state.seq, state.prev)
        report.chains += 1
        _end(report, state, heads.get(home))
    for home in sorted(set(heads) - seen):
        report.add(Fault(home, 1, "truncated", "audit_chainlink", None, f"all {heads[home][0]} links are gone"))
    _not_linked(connection, report, estate_id, lengths)
    for anchor in anchors:
        against_anchor.compare(connection, report, anchor, estate_id, lengths)


def _walk_one(connection: Any, report: Report, home: int, links: Iterator[tuple[Link, Any]]) -> State:
    state, kept = State(home), []
    for link, record in links:
        _judge(connection, report, state, link, record)
        state.prev, state.seq = link.hash, link.seq
        if record is not None:
            kept.append((link.seq, record))
        if len(kept) >= _FETCH:
            said.keep(connection, report, kept)
            kept = []
    said.keep(connection, report, kept)
    return state


def _judge(connection: Any, report: Report, state: State, link: Link, record: dict[str, Any] | None) -> None:
    if link.seq != state.seq + 1:
        state.broken = True
        note = f"links {state.seq + 1} to {link.seq - 1} are gone"
        report.add(Fault(link.estate_id, state.seq + 1, "missing", "kernel_record", None, note))
    if record is None:
        state.lost.append(_fault(link, "missing", "the record is gone, its link stands"))
    else:
        report.records += 1
        _flush(report, state, "missing")
        _judge_record(connection, report, link, record)
    _judge_link(connection, report, state, link)


def _judge_record(connection: Any, report: Report, link: Link, record: dict[str, Any]) -> None:
    if link.suite not in SUITES:
        report.add(_fault(link, "changed", f"hash suite {link.suite!r} is not known"))
        return
    found = record_digest(record, link.suite)
    if found == link.record_digest:
        return
    kind = "reordered" if _belongs_elsewhere(connection, link, record, found) else "changed"
    report.add(_fault(link, kind, f"digest of the record is {found[:12]}…, linked as {link.record_digest[:12]}…"))


def _belongs_elsewhere(connection: Any, link: Link, record: dict[str, Any], found: str) -> bool:
    """The content is that of another record of this chain: under its own id, or under this one's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT record_id, record_digest, suite FROM audit_chainlink WHERE estate_id = %s AND seq <> %s"
            " AND seq BETWEEN %s AND %s",
            [link.estate_id, link.seq, link.seq - _WINDOW, link.seq + _WINDOW],
        )
        others = cursor.fetchall()
        cursor.execute(
            "SELECT 1 FROM audit_chainlink WHERE estate_id = %s AND record_digest = %s AND seq <> %s",
            [link.estate_id, found, link.seq],
        )
        if cursor.fetchone():
            return True
    return any(
        suite in SUITES and record_digest({**record, "id": pk}, suite) == digest
        for pk, digest, suite in others
    )  # fmt: skip


def _judge_link(connection: Any, report: Report, state: State, link: Link) -> None:
    if state.broken or link.suite not in SUITES:
        state.broken = False  # the first link after a gap cannot fit; the gap is named already
        return
    whole = link.computed() == link.hash
    if whole and link.prev == state.prev:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq FROM audit_chainlink WHERE estate_id = %s AND prev = %s AND seq <> %s",
            [link.estate_id, state.prev, link.seq],
        )
        successor_elsewhere = cursor.fetchone() is not None
    moved_up = any(link.computed(link.seq + step) == link.hash for step in range(1, 20))
    kind = "reordered" if successor_elsewhere else "missing" if moved_up else "changed"
    if kind == "changed" and whole and any(f.chain == link.estate_id and f.seq == link.seq - 1 for f in report.faults):
        return  # the link before was rewritten and is named
    report.add(_fault(link, kind, "the link does not follow from the one before it", "audit_chainlink"))


def _flush(report: Report, state: State, kind: str) -> None:
    for fault in state.lost:
        note = fault.note if kind == "missing" else "the records from here to the end are gone"
        report.add(Fault(fault.chain, fault.seq, kind, fault.table, fault.id, note))
    state.lost = []


def _end(report: Report, state: State, head: tuple[int, str] | None) -> None:
    _flush(report, state, "truncated")
    if head is None:
        return
    if head[0] > state.seq:
        note = f"the head says {head[0]} links, {state.seq} are there"
        report.add(Fault(state.estate_id, state.seq + 1, "truncated", "kernel_record", None, note))
    elif head != (state.seq, state.prev):
        note = "the kept head is not the last link"
        report.add(Fault(state.estate_id, state.seq, "changed", "audit_chainhead", None, note))


def _not_linked(connection: Any, report: Report, estate_id: int | None, lengths: dict[int, tuple[int, str]]) -> None:
    """Records without a link: waiting for the appender, or robbed of it."""
    where, values = (" AND r.estate_id = %s", [estate_id]) if estate_id is not None else ("", [])
    faulty = {f.chain for f in report.faults}
    for some in _stream(connection, "sgj_not_linked", f"{_NOT_LINKED}{where} ORDER BY r.estate_id, r.id", values):
        kept = []
        for row in some:
            record, listed = record_facts(row[:-1]), row[-1]
            kept.append((None, record))
            report.records += 1
            home = record["estate_id"]
            if listed:
                report.unlinked += 1
            elif home not in faulty:
                faulty.add(home)
                seq = lengths.get(home, (0, ""))[0] + 1
                note = "a record whose link is gone"
                report.add(Fault(home, seq, "truncated", "kernel_record", str(record["id"]), note))
        said.keep(connection, report, kept)
    with connection.cursor() as cursor:
        cursor.execute(_LISTED_AND_GONE + (" AND u.estate_id = %s" if estate_id is not None else ""), values)
        for home, pk in cursor.fetchall():
            seq = lengths.get(home, (0, ""))[0] + 1
            report.add(Fault(home, seq, "missing", "kernel_record", str(pk), "waited for its link and is gone"))


def _links(connection: Any, estate_id: int | None) -> Iterator[tuple[Link, dict[str, Any] | None]]:
    where, values = (" WHERE l.estate_id = %s", [estate_id]) if estate_id is not None else ("", [])
    width = len(_LINK_COLUMNS)
    for some in _stream(connection, "sgj_links", f"{_WALK}{where} ORDER BY l.estate_id, l.seq", values):
        for row in some:
            record = row[width:]
            yield Link(*row[:width]), None if record[0] is None else record_facts(record)


def _heads(connection: Any, estate_id: int | None) -> dict[int, tuple[int, str]]:
    where, values = (" WHERE estate_id = %s", [estate_id]) if estate_id is not None else ("", [])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT estate_id, seq, hash FROM audit_chainhead{where}", values)
        return {home: (seq, hash_) for home, seq, hash_ in cursor.fetchall()}


def _stream(connection: Any, name: str, sql: str, values: Sequence[Any]) -> Iterator[list[Any]]:
    """Rows in lumps, with a cursor of the server's: other statements may run between two lumps."""
    with connection.cursor() as cursor:
        cursor.execute(f"DECLARE {name} NO SCROLL CURSOR FOR {sql}", values)
        try:
            while True:
                cursor.execute(f"FETCH {_FETCH} FROM {name}")
                rows = cursor.fetchall()
                if not rows:
                    return
                yield rows
        finally:
            cursor.execute(f"CLOSE {name}")


def _fault(link: Link, kind: str, note: str, table: str = "kernel_record") -> Fault:
    return Fault(link.estate_id, link.seq, kind, table, str(link.record_id), note)
