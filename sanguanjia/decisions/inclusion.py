"""我的票算进去了: each line of an owner's home in the log, and its path to the last root that was signed.

The path is worked out from the leaves as they lie in the database now and checked against the head in the file: a log
that was bent since gives no path, whatever the database says.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from . import proofs
from .models import LogLine, Standing, Vote
from .proof import heads, keeping, merkle
from .voices import Voice

_FIRST_LINES = 64  # the notice is signed after the config and a root per item


@dataclass(frozen=True, slots=True)
class Entry:
    """The ballot that stands for one home and item: its line, whether it is under the signed root (None: the head that
    will hold it is not signed yet), its path. `own`: cast by this voice; else by a co-owner or a proxy."""

    item: int
    door: str
    seq: int
    hour: str
    channel: str
    own: bool
    frozen: bool
    included: bool | None
    path: tuple[str, ...]


def last_head(vote: Vote) -> heads.Head | None:
    """The last head that was signed, from the file outside the database."""
    signed = keeping.known(proofs.folder(), str(vote.pk))
    return signed[-1] if signed else None


def grew_from_the_notice(vote: Vote) -> bool:
    """Whether the log still begins with what the lobby sheet printed: one of its first roots is the printed one."""
    rows = LogLine.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk).order_by("seq")
    tree = merkle.Growing()
    for line in rows.values_list("line", flat=True)[:_FIRST_LINES]:
        tree.add(merkle.leaf_hash(line))
        if tree.root().hex() == vote.log_root:
            return True
    return False


def entries(vote: Vote, voice: Voice, head: heads.Head | None) -> tuple[Entry, ...]:
    """What stands for the units of a voice, by item and door."""
    doors = {line.pk: line.code for line in voice.lines}
    rows = Standing.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk, line_id__in=list(doors))
    standing = sorted(rows, key=lambda row: (row.item, doors[row.line_id]))
    if not standing:
        return ()
    log = LogLine.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk)
    lines = dict(log.filter(seq__in=[row.seq for row in standing]).values_list("seq", "line"))
    leaves = [
        bytes.fromhex(leaf) for leaf in log.order_by("seq").values_list("leaf", flat=True)[: head.size if head else 0]
    ]
    return tuple(_entry(row, doors[row.line_id], lines[row.seq], leaves, head, voice) for row in standing)


def _entry(row: Standing, door: str, line: str, leaves: list[bytes], head: heads.Head | None, voice: Voice) -> Entry:
    said: dict[str, Any] = json.loads(line)
    included, path = None, []
    if head is not None and row.seq < head.size:
        path = merkle.inclusion(row.seq, leaves) if len(leaves) == head.size else []
        leaf = merkle.leaf_hash(line)
        included = merkle.included(leaf, row.seq, head.size, path, bytes.fromhex(head.root))
    return Entry(
        row.item, door, row.seq, said["at"], said["channel"], row.voter == voice.voter, row.frozen, included,
        tuple(step.hex() for step in path),
    )  # fmt: skip
