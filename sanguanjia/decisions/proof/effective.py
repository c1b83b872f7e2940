"""Which ballots count after a log, the sorted tree of them, and the proof that a unit has none ("nobody voted for me").

The tree of an item has one leaf per effective ballot, sorted by pseudonym; its root stands in the `close` line. A
pseudonym that is absent lies between two neighbours of that tree (or before the first, after the last).
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from . import merkle
from .events import canonical

Effective = Mapping[str, int]
"""Pseudonym → seq of the ballot that counts."""


class BadLog(Exception):
    """The log contradicts itself: (kind, seq)."""


def after(lines: Iterable[str]) -> dict[str, dict[str, int]]:
    """Item → effective ballots after these lines. Raises BadLog."""
    found: dict[str, dict[str, int]] = {}
    owner: dict[int, tuple[str, str]] = {}
    last: dict[tuple[str, str], int] = {}
    for text in lines:
        line = json.loads(text)
        kind = line["kind"]
        if kind not in ("ballot", "supersede"):
            continue
        seq, key = line["seq"], (line["item"], line["p"])
        counting = found.setdefault(key[0], {})
        if kind == "ballot":
            if line["prev"] != last.get(key):
                raise BadLog("previous", seq)
            if line["prev"] is None:
                counting[key[1]] = seq
            owner[seq], last[key] = key, seq
        else:
            if counting.get(key[1]) != line["old"] or (line["new"] is not None and owner.get(line["new"]) != key):
                raise BadLog("supersede", seq)
            if line["new"] is None:
                counting.pop(key[1], None)
            else:
                counting[key[1]] = line["new"]
    return found


def leaf(p: str, seq: int) -> bytes:
    """The leaf hash of an effective ballot."""
    return merkle.leaf_hash(canonical([p, seq]))


def summary(effective: Effective) -> dict[str, Any]:
    """What the `close` line says of an item: how many ballots count, and the root of their sorted tree."""
    top = merkle.root(leaf(p, effective[p]) for p in sorted(effective))
    return {"n": len(effective), "root": top.hex()}


def absence(p: str, effective: Effective) -> dict[str, Any]:
    """The proof that `p` has no effective ballot: its neighbours with their paths. Raises ValueError if it has one."""
    if p in effective:
        raise ValueError("there is a ballot")
    names = sorted(effective)
    leaves = [leaf(name, effective[name]) for name in names]
    place = bisect_left(names, p)
    return {
        "p": p,
        "size": len(names),
        "neighbours": [
            {"index": i, "p": names[i], "seq": effective[names[i]], "path": _hex(merkle.inclusion(i, leaves))}
            for i in (place - 1, place)
            if 0 <= i < len(names)
        ],
    }


def absent(proof: Mapping[str, Any], top: str) -> bool:
    """Whether the proof shows that its pseudonym is not in the tree with this root."""
    p, size, near = proof["p"], proof["size"], proof["neighbours"]
    if size == 0:
        return not near and top == merkle.EMPTY.hex()
    for one in near:
        path = [bytes.fromhex(step) for step in one["path"]]
        if not merkle.included(leaf(one["p"], one["seq"]), one["index"], size, path, bytes.fromhex(top)):
            return False
    places = [one["index"] for one in near]
    if len(near) == 2:
        return places[1] == places[0] + 1 and near[0]["p"] < p < near[1]["p"]
    return bool(near) and ((places == [0] and p < near[0]["p"]) or (places == [size - 1] and near[0]["p"] < p))


def _hex(path: Sequence[bytes]) -> list[str]:
    return [step.hex() for step in path]
