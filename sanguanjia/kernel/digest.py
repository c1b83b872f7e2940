"""Digests over facts, canonical so that anyone can compute them again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from django.db import models
from django.db.backends.postgresql.psycopg_any import Range
from pydantic_core import to_jsonable_python

SUITE = "sha256"


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces; moments in UTC to the microsecond, decimals as text."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)


def digest(value: Any) -> str:
    """Hex SHA-256 over the canonical form."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def row_facts(row: models.Model) -> dict[str, Any]:
    """The stored, non-personal columns of a row, by column name."""
    hidden = frozenset(getattr(row, "personal_fields", ()))
    shown = [field for field in row._meta.concrete_fields if field.name not in hidden]
    return {str(field.column): getattr(row, field.attname) for field in shown}


def row_digest(row: models.Model) -> str:
    """Digest of a row's non-personal columns."""
    return digest(row_facts(row))


def request_digest(account_id: int | None, act: str, wishes: Mapping[str, Any]) -> str:
    """Digest of who asks for what, to tell a replay from another request under the same key."""
    return digest([account_id, act, to_jsonable_python(dict(wishes), fallback=repr)])


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Range):
        return [value.lower, value.upper, value.bounds]
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    raise TypeError(f"no canonical form for {type(value).__name__}")
