"""Signed tree heads and receipts of a vote, and the words that a lobby sheet prints of a root."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sanguanjia.kernel import signing

from . import merkle
from .events import moment

ORIGIN = "sanguanjia/vote"
NAME = "vote-signing-key"
FORM = "sanguanjia vote receipt 1"
MERGED_WITHIN_SECONDS = 60
_FIRST, _SECOND = "春夏秋冬东南西北金木水火日月山河", "花草树竹松梅兰菊雨雪风云江湖田园"


@dataclass(frozen=True, slots=True)
class Head:
    """What was signed: the tree of a vote's log had this root when it had this many lines."""

    vote: str
    size: int
    root: str
    at: str
    note: str

    def as_form(self) -> dict[str, Any]:
        """As files and bundles hold it."""
        return {"vote": self.vote, "size": self.size, "root": self.root, "at": self.at, "note": self.note}


def signing_key(data: Path) -> Ed25519PrivateKey:
    """The city's key for votes: a file in the data directory, never in the database."""
    return signing.key_of(data, NAME)


def public_key(data: Path) -> str:
    """Its public half, hex: printed on the lobby sheet beside the root."""
    return signing.public_bytes(signing_key(data)).hex()


def sign_head(vote: str, size: int, root: bytes, at: datetime, key: Ed25519PrivateKey) -> Head:
    """Sign a tree head."""
    text = head_text(vote, size, root.hex(), moment(at))
    return Head(vote, size, root.hex(), moment(at), signing.signed_note(text, key, ORIGIN))


def head_text(vote: str, size: int, root: str, at: str) -> str:
    """What is signed."""
    top = base64.b64encode(bytes.fromhex(root)).decode()
    return f"{ORIGIN}\n{size}\n{top}\nvote {vote}\nat {at}\n"


def holds(head: Head, public: str) -> bool:
    """Whether the note says what the head says and is signed by this public key (hex)."""
    try:
        said = signing.text_of(head.note, bytes.fromhex(public), ORIGIN)
    except ValueError:
        return False
    return said == head_text(head.vote, head.size, head.root, head.at)


def receipt(
    line: str, vote: str, seq: int, opening: dict[str, Any], at: datetime, key: Ed25519PrivateKey
) -> dict[str, Any]:
    """What the owner takes home: the line, its opening {"salt", "choice", "area", "u"}, and the signed promise that the
    line is in the tree within a minute. The choice is in it: the page shows it only after a step-up."""
    text = promise_text(vote, seq, merkle.leaf_hash(line).hex(), moment(at))
    note = signing.signed_note(text, key, ORIGIN)
    return {"form": FORM, "vote": vote, "seq": seq, "line": line, "opening": opening, "promise": note}


def promise_text(vote: str, seq: int, leaf: str, at: str) -> str:
    """What a receipt promises."""
    return f"{ORIGIN}/receipt\nvote {vote}\nseq {seq}\nleaf {leaf}\nat {at}\nmerged within {MERGED_WITHIN_SECONDS} s\n"


def check_words(root: str) -> tuple[str, ...]:
    """Eight words of two characters for the first eight bytes of a root: read aloud and compared by eye."""
    return tuple(_FIRST[byte >> 4] + _SECOND[byte & 15] for byte in bytes.fromhex(root)[:8])
