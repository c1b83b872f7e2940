"""The child process that opens roster files: limits first, then the file. Run as `python -m
sanguanjia.registry.roster.child`.

The file comes as standard input (an open, seekable descriptor), the options as one JSON argument,
the answer leaves on
standard output as JSON lines: `{"t": "unit" | "skip" | "problem" | "report" | "look" | "refused" | "unreadable",
    …}`. The child may
not open other files for writing, start programs or use the network; memory and time are limited by the kernel.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from typing import Any, BinaryIO

from sanguanjia.registry.roster import check, limits
from sanguanjia.registry.roster.types import Refused, Skipped, Unit, Unreadable

_FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "os.spawn",
    "ctypes.", "shutil.", "os.remove",
              "os.rename", "os.mkdir", "os.symlink", "os.link", "os.chmod", "os.truncate")  # fmt: skip


def _fence() -> None:
    """Limits that cannot be lifted again, and an audit hook that stops whatever a parser of tables has no business
    with."""
    for what, value in (
        (resource.RLIMIT_AS, limits.MEMORY_BYTES),
        (resource.RLIMIT_CPU, limits.CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 16),
    ):
        resource.setrlimit(what, (value, value))

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event.startswith(_FORBIDDEN) or (
            event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+")
        ):
            raise PermissionError(event)

    sys.addaudithook(hook)


def _say(kind: str, value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps({"t": kind, **value}, ensure_ascii=False, separators=(",", ":")) + "\n")


def _emit(item: Unit | Skipped) -> None:
    if isinstance(item, Unit):
        _say("unit", check.unit_dict(item))
    else:
        _say("skip", {"row": item.row, "until": item.until or item.row, "why": item.why, "text": item.text})


def _emit_problems(item: Unit | Skipped) -> None:
    if isinstance(item, Unit):
        for problem in item.problems:
            _say("problem", check.problem_dict(problem))


def work(stream: BinaryIO, options: dict[str, Any]) -> None:
    """Answer one request on standard output. Never raises for what a file may contain."""
    try:
        looking = options.get("mode") == "look"
        roster = check.Roster(stream, str(options.get("name", "")), options.get("map"), bare=looking)
        if looking:
            _say("look", check.look(roster))
        else:
            _say("report", check.run(roster, _emit if options.get("mode") == "rows" else _emit_problems))
    except Refused as verdict:
        _say("refused", {"code": verdict.code, "detail": verdict.detail})
    except Unreadable as verdict:
        _say("unreadable", {"code": verdict.code, "detail": verdict.detail})
    except (MemoryError, RecursionError):
        _say("refused", {"code": "too_large", "detail": "memory"})


def main() -> int:
    """Entry point of the child."""
    options = json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}
    _fence()
    with os.fdopen(0, "rb", closefd=False) as stream:
        work(stream, options)
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
