"""How far the paper ballots were handed out."""

from __future__ import annotations

from dataclasses import dataclass

from .models import Delivery, RollLine, Vote
from .rules.delivery import undelivered


@dataclass(frozen=True, slots=True)
class Delivered:
    """Heads by way; doors of those whom nobody found and for whom no notice hangs yet; the notices that hang."""

    ways: tuple[tuple[str, int], ...]
    nobody_found: tuple[str, ...]
    notices: tuple[int, ...]


def counted(vote: Vote) -> Delivered:
    """Everything that was recorded of a vote."""
    rows = Delivery.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk).order_by("at", "id")
    by_head: dict[int, set[str]] = {}
    by_way: dict[str, int] = {}
    notices: dict[int, None] = {}
    for head, how, number in rows.values_list("head", "how", "notice_number"):
        by_head.setdefault(head, set()).add(how)
        by_way[how] = by_way.get(how, 0) + 1
        if number is not None:
            notices[number] = None
    waiting = undelivered(by_head)
    lines = RollLine.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk, left_out=False, head__in=waiting)
    doors = tuple(lines.order_by("code").values_list("code", flat=True))
    return Delivered(tuple(sorted(by_way.items())), doors, tuple(notices))
