"""Moments in W3C form (ISO 8601 with a zone), and which days a question asks for (GeoReport v2: 90 days)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from sanguanjia.kernel.refusal import Reason

SHANGHAI = timezone(timedelta(hours=8))  # China has had one zone without summer time since 1992
SPAN = timedelta(days=90)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d{1,6})?)?(Z|z|[+\- ]\d\d:?\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Range:
    """From … to …, both included; None: without an end on that side."""

    start: datetime | None
    end: datetime | None


def shown(moment: datetime | None) -> str | None:
    """2024-04-25T16:30:05+08:00: to the second, with the zone."""
    return moment.astimezone(SHANGHAI).isoformat(timespec="seconds") if moment else None


def read(text: str, *, last: bool = False) -> datetime | None:
    """The moment a client means; None when it is none. A day alone is its beginning in China, or its end (`last`).

    "+08:00" that came unescaped in an address arrives as " 08:00" and is read as meant.
    """
    typed = text.strip()
    try:
        if _DAY.fullmatch(typed):
            return datetime.combine(date.fromisoformat(typed), time.max if last else time.min, SHANGHAI)
        if not _MOMENT.fullmatch(typed):
            return None
        day, rest = typed[:10], typed[11:].replace(",", ".").replace(" ", "+").upper()
        return datetime.fromisoformat(f"{day}T{rest}").astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def range_of(start: str, end: str, now: datetime) -> Range | list[Reason]:
    """The days a question asks for, or what is wrong with them.

    Without either: the last 90 days. With one: 90 days from it, or up to it. With both: at most 90 days, and a longer
    span is said to be too long, never cut in silence.
    """
    wrong = []
    first, last = read(start), read(end, last=True)
    for name, typed, found in (("start_date", start, first), ("end_date", end, last)):
        if typed.strip() and found is None:
            wrong.append(Reason("not_a_moment", name, {"name": name}))
    if wrong:
        return wrong
    if first is None and last is None:
        return Range(now - SPAN, None)
    if first is not None and last is not None:
        if last < first:
            return [Reason("range_reversed", "end_date")]
        if last - first > SPAN + timedelta(days=1):  # the two days named count whole
            return [Reason("range_too_long", "end_date", {"most": SPAN.days})]
        return Range(first, last)
    try:
        if first is not None:
            return Range(first, first + SPAN)
        assert last is not None  # noqa: S101 - one of the two was named
        return Range(last - SPAN, last)
    except OverflowError:
        return Range(first, last)
