"""Lists that come back as sheets: opened by a child process, never by ours."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sanguanjia.kernel.sheets.sandbox import ask

_CHILD = "sanguanjia.cases.sheets.child"


def rows(
    path: Path, headers: Sequence[str], *, key: str = "编号", days: Sequence[str] = ()
) -> list[tuple[int, dict[str, str]]]:
    """(row number, header → cell) of every row under the header. Raises `Refused`, `Unreadable`.

    `key`: the column without which a row is no header; `days`: columns whose cells are days, given as YYYY-MM-DD.
    """
    answers = ask(_CHILD, path, {"headers": list(headers), "key": key, "days": list(days)}, keep_kind=True)
    return [(one["row"], one["cells"]) for one in answers if one["t"] == "row"]
