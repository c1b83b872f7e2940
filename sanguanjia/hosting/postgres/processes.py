"""Which processes belong to a cluster, judged by what everybody may read about them.

Command lines and user ids in /proc are readable even in containers where root may not look into other users'
processes (no CAP_SYS_PTRACE), `exe` and `cwd` are not.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from pathlib import Path

_PROC = Path("/proc")


def _read(pid: int, name: str) -> bytes:
    try:
        return (_PROC / str(pid) / name).read_bytes()
    except OSError:
        return b""


def is_running(pid: int) -> bool:
    """Alive and not a zombie. (An orphan stays a zombie for ever under a first process that reaps nobody.)"""
    text = _read(pid, "stat")
    return bool(text) and text.rpartition(b")")[2].split()[:1] not in ([b"Z"], [b"X"])


def _uid(pid: int) -> int | None:
    for line in _read(pid, "status").splitlines():
        if line.startswith(b"Uid:"):
            return int(line.split()[2])
    return None


def is_postmaster(pid: int, cluster: Path, uid: int) -> bool:
    """Is `pid` the server of exactly this cluster? (A stale pid file may name any other process.)"""
    words = _read(pid, "cmdline").split(b"\0")
    return is_running(pid) and _uid(pid) == uid and os.fsencode(cluster) in words and words[0].endswith(b"/postgres")


def of_cluster(cluster: Path, name: str, uid: int) -> list[int]:
    """All processes of this cluster: its server, and backends, which title themselves `postgres: NAME: …`."""
    title = f"postgres: {name}: ".encode()
    found = []
    for entry in _PROC.iterdir():
        if not entry.name.isdigit():
            continue
        pid = int(entry.name)
        backend = _read(pid, "cmdline").startswith(title) and _uid(pid) == uid and is_running(pid)
        if backend or is_postmaster(pid, cluster, uid):
            found.append(pid)
    return found


def end(pids: list[int], how: signal.Signals, patience: float) -> list[int]:
    """Send `how` to each, wait up to `patience` seconds, return those still running."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, how)
    until = time.monotonic() + patience
    while (left := [p for p in pids if is_running(p)]) and time.monotonic() < until:
        time.sleep(0.02)
    return left


def first_line_pid(lock_file: Path) -> int | None:
    """The process id on the first line of a PostgreSQL lock file, or None (missing, empty after a power cut, junk)."""
    try:
        first = lock_file.read_text(encoding="ascii", errors="replace").split("\n", 1)[0].strip()
    except OSError:
        return None
    return abs(int(first)) if first.lstrip("-").isdigit() else None
