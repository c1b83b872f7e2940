"""Ask the child process about an export. The parent never parses an untrusted file itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from sanguanjia.intake.types import Sheet
from sanguanjia.kernel.sheets.sandbox import ask

_CHILD: Final = "sanguanjia.intake.sheets.child"


def sheets(path: Path | str) -> Iterator[Sheet]:
    """The rows of an export in file order. Raises `Refused` or `Unreadable`; bounded memory."""
    for value in ask(_CHILD, path, {}, keep_kind=True):
        if value.pop("t") == "sheet":
            moment = value.pop("called_at")
            yield Sheet(**value, called_at=datetime.fromisoformat(moment) if moment else None)


def count(path: Path | str) -> int:
    """How many rows an export has, at most: what is under the table counts too. Raises as `sheets` does."""
    return sum(int(value["rows"]) for value in ask(_CHILD, path, {"count": True}))
