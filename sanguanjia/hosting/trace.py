"""What one request was, for its log line: a small dict in a context variable that deeper layers may add to."""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar, Token
from typing import Any

_MOST_CODES = 20
_present: ContextVar[dict[str, Any] | None] = ContextVar("sgj_trace", default=None)


def begin(number: str) -> Token[dict[str, Any] | None]:
    """Start the notes of one request (or job) under its number."""
    return _present.set({"request": number})


def end(token: Token[dict[str, Any] | None]) -> dict[str, Any]:
    """The notes, and forget them."""
    notes = _present.get() or {}
    _present.reset(token)
    return notes


def acted(act: str, account_id: int | None) -> None:
    """An act was done in this request. Costs nothing where nobody listens."""
    notes = _present.get()
    if notes is not None:
        notes.setdefault("acts", []).append(act)
        notes["account"] = account_id


def refused(codes: Iterable[str]) -> None:
    """Something was refused in this request: why, by code. What people typed is never in a code."""
    notes = _present.get()
    if notes is not None:
        known = notes.setdefault("refusals", [])
        known += [code for code in codes if code not in known][: _MOST_CODES - len(known)]


def number() -> str:
    """The number of the present request, "" outside one."""
    notes = _present.get()
    return str(notes["request"]) if notes else ""
