"""The one clock. Everything that asks "what time is it?" asks here, so that tests can turn it."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sanguanjia.hosting import steady

log = logging.getLogger(__name__)

SHANGHAI = ZoneInfo("Asia/Shanghai")
_PATIENCE = 3600.0  # seconds in which somebody can put a wrong clock right before it is believed

_turned: ContextVar[datetime | None] = ContextVar("turned_clock", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _turned.get() or datetime.now(UTC)


def today() -> date:
    """The present day as people in China count it."""
    return now().astimezone(SHANGHAI).date()


def local(moment: datetime) -> datetime:
    """The same moment on a clock on a wall in China."""
    return moment.astimezone(SHANGHAI)


@contextmanager
def turned_to(moment: datetime) -> Iterator[None]:
    """Stop the clock at a moment, for tests and rehearsals; nested turns are put back in order."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its zone")
    token = _turned.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _turned.reset(token)


def turn_by(step: timedelta) -> None:
    """Move a clock that was turned with `turned_to` further on (tests only)."""
    present = _turned.get()
    if present is None:
        raise RuntimeError("the clock runs by itself: use turned_to first")
    _turned.set(present + step)


class _Noticed:
    """The jump this process saw last: seconds ahead, and when it saw it."""

    ahead: float = 0.0
    at: float = 0.0


def has_jumped() -> bool:
    """Has the machine's clock been set by minutes or more within the last hour, or is it behind the newest record?

    What the platform does by itself because time has passed (climbing, closing by silence, deleting) asks this first
    and waits: a clock that was wrong is put right meanwhile, and one that was put right is believed after the hour.
    """
    ahead = steady.ahead()
    if abs(ahead) < steady.JUMP:
        _Noticed.ahead = 0.0
        return False
    if abs(ahead - _Noticed.ahead) >= steady.JUMP:
        _Noticed.ahead, _Noticed.at = ahead, time.monotonic()
        log.error("the clock has jumped by %d s: nothing is done because of the time for an hour", round(ahead))
    return time.monotonic() - _Noticed.at < _PATIENCE
