"""Signed heads for a file outside the database: one JSON object per line (form in docs/audit.md)."""

from __future__ import annotations

import base64
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.db import connections, transaction

from sanguanjia.kernel import clock
from sanguanjia.kernel.digest import canonical
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.kernel.suites import SUITES, present_suite

from .rules.merkle import root
from .signing import ORIGIN, public_bytes, signed_note, signing_key, text_of
from .types import AnchoredHead, SignedHeads
from .verify.against_anchor import mark_of

FORM = "sanguanjia anchor 1"
FILE = "anchors.jsonl"
_STATE = "anchored.json"
_LUMP = 5000


class BadAnchor(Exception):
    """The file is no anchor of ours, or its signature does not hold. Carries a code for the sentence."""


def take(data: Path, known: Mapping[int, int] | None = None, using: str = "default") -> dict[str, Any]:
    """The heads of all chains now, signed. `known`: up to which place of each chain earlier anchors of the same file
    hold marks already; without it every record is marked."""
    suite = present_suite()
    with cross_estate(), transaction.atomic(using=using):
        chains = list(_chains(connections[using], known or {}))
    top = root([canonical(chain).encode() for chain in chains], SUITES[suite])
    at = clock.now().isoformat(timespec="seconds")
    text = f"{ORIGIN}\n{len(chains)}\n{base64.b64encode(top).decode()}\nat {at}\nsuite {suite}\n"
    key = signing_key(data)
    return {
        "form": FORM, "at": at, "suite": suite, "root": top.hex(),
        "key": base64.b64encode(public_bytes(key)).decode(), "note": signed_note(text, key), "chains": chains,
    }  # fmt: skip


def write(folder: Path, data: Path, using: str = "default") -> dict[str, Any]:
    """Append an anchor to the file in the folder; marks only what the lines before have not marked."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        state = folder / _STATE
        known = {int(k): v for k, v in json.loads(state.read_text()).items()} if state.exists() else {}
        anchor = take(data, known if (folder / FILE).exists() else {}, using)
        with (folder / FILE).open("a", encoding="utf-8") as file:
            file.write(canonical(anchor) + "\n")
            file.flush()
            os.fsync(file.fileno())
        fresh = folder / f"{_STATE}.new"
        fresh.write_text(json.dumps({str(chain["estate"]): chain["seq"] for chain in anchor["chains"]}))
        fresh.replace(state)
    return anchor


def read(text: str, public: bytes | None) -> list[SignedHeads]:
    """The anchors of a file, oldest first. `public`: the key to trust; None: the one each line names (then only what
    was signed together is known to belong together). Raises BadAnchor."""
    found = [_read(line, public) for line in text.splitlines() if line.strip()]
    if not found:
        raise BadAnchor("anchor_unreadable")
    return found


def _read(line: str, public: bytes | None) -> SignedHeads:
    try:
        anchor = json.loads(line)
        if anchor["form"] != FORM or anchor["suite"] not in SUITES:
            raise BadAnchor("anchor_unknown_form")
        chains = list(anchor["chains"])
        heads = [
            AnchoredHead(int(c["estate"]), int(c["seq"]), str(c["hash"]), str(c["suite"]), int(c["from"]),
                base64.b64decode(c["marks"], validate=True))
            for c in chains
        ]  # fmt: skip
        key = public or base64.b64decode(anchor["key"], validate=True)
        note = str(anchor["note"])
        top = root([canonical(chain).encode() for chain in chains], SUITES[anchor["suite"]])
    except (ValueError, KeyError, TypeError) as error:
        raise BadAnchor("anchor_unreadable") from error
    try:
        lines = text_of(note, key).splitlines()
    except ValueError as error:
        raise BadAnchor("anchor_signature") from error
    signed = [
        ORIGIN,
        str(len(chains)),
        base64.b64encode(top).decode(),
        f"at {anchor['at']}",
        f"suite {anchor['suite']}",
    ]
    if lines != signed:
        raise BadAnchor("anchor_signature")
    return SignedHeads(str(anchor["at"]), top.hex(), note, {head.estate_id: head for head in heads})


def _chains(connection: Any, known: Mapping[int, int]) -> Iterator[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (estate_id) estate_id, seq, suite, hash FROM audit_chainlink"
            " ORDER BY estate_id, seq DESC"
        )
        heads = cursor.fetchall()
    for home, seq, suite, hash_ in heads:
        start = min(known.get(home, 0), seq) + 1
        marks = b"".join(_marks(connection, home, start, seq))
        yield {"estate": home, "seq": seq, "suite": suite, "hash": hash_, "from": start,
            "marks": base64.b64encode(marks).decode()}  # fmt: skip


def _marks(connection: Any, home: int, start: int, end: int) -> Iterator[bytes]:
    for low in range(start, end + 1, _LUMP):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT record_id, record_digest FROM audit_chainlink WHERE estate_id = %s AND seq BETWEEN %s AND %s"
                " ORDER BY seq",
                [home, low, min(low + _LUMP - 1, end)],
            )
            yield b"".join(mark_of(pk, digest) for pk, digest in cursor.fetchall())
