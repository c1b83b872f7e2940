"""Quiet hours: when an SMS may go. Times are local (Asia/Shanghai) and naive here; the edges convert."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sanguanjia.notices.types import Quiet


def is_quiet(at: time, quiet: Quiet | None) -> bool:
    """Whether the time of day lies in the quiet hours: the start is in, the end is out; equal ends mean none."""
    if quiet is None or quiet.start == quiet.end:
        return False
    if quiet.start < quiet.end:
        return quiet.start <= at < quiet.end
    return at >= quiet.start or at < quiet.end  # across midnight


def earliest(now: datetime, quiet: Quiet | None, *, urgent: bool = False) -> datetime:
    """The first moment, now or later, at which it may be sent. Urgent things wait for nobody."""
    if urgent or quiet is None or not is_quiet(now.time(), quiet):
        return now
    end = now.replace(hour=quiet.end.hour, minute=quiet.end.minute, second=0, microsecond=0)
    return end if end > now else end + timedelta(days=1)
