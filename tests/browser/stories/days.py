"""Days and people of the stories: the clock turned, an account as an actor, a place by its name."""

from __future__ import annotations

import datetime as dt
from typing import Any


def now() -> dt.datetime:
    from sanguanjia.kernel import clock

    return clock.now()


def ago(days: int) -> Any:
    """The clock turned back."""
    from sanguanjia.kernel import clock

    return clock.turned_to(now() - dt.timedelta(days=days))


def day(days: int) -> dt.date:
    """So many days from today in China."""
    from sanguanjia.kernel import clock

    return (clock.local(now()) + dt.timedelta(days=days)).date()


def who(username: str) -> Any:
    """An account of the demo as an actor, with the mandates of the (turned) day."""
    from sanguanjia.access.models import Account
    from sanguanjia.access.queries import actor_of

    return actor_of(Account.objects.get(username=username))


def home_of(name: str) -> int:
    """A place by its name."""
    from sanguanjia.kernel.models import Home

    return int(Home.objects.get(name=name).pk)
