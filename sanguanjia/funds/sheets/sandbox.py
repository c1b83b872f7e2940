"""Ask the child process about a sheet of balances. The parent never parses an untrusted file itself."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sanguanjia.funds.types import OpeningRow
from sanguanjia.kernel.refusal import refuse
from sanguanjia.kernel.sheets.sandbox import ask
from sanguanjia.kernel.sheets.types import Refused, Unreadable

_CHILD: Final = "sanguanjia.funds.sheets.child"
MOST_ROWS: Final = 50_000


def read_opening(path: Path) -> tuple[OpeningRow, ...]:
    """The rows of a sheet in file order. Refuses fund_sheet_unfit with the reader's word for why."""
    found: list[OpeningRow] = []
    try:
        for value in ask(_CHILD, path, {}, keep_kind=True):
            if value.pop("t") == "row":
                found.append(OpeningRow(**value))
            if len(found) > MOST_ROWS:
                refuse("fund_sheet_unfit", "file", why="too_large")
    except (Refused, Unreadable) as error:
        refuse("fund_sheet_unfit", "file", why=error.code)
    return tuple(found)
