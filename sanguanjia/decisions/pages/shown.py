"""What the pages of votes share: the layout for whoever looks, meters, words of a weight, dates that were typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sanguanjia.decisions import queries
from sanguanjia.decisions.permissions import WATCHERS, may_read
from sanguanjia.decisions.queries import Turnout
from sanguanjia.decisions.voices import Voice
from sanguanjia.decisions.vote_wording import STATE_KINDS, STATE_WORDS
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.area import square_metres
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.ids import typed_id
from sanguanjia.kernel.refusal import refuse
from sanguanjia.look.types import Bar


@dataclass(frozen=True, slots=True)
class Entered:
    """A vote with whoever looks at it, let in."""

    vote: Any
    voices: tuple[Voice, ...]
    place: Any


def layout(actor: Actor) -> str:
    """A desk for those who work with votes, the phone page for everybody else."""
    return "look/desk.html" if actor.has_role(*WATCHERS) else "look/resident.html"


def enter(actor: Actor, estate_id: int, vote_id: int) -> Entered:
    """Let in who lives or works here, and who casts for somebody here. Refuses not_found, not_permitted; drafts are the
    desk's."""
    place = home_of("estate_id")(estate_id=estate_id)
    reads = bool(may_read(actor, place))
    if not reads and not any(m.covers(place.place) for m in actor.mandates):
        found = queries.vote(estate_id, vote_id)
        voices = queries.voices(actor, found)
        return Entered(found, voices, place) if voices else refuse("not_found")
    if not reads:
        refuse("not_permitted")
    found = queries.vote(estate_id, vote_id)
    if found.state == "draft" and not actor.mandate_at(WATCHERS, place.place):
        refuse("not_found")
    return Entered(found, queries.voices(actor, found), place)


def status(state: str) -> tuple[str, str]:
    """Kind and word for `ui.status`."""
    return STATE_KINDS[state], STATE_WORDS[state]


def part_bars(seen: Turnout) -> tuple[Bar, ...]:
    """How many have taken part, on both counts, each with its two thirds."""
    part, total = seen.part, seen.total
    return (
        Bar("参与面积", part.area, total.area or 1, words=_missing(part.area, total.area, area=True)),
        Bar("参与人数", part.n, total.n or 1, words=_missing(part.n, total.n, area=False)),
    )


def _missing(have: int, whole: int, *, area: bool) -> str:
    """还差 0.01 平方米: what is missing to two thirds, never rounded away."""
    short = -(-2 * whole // 3) - have
    if short <= 0:
        return "已够三分之二"
    return f"还差 {square_metres(short)} 平方米" if area else f"还差 {short} 人"


def consent_bars(sums: Mapping[str, Mapping[str, int]], share: tuple[int, int], strict: bool) -> tuple[Bar, ...]:
    """How many of those who took part consent, on both counts."""
    part, yes = sums["part"], sums["for"]
    return tuple(
        Bar(label, yes[axis], part[axis] or 1, *share, strict=strict)
        for label, axis in (("同意面积", "area"), ("同意人数", "n"))
    )


def weight_words(area: int, n: int) -> str:
    """1 人，88.12 平方米"""
    return f"{n} 人，{square_metres(area)} 平方米"


def share_of(part: int, whole: int) -> str:
    """万分之 12.3: small shares people can read, cut, never rounded up."""
    if whole <= 0:
        return "—"
    tenths = part * 100_000 // whole
    return f"{tenths // 1000}.{tenths % 1000:03d}%"


def day_of(text: str) -> dt.date | None:
    """A date field; None when it is none."""
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        return None


def number_of(text: str) -> int:
    """An id from a form; 0 for what is none, which names nothing."""
    return typed_id(text) or 0
