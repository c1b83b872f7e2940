"""The lines of a vote's log: canonical JSON, one kind each; and the commitments they carry.

Every line has v (1), vote, seq (its place in the tree, from 0), kind, at. Ballots bear the hour only: a minute would
tell neighbours who stood at the box. Moments are UTC text (`2026-11-23T03:00:00Z`), areas hundredths of a square metre.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

VERSION = 1
_CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))
KINDS = (
    "config", "roll_root", "open", "ballot", "supersede", "paper_batch", "proxy", "close", "result", "correction",
)  # fmt: skip
CHANNELS = ("phone", "desk", "door", "paper", "outside")
WHYS = ("revote", "own_over_proxy", "precedence", "dispute", "settled", "invalid")


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces."""
    return _CANONICAL.encode(value)


def moment(at: datetime) -> str:
    """A moment as the log says it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def hour(at: datetime) -> str:
    """A moment rounded down to the hour."""
    return moment(at.replace(minute=0, second=0, microsecond=0))


def unit_seal(salt: str, unit: str, building: str, head: str, area: int, source: str) -> str:
    """`u`: who a line of the roll is, sealed."""
    return _sealed(b"sgj-unit-1\x00", salt, [unit, building, head, area, source])


def commitment(salt: str, choice: str, area: int, u: str) -> str:
    """`c`: what a ballot says and weighs. Choice and area can be opened without opening the unit (`u` stays sealed)."""
    return _sealed(b"sgj-ballot-1\x00", salt, [choice, area, u])


def config(vote: str, seq: int, at: datetime, rules: Mapping[str, Any]) -> str:
    """What was fixed before opening. `rules`: {"items": {item: {"title", "options": [...], "participation": T,
    "consent": T}}, "k": 5, "revote": …, "channels": …, "policy": [versions]}; T = {"test": "ge|gt|none",
    "share": "2/3", "base": "all|participants"}; with elections and choices also "questions": {"q1": {"items": […],
    "seats", "rank": ["n", "area"], "tie": "runoff|lot|older", "older": {item: place by age}}}; more keys are welcome,
    all are bound by the tree."""
    return _line(vote, seq, "config", moment(at), rules=rules)


def roll_root(vote: str, seq: int, at: datetime, item: str, root: Mapping[str, Any]) -> str:
    """The frozen roll of one item: what `roll.summary` gave."""
    return _line(vote, seq, "roll_root", moment(at), item=item, roll=root)


def open_(vote: str, seq: int, at: datetime, closes: datetime) -> str:
    """Casting begins."""
    return _line(vote, seq, "open", moment(at), closes=moment(closes))


def ballot(
    vote: str, seq: int, at: datetime, item: str, *, channel: str, p: str, c: str, prev: int | None = None,
    batch: int | None = None,
) -> str:  # fmt: skip
    """A ballot of the pseudonym `p` with commitment `c`; `prev` is the seq of the last ballot line of `p`; `batch` the
    seq of its paper batch. Effective at once if `prev` is None, else by a `supersede` line."""
    if channel not in CHANNELS:
        raise ValueError(f"no channel {channel!r}")
    return _line(vote, seq, "ballot", hour(at), item=item, channel=channel, p=p, c=c, prev=prev, batch=batch)


def supersede(
    vote: str, seq: int, at: datetime, item: str, *, p: str, old: int | None, new: int | None, why: str
) -> str:
    """From now on the ballot at `new` counts for `p` instead of `old`; None = none (frozen, or none before)."""
    if why not in WHYS:
        raise ValueError(f"no reason {why!r}")
    return _line(vote, seq, "supersede", hour(at), item=item, p=p, old=old, new=new, why=why)


def paper_batch(vote: str, seq: int, at: datetime, *, number: int, forms: int, scans: str) -> str:
    """A batch of paper forms: its number, how many, and the hash over its scans."""
    return _line(vote, seq, "paper_batch", moment(at), number=number, forms=forms, scans=scans)


def proxy(vote: str, seq: int, at: datetime, *, p: Sequence[str], document: str, revoked: bool = False) -> str:
    """A written authority over some pseudonyms (its hash, not its text), given or revoked."""
    return _line(vote, seq, "proxy", hour(at), p=sorted(p), document=document, revoked=revoked)


def close(vote: str, seq: int, at: datetime, effective: Mapping[str, Mapping[str, Any]]) -> str:
    """Casting ends. `effective`: per item what `effective.summary` gave: {"n": ballots, "root": hex}."""
    return _line(vote, seq, "close", moment(at), effective=effective)


def result(
    vote: str, seq: int, at: datetime, item: str, *, total: Mapping[str, int], part: Mapping[str, int],
    options: Mapping[str, Mapping[str, int]], outcome: str, facts: Mapping[str, Any] | None = None,
) -> str:  # fmt: skip
    """Both counts: {"area", "n"} of all, of those taking part, and per option; outcome `pass` or `fail`; `facts` for
    more (`elected`, the deemed line, rule versions)."""
    return _line(vote, seq, "result", moment(at), item=item, total=total, part=part, options=options,
        outcome=outcome, facts=facts or {})  # fmt: skip


def correction(vote: str, seq: int, at: datetime, *, what: str, facts: Mapping[str, Any]) -> str:
    """What was put right, in the open: kept, not interpreted. After `roll_redrawn` (before opening) a new `roll_root`
    of each item follows, after `result` a new `result`; the last one holds."""
    return _line(vote, seq, "correction", moment(at), what=what, facts=facts)


def _line(vote: str, seq: int, kind: str, at: str, **body: Any) -> str:
    if kind not in KINDS or seq < 0:
        raise ValueError(f"no such line: {kind} {seq}")
    return canonical({"v": VERSION, "vote": vote, "seq": seq, "kind": kind, "at": at, **body})


def _sealed(domain: bytes, salt: str, what: list[Any]) -> str:
    if len(salt) != 64:
        raise ValueError("a salt is 32 bytes")
    return sha256(domain + bytes.fromhex(salt) + canonical(what).encode()).hexdigest()
