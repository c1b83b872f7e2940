"""The child process that opens a sheet of balances (see `kernel/sheets/fence.py`): a line `row` for every row."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Any, BinaryIO

from sanguanjia.funds.sheets.reader import rows
from sanguanjia.kernel.sheets.fence import answer, say


def work(stream: BinaryIO, _options: dict[str, Any]) -> None:
    """Every row of the file, as it is read."""
    count = 0
    for row in rows(stream):
        say("row", asdict(row))
        count += 1
    say("end", {"rows": count})


if __name__ == "__main__":
    sys.exit(answer(work))
