"""The exact forms of records and links (docs/audit.md). A form that was once used is never changed: a new one gets a
new number."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sanguanjia.kernel.digest import canonical
from sanguanjia.kernel.suites import hex_hash

FORM = 1
GENESIS = "0" * 64
RECORD_COLUMNS = (
    "id", "estate_id", "at", "act", "account_id", "by_system", "mandate_id", "capacity", "on_behalf_of", "permission",
    "subjects", "subject_table", "subject_id", "policy_versions", "reason", "suite", "request_digest",
    "idempotency_key", "answer",
)  # fmt: skip
_JSON = frozenset({"subjects", "policy_versions", "answer"})


def record_facts(values: Sequence[Any]) -> dict[str, Any]:
    """The columns of a record as a cursor gives them (JSON as text), by name."""
    return {
        name: json.loads(value) if name in _JSON and isinstance(value, str) else value
        for name, value in zip(RECORD_COLUMNS, values, strict=True)
    }


def record_digest(facts: dict[str, Any], suite: str) -> str:
    """Digest of the whole record."""
    return hex_hash(b"sanguanjia record 1\n" + canonical(facts).encode(), suite)


def link_hash(estate_id: int, seq: int, record_id: int, suite: str, digest: str, prev: str) -> str:
    """Hash of a link; `prev` is the hash of the link before, 64 zeros for the first."""
    text = f"sanguanjia link 1\n{estate_id}\n{seq}\n{record_id}\n{suite}\n{digest}\n{prev}\n"
    return hex_hash(text.encode(), suite)
