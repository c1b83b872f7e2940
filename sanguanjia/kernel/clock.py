"""The one clock. Everything that asks "what time is it?" asks here, so that tests can turn it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

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
