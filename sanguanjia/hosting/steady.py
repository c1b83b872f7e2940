"""A clock that never jumps: time since the machine was started, set once by the wall's.

Somebody sets the machine's clock by hand, a virtual machine comes back, a time server corrects an hour: the wall clock
(`kernel/clock.py`) is then another one, and that is right, for it says what day it is. But ids, which order what was
done, and the question whether the clock has just jumped, need one that goes on. `sgj up`, `serve` and `worker` set it
once for all processes below them (`begin`), not earlier than the newest record in the database: what is written after a
restart is ordered after what was written before it, whatever the wall says.
"""

from __future__ import annotations

import os
import time
from functools import cache

VARIABLE = "SGJ_STEADY_CLOCK"  # milliseconds between this clock and the machine's start; ours, for our children
EPOCH_MS = 1_577_836_800_000  # 2020-01-01T00:00:00Z, from which ids count
ID_BITS = 22  # of an id below its milliseconds
JUMP = 120.0  # seconds between wall and steady clock that are no drift any more
_NEWEST = "SELECT max(id) FROM kernel_record"


def now_ms() -> int:
    """Milliseconds since 1970 by the steady clock."""
    return _offset() + _since_start_ms()


def ahead() -> float:
    """Seconds by which the wall clock is ahead of the steady one; negative: behind."""
    return (_wall_ms() - now_ms()) / 1000


def begin(owner_url: str) -> None:
    """Set the clock for this process and those it starts. Where there is no database with records yet: by the wall."""
    newest = (_newest_id(owner_url) >> ID_BITS) + EPOCH_MS
    os.environ[VARIABLE] = str(max(_wall_ms(), newest) - _since_start_ms())
    _offset.cache_clear()


@cache
def _offset() -> int:
    given = os.environ.get(VARIABLE, "")
    return int(given) if given.lstrip("-").isdecimal() else _wall_ms() - _since_start_ms()


def _newest_id(owner_url: str) -> int:
    import psycopg

    try:
        with psycopg.connect(owner_url, connect_timeout=5) as owner:
            row = owner.execute(_NEWEST).fetchone()
    except psycopg.Error:  # no tables yet
        return 0
    return int(row[0] or 0) if row else 0


def _wall_ms() -> int:
    return time.time_ns() // 1_000_000


def _since_start_ms() -> int:
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)  # goes on while the machine sleeps
    return time.clock_gettime_ns(clock) // 1_000_000
