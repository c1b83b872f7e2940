"""What a decision says, as one canonical value, and its hash: whoever has the paper can compare."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sanguanjia.kernel.digest import digest

from .models import Application


def decision_digest(row: Application, body: str, words: str, data: Mapping[str, Any]) -> str:
    """Hash over the decision: what, which number, granted or refused, by whom, when, why, under which rule."""
    return digest(
        {
            "estate": row.estate_id, "application": row.number, "item": row.item, "decision": row.decision_number,
            "granted": row.state == "granted", "body": body, "at": row.decided_at, "words": words, "data": dict(data),
            "rule": row.rule,
        }
    )  # fmt: skip
