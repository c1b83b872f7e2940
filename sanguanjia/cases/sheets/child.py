"""The child process that opens a list (see `kernel/sheets/fence.py`): a line `row` for every row, `end` last."""

from __future__ import annotations

import sys
from itertools import islice
from typing import Any, BinaryIO

from sanguanjia.kernel.sheets.days import read_day
from sanguanjia.kernel.sheets.fence import answer, say
from sanguanjia.kernel.sheets.opening import tables
from sanguanjia.kernel.sheets.text import Number, number_text, squeeze
from sanguanjia.kernel.sheets.types import Table, Unreadable

HEADER_WITHIN = 20
MOST_ROWS = 2000


def work(stream: BinaryIO, options: dict[str, Any]) -> None:
    """Rows of the first sheet whose header names the key column and at least half of the columns. Cells of the columns
    in `days` are given as YYYY-MM-DD where they can be read as a day."""
    key, days = options.get("key", "编号"), frozenset(options.get("days", ()))
    wanted = {squeeze(header): header for header in options["headers"]}
    for table, _visible, _size in tables(stream, lambda cell: squeeze(cell) in wanted):
        for number, head in islice(table.rows(), HEADER_WITHIN):
            columns = {at: wanted[squeeze(text)] for at, text in head.items() if squeeze(text) in wanted}
            if key in columns.values() and len(columns) * 2 >= len(wanted):
                count = 0
                for row, found in islice(table.rows(), MOST_ROWS):
                    if row > number:
                        cells = {
                            name: _day(found.get(at, ""), table) if name in days else _text(found.get(at, ""))
                            for at, name in columns.items()
                        }
                        say("row", {"row": row, "cells": cells})
                        count += 1
                say("end", {"rows": count})
                return
    raise Unreadable("no_header")


def _day(cell: str, table: Table) -> str:
    day = read_day(cell, date1904=table.date1904) if cell else None
    return day.isoformat() if day else _text(cell)


def _text(cell: str) -> str:
    return (number_text(cell) if isinstance(cell, Number) else cell).strip()[:500]


if __name__ == "__main__":
    sys.exit(answer(work))
