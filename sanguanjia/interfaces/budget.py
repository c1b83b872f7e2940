"""Budgets of requests a minute: taken from the shared count (access/throttle.py) a twentieth at a time.

One write for many requests, and never more than the budget, however many processes answer: what is taken is counted
before it is used. A process that took a part and is not asked again leaves the rest of it unused until the next minute.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

from sanguanjia.access import throttle
from sanguanjia.kernel import clock
from sanguanjia.kernel.refusal import refuse

from .rules.limits import granted, portion

_MINUTE = timedelta(minutes=1)
_MOST_KEPT = 10_000
_left: dict[str, tuple[int, int]] = {}  # bucket -> (minute, requests left of the part taken)
_lock = threading.Lock()


def take(bucket: str, per_minute: Callable[[], int]) -> None:
    """Use one request of the bucket's minute. Refuses too_many_requests. `per_minute` is asked once per part."""
    minute = int(clock.now().timestamp()) // 60
    if _use(bucket, minute):
        return
    allowed = per_minute()
    part = portion(allowed)
    got = granted(throttle.count(f"interfaces:{bucket}", _MINUTE, part), part, allowed)
    if got < 1:
        refuse("too_many_requests")
    with _lock:
        if len(_left) >= _MOST_KEPT:
            _left.clear()
        kept, rest = _left.get(bucket, (minute, 0))
        _left[bucket] = (minute, got - 1 + (rest if kept == minute else 0))


def _use(bucket: str, minute: int) -> bool:
    with _lock:
        kept, rest = _left.get(bucket, (minute, 0))
        if kept != minute or rest < 1:
            return False
        _left[bucket] = (minute, rest - 1)
        return True


def forget() -> None:
    """Nothing taken yet (tests)."""
    _left.clear()
