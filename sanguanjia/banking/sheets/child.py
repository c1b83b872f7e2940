"""The child process that opens a bank's file (see `kernel/sheets/fence.py`)."""

from __future__ import annotations

import sys
from typing import Any, BinaryIO

from sanguanjia.banking.sheets.reader import as_lines, read
from sanguanjia.banking.types import Format
from sanguanjia.kernel.sheets.fence import answer, say


def work(stream: BinaryIO, options: dict[str, Any]) -> None:
    """The statement, as the form in `options` reads it."""
    told = options["form"]
    tuples = {name: {key: tuple(words) for key, words in told[name].items()} for name in ("columns", "labels")}
    form = Format(**told | tuples | {name: tuple(told[name]) for name in ("inward", "outward", "banks")})
    for kind, value in as_lines(read(stream, form)):
        say(kind, value)
    say("end", {})


if __name__ == "__main__":
    sys.exit(answer(work))
