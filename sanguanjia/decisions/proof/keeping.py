"""Heads of votes kept in files outside the database: what was signed once can never be signed otherwise.

`<data>/votes/<vote>.heads.jsonl`, one head per line, fsynced before it is published. Before signing, the log is read
again from its first line: every stamp must hold and every earlier head must fit. So a line that was changed, dropped,
moved or smuggled in is refused here, and seen by everybody who holds an earlier head or a receipt.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from . import heads, merkle
from .events import canonical
from .keys import VoteKey


@dataclass(frozen=True, slots=True)
class Kept:
    """A row of the log as the database holds it."""

    seq: int
    line: str
    leaf: str
    stamp: str


class LogBent(Exception):
    """The log is not what this program wrote or signed: (kind, seq). Kinds: gap, changed, stamp, head."""


def folder(data: Path) -> Path:
    """Where the heads lie."""
    return data / "votes"


def known(data: Path, vote: str) -> list[heads.Head]:
    """The heads signed so far, oldest first."""
    path = _file(data, vote)
    if not path.exists():
        return []
    return [heads.Head(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def check(rows: Iterable[Kept], key: VoteKey, signed: Iterable[heads.Head]) -> merkle.Growing:
    """Walk the log: places, leaves, stamps, and every signed head. Raises LogBent; gives the tree."""
    tree = merkle.Growing()
    waiting = sorted(signed, key=lambda head: head.size, reverse=True)
    for row in rows:
        if row.seq != tree.size:
            raise LogBent("gap", tree.size)
        leaf = merkle.leaf_hash(row.line)
        if leaf.hex() != row.leaf:
            raise LogBent("changed", row.seq)
        if not key.stamped(row.line, row.stamp):
            raise LogBent("stamp", row.seq)
        tree.add(leaf)
        while waiting and waiting[-1].size == tree.size:
            if waiting.pop().root != tree.root().hex():
                raise LogBent("head", row.seq)
    if waiting:
        raise LogBent("gap", tree.size)
    return tree


def sign(data: Path, vote: str, rows: Iterable[Kept], key: VoteKey, at: datetime) -> heads.Head:
    """Check the whole log and sign its head; a log that has not grown answers the last head again. Raises LogBent."""
    folder(data).mkdir(parents=True, exist_ok=True)
    with (folder(data) / f"{vote}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        signed = known(data, vote)
        tree = check(rows, key, signed)
        if signed and signed[-1].size == tree.size:
            return signed[-1]
        head = heads.sign_head(vote, tree.size, tree.root(), at, heads.signing_key(data))
        with _file(data, vote).open("a", encoding="utf-8") as file:
            file.write(canonical(head.as_form()) + "\n")
            file.flush()
            os.fsync(file.fileno())
    return head


def _file(data: Path, vote: str) -> Path:
    if not vote.replace("-", "").isalnum():
        raise ValueError("a vote's name is digits, letters and hyphens")
    return folder(data) / f"{vote}.heads.jsonl"
