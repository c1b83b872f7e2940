"""The child process that opens a list (see `kernel/sheets/fence.py`): a line `row` for every row, `end` last."""

from __future__ import annotations

import sys
from itertools import islice
from typing import Any, BinaryIO

from sanguanjia.kernel.sheets.fence import answer, say
from sanguanjia.kernel.sheets.opening import tables
from sanguanjia.kernel.sheets.text import Number, number_text, squeeze
from sanguanjia.kernel.sheets.types import Unreadable

HEADER_WITHIN = 20
MOST_ROWS = 2000


def work(stream: BinaryIO, options: dict[str, Any]) -> None:
    """Rows of the first sheet whose header names the code and at least half of the columns."""
    wanted = {squeeze(header): header for header in options["headers"]}
    for table, _visible, _size in tables(stream, lambda cell: squeeze(cell) in wanted):
        for number, cells in islice(table.rows(), HEADER_WITHIN):
            columns = {at: wanted[squeeze(text)] for at, text in cells.items() if squeeze(text) in wanted}
            if "编号" in columns.values() and len(columns) * 2 >= len(wanted):
                count = 0
                for row, found in islice(table.rows(), MOST_ROWS):
                    if row > number:
                        say(
                            "row",
                            {"row": row, "cells": {name: _text(found.get(at, "")) for at, name in columns.items()}},
                        )
                        count += 1
                say("end", {"rows": count})
                return
    raise Unreadable("no_header")


def _text(cell: str) -> str:
    return (number_text(cell) if isinstance(cell, Number) else cell).strip()[:500]


if __name__ == "__main__":
    sys.exit(answer(work))
