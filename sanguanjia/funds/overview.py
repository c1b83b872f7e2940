"""What the fund centre sees over all its estates: what waits, who is short, where money came from and went."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from .models import Deposit, FundDraft, FundFreeze, FundQuestion, Settlement
from .types import DraftState, FreezeState, SettlementState

# Money through the control accounts by month and kind; what only moved between two banks is nothing.
_FLOW_SQL = """
    SELECT date_trunc('month', e.business_date)::date, coalesce(wrong.kind, e.kind),
           sum(CASE WHEN a.id = t.debit_id THEN t.amount_fen ELSE -t.amount_fen END)::bigint
    FROM funds_fundaccount a
    JOIN funds_fundtransfer t ON t.estate_id = a.estate_id AND a.id IN (t.debit_id, t.credit_id)
    JOIN funds_fundentry e ON e.estate_id = t.estate_id AND e.id = t.entry_id
    LEFT JOIN funds_fundentry wrong ON wrong.estate_id = e.estate_id AND wrong.id = e.reverses_id
    WHERE a.estate_id = ANY(%(estates)s) AND a.kind = 'bank'
    GROUP BY 1, 2 ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Work of the office, oldest first where it is a list."""

    drafts: tuple[FundDraft, ...]
    settlements: tuple[Settlement, ...]
    questions: int
    freezes: tuple[FundFreeze, ...]
    maturing: tuple[Deposit, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """A month's change by kind of entry, and what lay in the banks at its end."""

    month: dt.date
    by_kind: tuple[tuple[str, int], ...]
    held_fen: int


def waiting(estates: Sequence[int], homes: Sequence[int], today: dt.date, soon: int = 30) -> Waiting:
    """What waits for the office: `soon` days ahead for freezes and certificates. Asked inside `cross_estate()`."""
    until = today + dt.timedelta(days=soon)
    drafts = FundDraft.objects.filter(estate_id__in=estates, state=DraftState.WAITING.value).order_by("id")
    settlements = Settlement.objects.filter(estate_id__in=homes, state=SettlementState.WAITING.value)
    freezes = FundFreeze.objects.filter(estate_id__in=estates, state=FreezeState.ACTIVE.value, until__lte=until)
    maturing = Deposit.objects.filter(estate_id__in=homes, matures_on__range=(today, until))
    return Waiting(
        tuple(drafts[:50]), tuple(settlements.select_related("deposit").order_by("id")[:20]),
        FundQuestion.objects.filter(estate_id__in=estates, answered_at__isnull=True).count(),
        tuple(freezes.select_related("account").order_by("until")[:50]), tuple(maturing.order_by("matures_on")[:50]),
    )  # fmt: skip


def flows(estates: Sequence[int]) -> tuple[Flow, ...]:
    """Month by month since the first entry, months without movement too. Asked inside `cross_estate()`."""
    with connection.cursor() as cursor:
        cursor.execute(_FLOW_SQL, {"estates": list(estates)})
        rows = cursor.fetchall()
    months: dict[dt.date, list[tuple[str, int]]] = {}
    for month, kind, fen in rows:
        if fen:
            months.setdefault(month, []).append((kind, int(fen)))
    found, held = [], 0
    at, last = (min(months), max(months)) if months else (dt.date.max, dt.date.min)
    while at <= last:
        kinds = tuple(months.get(at, ()))
        held += sum(fen for _, fen in kinds)
        found.append(Flow(at, kinds, held))
        at = dt.date(at.year + at.month // 12, at.month % 12 + 1, 1)
    return tuple(found)
