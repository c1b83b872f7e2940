"""Ask a child process about a file (see `fence`). The parent never parses an untrusted file itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from sanguanjia.kernel.sheets import limits
from sanguanjia.kernel.sheets.types import Refused, Unreadable

_PACKAGE_ROOT = Path(__file__).resolve().parents[3]


def ask(child: str, path: Path | str, options: dict[str, Any], *, keep_kind: bool = False) -> Iterator[dict[str, Any]]:
    """The lines a child (a module of ours that calls `fence.answer`) says of a file, as they come.

    Raises `Refused` or `Unreadable`, also for a child that died of its limits.
    """
    try:
        stream = Path(path).open("rb")  # noqa: SIM115 - closed below, also when the iteration is abandoned
    except OSError:
        raise Unreadable("no_file") from None
    with stream:
        if not stream.seekable() or not Path(path).is_file():
            raise Unreadable("no_file")
        if os.fstat(stream.fileno()).st_size > limits.FILE_BYTES:
            raise Refused("too_large", "file")
        with _running(child, stream, options) as (lines, answered):
            for line in lines:
                value = json.loads(line)
                kind = value["t"]
                if kind == "refused":
                    raise Refused(value["code"], value["detail"])
                if kind == "unreadable":
                    raise Unreadable(value["code"], value["detail"])
                answered.set()
                if not keep_kind:
                    del value["t"]
                yield value
            if not answered.is_set():
                raise Refused("too_large", "the child gave up")


@contextmanager
def _running(child: str, stream: IO[bytes], options: dict[str, Any]) -> Iterator[tuple[IO[str], threading.Event]]:
    """The running child's output, and a flag for "something was answered". It is gone when the block ends."""
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(_PACKAGE_ROOT),
        "PYTHONIOENCODING": "utf-8", "LANG": "C.UTF-8",
                   "PYTHONDONTWRITEBYTECODE": "1", "MALLOC_ARENA_MAX": "1"}  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", child, json.dumps(options)],
        stdin=stream, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, cwd="/", text=True,
        encoding="utf-8",
    )  # fmt: skip
    watchdog = threading.Timer(limits.WALL_SECONDS, process.kill)
    watchdog.daemon = True
    watchdog.start()
    assert process.stdout is not None  # noqa: S101 - asked for with PIPE
    answered = threading.Event()
    try:
        yield process.stdout, answered
        if process.wait() != 0:
            raise Refused("too_large", f"child ended with {process.returncode}")
    finally:
        watchdog.cancel()
        if process.poll() is None:
            process.kill()
        process.stdout.close()
        process.wait()
