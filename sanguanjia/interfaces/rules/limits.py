"""Figures of the interfaces, all ours: budgets of keys, pauses between attempts, when a subscription is disabled."""

from __future__ import annotations

from datetime import datetime, timedelta

USUAL_PER_MINUTE = 600
MOST_PER_MINUTE = 10_000_000
READS_PER_MINUTE = 600  # by one address, without a key
PARTS = 20  # a budget is taken from the shared count in so many parts
MOST_OF_A_PART = 200  # what a process that dies has taken and not used is lost to the key for that minute

# After the first failed attempt one minute, then longer; together about three days.
PAUSES = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 1440, 1440))
FAILURES_TO_DISABLE, FAILING_TO_DISABLE = 10, timedelta(hours=6)
KEPT = timedelta(days=30)  # deliveries, ended or waiting for a disabled subscription
MOST_HOOKS = 20  # of one account


def portion(per_minute: int) -> int:
    """How many requests are taken from the minute's shared budget at once."""
    return max(1, min(per_minute // PARTS, MOST_OF_A_PART))


def granted(total: int, taken: int, per_minute: int) -> int:
    """Of `taken` just added to the shared count, which is `total` now: how many are within the budget."""
    return max(0, min(taken, per_minute - (total - taken)))


def pause_after(attempts: int) -> timedelta | None:
    """The pause after so many failed attempts; None: give up."""
    if attempts < 1:
        raise ValueError("a pause follows an attempt")
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


def is_to_be_disabled(failures: int, failing_since: datetime | None, now: datetime) -> bool:
    """Whether a subscription failed often enough for long enough."""
    return failures >= FAILURES_TO_DISABLE and failing_since is not None and now - failing_since >= FAILING_TO_DISABLE
