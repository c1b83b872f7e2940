"""What a child process that opens strangers' files may do: very little. Limits first, then the file.

The file comes as standard input (an open, seekable descriptor), the options as one JSON argument, the answer leaves on
standard output as JSON lines with a kind in `t`.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from sanguanjia.kernel.sheets import limits
from sanguanjia.kernel.sheets.types import Refused, Unreadable

_FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "os.spawn",
    "ctypes.", "shutil.", "os.remove",
              "os.rename", "os.mkdir", "os.symlink", "os.link", "os.chmod", "os.truncate")  # fmt: skip


def fence() -> None:
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


def say(kind: str, value: dict[str, Any]) -> None:
    """One line of the answer."""
    sys.stdout.write(json.dumps({"t": kind, **value}, ensure_ascii=False, separators=(",", ":")) + "\n")


def answer(work: Callable[[BinaryIO, dict[str, Any]], None]) -> int:
    """The child's main: fence, then `work`, and every verdict on the file as a line of the answer."""
    options = json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}
    fence()
    with os.fdopen(0, "rb", closefd=False) as stream:
        try:
            work(stream, options)
        except Refused as verdict:
            say("refused", {"code": verdict.code, "detail": verdict.detail})
        except Unreadable as verdict:
            say("unreadable", {"code": verdict.code, "detail": verdict.detail})
        except (MemoryError, RecursionError):
            say("refused", {"code": "too_large", "detail": "memory"})
    sys.stdout.flush()
    return 0
