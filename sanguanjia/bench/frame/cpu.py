"""Processor time of a program and all its children, read from /proc.

It says what a request costs, however busy the machine is."""

from __future__ import annotations

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def seconds(pid: int | None) -> float:
    """Processor seconds used so far by the process, its living children, and children that have ended; 0 if unknown."""
    if pid is None:
        return 0.0
    total, waiting = 0.0, [pid]
    children = _children()
    while waiting:
        present = waiting.pop()
        fields = _fields(present)
        if fields:
            # utime, stime, and those of children that were waited for
            total += sum(int(field) for field in fields[11:15]) / _TICKS
        waiting += children.get(present, [])
    return total


def _fields(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(") ")[2].split()
    except OSError:
        return []


def _children() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        fields = _fields(int(entry.name))
        if fields:
            found.setdefault(int(fields[1]), []).append(int(entry.name))
    return found
