"""What was withdrawn early from a deposit. The room that keeps those papers says it here (`told_by`), since it stands
above this one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from .models import Deposit
from .rules.interest import Reduction

_tellers: list[Callable[[int, int], Sequence[Reduction]]] = []


def told_by(teller: Callable[[int, int], Sequence[Reduction]]) -> None:
    """`teller(home, deposit)` answers what was confirmed, any order."""
    if teller not in _tellers:
        _tellers.append(teller)


def of(deposit: Deposit) -> tuple[Reduction, ...]:
    """Everything withdrawn early from a deposit, by day."""
    found = [part for teller in _tellers for part in teller(deposit.estate_id, deposit.pk)]
    return tuple(sorted(found, key=lambda part: (part.day, part.fen)))


def left_of(deposit: Deposit, last: dt.date) -> int:
    """The principal that lay there until `last` (not counted)."""
    return deposit.principal_fen - sum(part.fen for part in of(deposit) if part.day <= last)


def within(deposit: Deposit, first: dt.date, last: dt.date) -> tuple[Reduction, ...]:
    """What earned something in a period: withdrawn after its first day and until its end."""
    return tuple(part for part in of(deposit) if first < part.day <= last)
