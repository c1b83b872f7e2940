"""What documents do to accounts: freezes, refunds, corrected areas, split and merged homes, another bank. Pure.

Money in fen, areas in hundredths of m2. Everything that is shared out adds up to the whole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sanguanjia.funds.types import Line
from sanguanjia.kernel.refusal import Reason
from sanguanjia.policy.types import Json

from .day_counts import anniversary
from .shares import in_door_order, shared_by_door


@dataclass(frozen=True, slots=True)
class Old:
    """A home that ended: its account, what it holds, what is reserved of it, and the first deposit that was due."""

    account_id: int
    fen: int
    held: int = 0
    due_fen: int = 0


def freeze_reasons(
    fen: int, available: int, since: dt.date, until: dt.date, today: dt.date, longest: Json
) -> list[Reason]:
    """Why an account cannot be frozen like that. `longest`: `fund.freeze.longest`, {years}; both days are included."""
    found = []
    if fen <= 0:
        found.append(Reason("fund_bad_amount", "fen", {}))
    elif fen > available:
        found.append(Reason("freeze_more_than_there", "fen", {"available_fen": available}))
    if since > today:
        found.append(Reason("fund_day_ahead", "since", {"day": since.isoformat()}))
    return found + until_reasons(since, until, today, longest)


def until_reasons(since: dt.date, until: dt.date, today: dt.date, longest: Json) -> list[Reason]:
    """Why a freeze cannot last from `since` to `until`, both included; an extension counts from its own first day."""
    years = int(longest["years"])
    if until < since or until < today:
        return [Reason("freeze_ends_early", "until", {})]
    if until >= anniversary(since, years):
        return [Reason("freeze_too_long", "until", {"years": years})]
    return []


def out_of(doors: Mapping[int, int], bank_id: int) -> tuple[Line, ...]:
    """Whole balances out of the bank: refunds. `doors`: account → fen; empty accounts give no line."""
    return tuple(Line(account, bank_id, fen) for account, fen in doors.items() if fen)


def difference(account_id: int, bank_id: int, before_fen: int, after_fen: int) -> tuple[Line, ...]:
    """What a corrected area makes due: paid in when more is due, paid back when less."""
    more = after_fen - before_fen
    if more > 0:
        return (Line(bank_id, account_id, more),)
    return (Line(account_id, bank_id, -more),) if more else ()


def reshaped(
    olds: Sequence[Old], areas: Mapping[str, int], accounts: Mapping[str, int]
) -> tuple[tuple[Line, ...], dict[str, int]]:
    """The transfers by which split or merged homes pass their money on, and what is due of each new door.

    `areas`: door code of each new home → its area; `accounts`: door code → account. Largest remainder by area, ties by
    door code; every old account ends at nothing.
    """
    lines = []
    due = dict.fromkeys(in_door_order(areas), 0)
    for old in olds:
        for door, fen in shared_by_door(old.fen, areas).items():
            if fen:
                lines.append(Line(old.account_id, accounts[door], fen))
        for door, fen in shared_by_door(old.due_fen, areas).items():
            due[door] += fen
    return tuple(lines), due
