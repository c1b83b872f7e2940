"""Lists that come back as sheets: opened by a child process, never by ours."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sanguanjia.kernel.sheets.sandbox import ask

_CHILD = "sanguanjia.cases.sheets.child"


def rows(path: Path, headers: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """(row number, header → cell) of every row under the header. Raises `Refused`, `Unreadable`."""
    answers = ask(_CHILD, path, {"headers": list(headers)}, keep_kind=True)
    return [(one["row"], one["cells"]) for one in answers if one["t"] == "row"]
