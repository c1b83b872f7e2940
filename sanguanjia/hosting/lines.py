"""Log lines as JSON, without personal data.

Our own lines carry named facts (`extra={"facts": {...}}`), and only names on the list get through. Lines of libraries
are scrubbed: runs of Chinese letters and of six or more digits (telephones, identity numbers) become an ellipsis.
Of an error the type, the SQL state, the constraint and the lines of code are told, never the message: PostgreSQL quotes
the row in it ("Key (phone)=(…) already exists").
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FACTS = ("request", "route", "method", "status", "ms", "account", "acts", "job", "attempt", "event", "refused",
         "refusals")  # fmt: skip
_OURS = frozenset({"request", "route", "acts"})  # made by us, from our own words
_PACKAGES = Path(__file__).resolve().parents[2]
_PERSONAL = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+|\d[\dXx\- ]{4,}[\dXx]")
_LONGEST = 300
_FRAMES = 12
_CAUSES = 20


def scrub(text: str) -> str:
    """The text without what could be a name, a telephone or an identity number; one line, not too long."""
    return _PERSONAL.sub("…", text).replace("\n", " ").replace("\r", " ")[:_LONGEST]


def told(error: BaseException) -> dict[str, Any]:
    """What may be said of an error."""
    facts: dict[str, Any] = {"type": type(error).__name__}
    cause: BaseException | None = error
    for _ in range(_CAUSES):  # not for ever: a cause may lead back to itself
        if cause is None:
            break
        state = getattr(cause, "sqlstate", None)
        if state:
            facts["sqlstate"] = state
            constraint = getattr(getattr(cause, "diag", None), "constraint_name", None)
            if constraint:
                facts["constraint"] = constraint
            break
        cause = cause.__cause__
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    facts["at"] = [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
    return facts


def _short(name: str) -> str:
    path = Path(name)
    return str(path.relative_to(_PACKAGES)) if path.is_relative_to(_PACKAGES) else "/".join(path.parts[-2:])


class Line(logging.Formatter):
    """One record, one JSON object, one line."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        moment = datetime.fromtimestamp(record.created, UTC)
        said: dict[str, Any] = {
            "at": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "log": record.name,
        }
        facts = getattr(record, "facts", None)
        if isinstance(facts, dict):
            said |= {name: facts[name] if name in _OURS else _plain(facts[name]) for name in FACTS if name in facts}
        else:
            try:
                said["said"] = scrub(record.getMessage())
            except (TypeError, ValueError):  # a library's arguments do not fit its own text
                said["said"] = scrub(str(record.msg))
        if record.exc_info and record.exc_info[1] is not None:
            said["error"] = told(record.exc_info[1])
        return json.dumps(said, ensure_ascii=True, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, bool | int) or value is None:
        return value
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return scrub(str(value))
