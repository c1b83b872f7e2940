"""The child process that opens hotline exports (see `kernel/sheets/fence.py`): answers with a line of the kind
`sheet` for every row, `end` last; asked to count, with `end` alone.
"""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Any, BinaryIO

from sanguanjia.intake.sheets.reader import count_rows, sheets
from sanguanjia.kernel.sheets.fence import answer, say


def work(stream: BinaryIO, options: dict[str, Any]) -> None:
    """Every sheet of the file, as it is read; with `count`, only how many rows stand under the header."""
    if options.get("count"):
        say("end", {"rows": count_rows(stream)})
        return
    count = 0
    for sheet in sheets(stream):
        value = asdict(sheet)
        value["called_at"] = sheet.called_at.isoformat() if sheet.called_at else None
        say("sheet", value)
        count += 1
    say("end", {"rows": count})


if __name__ == "__main__":
    sys.exit(answer(work))
