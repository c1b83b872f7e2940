"""The child process that opens roster files (see `kernel/sheets/fence.py`). Run as `python -m
sanguanjia.registry.roster.child`; it answers with lines of the kinds unit, skip, problem,
report, look, refused, unreadable.
"""

from __future__ import annotations

import sys
from typing import Any, BinaryIO

from sanguanjia.kernel.sheets.fence import answer, say
from sanguanjia.registry.roster import check
from sanguanjia.registry.roster.types import Skipped, Unit


def _emit(item: Unit | Skipped) -> None:
    if isinstance(item, Unit):
        say("unit", check.unit_dict(item))
    else:
        say("skip", {"row": item.row, "until": item.until or item.row, "why": item.why, "text": item.text})


def _emit_problems(item: Unit | Skipped) -> None:
    if isinstance(item, Unit):
        for problem in item.problems:
            say("problem", check.problem_dict(problem))


def work(stream: BinaryIO, options: dict[str, Any]) -> None:
    """Answer one request on standard output."""
    looking = options.get("mode") == "look"
    roster = check.Roster(stream, str(options.get("name", "")), options.get("map"), bare=looking)
    if looking:
        say("look", check.look(roster))
    else:
        say("report", check.run(roster, _emit if options.get("mode") == "rows" else _emit_problems))


if __name__ == "__main__":
    sys.exit(answer(work))
