"""Ask a child process about a roster file (see `child`). The parent never parses an untrusted file itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from sanguanjia.registry.roster import limits
from sanguanjia.registry.roster.types import Refused, Unreadable

_PACKAGE_ROOT = Path(__file__).resolve().parents[3]


def check(path: Path | str, *, name: str = "", mapping: Mapping[str, object] | None = None) -> dict[str, Any]:
    """The report of `roster check` for a file on disk. Raises `Refused` or `Unreadable`."""
    errors: list[dict[str, Any]] = []
    report: dict[str, Any] = {}
    options = {"mode": "check", "name": name or Path(path).name, "map": dict(mapping or {})}
    for value in _ask(path, options, keep_kind=True):
        if value.pop("t") == "problem":
            errors.append(value)
        else:
            report = value
    report["errors"] = sorted(errors, key=lambda e: (e["row"], e["kind"]))
    return report


def look(path: Path | str, *, name: str = "", mapping: Mapping[str, object] | None = None) -> dict[str, Any]:
    """Headers, guesses and first rows: what the mapping step shows. Raises `Refused` or `Unreadable`."""
    return list(_ask(path, {"mode": "look", "name": name or Path(path).name, "map": dict(mapping or {})}))[-1]


def rows(path: Path | str, *, name: str = "", mapping: Mapping[str, object] | None = None) -> Iterator[dict[str, Any]]:
    """Every unit and skipped row as it is read (`t` = unit or skip), the report (`t` = report) last. Bounded memory."""
    yield from _ask(path, {"mode": "rows", "name": name or Path(path).name, "map": dict(mapping or {})}, keep_kind=True)


def _ask(path: Path | str, options: dict[str, Any], *, keep_kind: bool = False) -> Iterator[dict[str, Any]]:
    try:
        stream = Path(path).open("rb")  # noqa: SIM115 - closed below, also when the iteration is abandoned
    except OSError:
        raise Unreadable("no_file") from None
    with stream:
        if not stream.seekable() or not Path(path).is_file():
            raise Unreadable("no_file")
        if os.fstat(stream.fileno()).st_size > limits.FILE_BYTES:
            raise Refused("too_large", "file")
        with _child(stream, options) as (lines, answered):
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
def _child(stream: IO[bytes], options: dict[str, Any]) -> Iterator[tuple[IO[str], threading.Event]]:
    """The running child's output, and a flag for "something was answered". It is gone when the block ends."""
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(_PACKAGE_ROOT),
        "PYTHONIOENCODING": "utf-8", "LANG": "C.UTF-8",
                   "PYTHONDONTWRITEBYTECODE": "1", "MALLOC_ARENA_MAX": "1"}  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "sanguanjia.registry.roster.child", json.dumps(options)],
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
