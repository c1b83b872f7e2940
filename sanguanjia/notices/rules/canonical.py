"""The canonical text of a public notice: the same bytes for everybody, so that anyone can hash it again.

One JSON object, keys sorted, no spaces, UTF-8 without escapes, ended by nothing. `sha256sum` over the file that the
page offers gives the digest that the sheet prints. The text itself is NFC, lines end with \\n, no blanks at their ends.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

FORM = "sanguanjia.public-notice.1"
SUITE = "sha256"


@dataclass(frozen=True, slots=True)
class Content:
    """All that is published and must not change. `files` are the digests of the attachments, in their order."""

    estate_id: int
    estate_name: str
    number: int
    kind: str
    title: str
    text: str
    publisher: str
    contact: str
    opens_on: date
    closes_on: date
    earliest_end: date
    rule: str
    subject: str
    supersedes: int | None
    files: Sequence[str] = ()


def tidy(text: str) -> str:
    """Text as it is stored and hashed."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def canonical_text(content: Content) -> str:
    """The canonical form."""
    value = {
        "form": FORM, "estate_id": content.estate_id, "estate": content.estate_name, "number": content.number,
        "kind": content.kind, "title": content.title, "text": content.text, "publisher": content.publisher,
        "contact": content.contact, "opens_on": content.opens_on.isoformat(),
        "closes_on": content.closes_on.isoformat(), "earliest_end": content.earliest_end.isoformat(),
        "rule": content.rule, "subject": content.subject, "supersedes": content.supersedes,
        "files": list(content.files),
    }  # fmt: skip
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest_of(content: Content) -> str:
    """Hex digest of the canonical text."""
    return hashlib.sha256(canonical_text(content).encode()).hexdigest()
