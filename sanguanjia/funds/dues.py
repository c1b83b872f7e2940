"""First deposits that are due, what was paid of them, and who must top up (FUND-009, FUND-010)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db import connection

from sanguanjia.kernel.refusal import refuse
from sanguanjia.policy import queries as policy
from sanguanjia.policy.types import Json
from sanguanjia.registry import queries as registry

from .models import FundBalance, FundDue
from .rules.deposits import fraction
from .rules.shares import door_order
from .rules.top_up import top_up

# Deposits that nobody reversed; the flag tells whether the books of the door began with a balance brought over.
_PAID_SQL = """
    SELECT coalesce(sum(CASE WHEN e.kind = 'opening' THEN 0 WHEN t.credit_id = %(account)s THEN t.amount_fen
                             ELSE -t.amount_fen END), 0)::bigint,
           coalesce(bool_or(e.kind = 'opening'), false)
    FROM funds_fundtransfer t
    JOIN funds_fundentry e ON e.estate_id = t.estate_id AND e.id = t.entry_id
    WHERE t.estate_id = %(estate)s AND (t.debit_id = %(account)s OR t.credit_id = %(account)s)
      AND e.kind IN ('opening', 'first_deposit', 'area')
      AND NOT EXISTS (SELECT FROM funds_fundentry b WHERE b.estate_id = e.estate_id AND b.reverses_id = e.id)
"""
# Of many estates at once: how many doors lie below the share of what was due, and of how many it is known.
_SHORT_SQL = """
    SELECT d.estate_id, count(*), count(*) FILTER (WHERE b.net_fen * %(den)s {test} d.fen * %(num)s)
    FROM funds_funddue d
    JOIN funds_fundbalance b ON b.estate_id = d.estate_id AND b.account_id = d.account_id
    JOIN funds_fundaccount a ON a.estate_id = d.estate_id AND a.id = d.account_id
    JOIN registry_unit u ON u.estate_id = d.estate_id AND u.id = a.unit_id
    WHERE d.estate_id = ANY(%(estates)s) AND (u.valid_to IS NULL OR u.valid_to > %(day)s)
    GROUP BY d.estate_id
"""

# Doors whose books did not begin with a balance brought over, and that paid less than was due.
_UNPAID_SQL = """
    SELECT d.account_id, a.name, d.fen, coalesce(p.fen, 0)::bigint
    FROM funds_funddue d
    JOIN funds_fundaccount a ON a.estate_id = d.estate_id AND a.id = d.account_id
    JOIN registry_unit u ON u.estate_id = d.estate_id AND u.id = a.unit_id
    LEFT JOIN (
        SELECT leg.account_id, bool_or(e.kind = 'opening' OR e.kind = 'reshape') AS brought,
               sum(CASE WHEN e.kind IN ('first_deposit', 'area') THEN leg.fen ELSE 0 END) AS fen
        FROM (
            SELECT t.credit_id AS account_id, t.amount_fen AS fen, t.entry_id
            FROM funds_fundtransfer t WHERE t.estate_id = %(estate)s
            UNION ALL
            SELECT t.debit_id, -t.amount_fen, t.entry_id FROM funds_fundtransfer t WHERE t.estate_id = %(estate)s
        ) AS leg
        JOIN funds_fundentry e ON e.estate_id = %(estate)s AND e.id = leg.entry_id
        WHERE NOT EXISTS (SELECT FROM funds_fundentry b WHERE b.estate_id = %(estate)s AND b.reverses_id = e.id)
        GROUP BY leg.account_id
    ) AS p ON p.account_id = d.account_id
    WHERE d.estate_id = %(estate)s AND (u.valid_to IS NULL OR u.valid_to > %(day)s)
      AND NOT coalesce(p.brought, false) AND coalesce(p.fen, 0) < d.fen
"""


@dataclass(frozen=True, slots=True)
class Unpaid:
    """A door that has not paid its first deposit in full."""

    account_id: int
    door: str
    due_fen: int
    paid_fen: int


@dataclass(frozen=True, slots=True)
class Short:
    """A door's first deposit and balance; `to_trigger_fen`: what it lies under the line; `to_pay_fen`: what the place's
    fallback asks, None where the owners decide how much."""

    account_id: int
    door: str
    building_id: int | None
    due_fen: int
    fen: int
    due: bool
    to_trigger_fen: int
    to_pay_fen: int | None


@dataclass(frozen=True, slots=True)
class TopUps:
    """An estate's doors on a day, those that must top up first; the share, the fallback and the clause of the place."""

    rows: tuple[Short, ...]
    share: Fraction
    fallback: Json
    pay_days: int | None
    clause: str

    @property
    def short(self) -> tuple[Short, ...]:
        """Those that lie below the line."""
        return tuple(row for row in self.rows if row.due)


def paid(estate_id: int, account_id: int) -> tuple[int, bool]:
    """(fen paid in as first deposit and corrections of it, whether a balance was brought over)."""
    with connection.cursor() as cursor:
        cursor.execute(_PAID_SQL, {"estate": estate_id, "account": account_id})
        fen, brought = cursor.fetchone()
    return int(fen), bool(brought)


def unpaid(estate_id: int, day: dt.date) -> tuple[Unpaid, ...]:
    """Doors that exist on the day and have not paid their first deposit in full, as people count them."""
    with connection.cursor() as cursor:
        cursor.execute(_UNPAID_SQL, {"estate": estate_id, "day": day})
        rows = [Unpaid(account, door, int(due), int(fen)) for account, door, due, fen in cursor.fetchall()]
    return tuple(sorted(rows, key=lambda row: door_order(row.door)))


def top_ups(estate_id: int, day: dt.date) -> TopUps:
    """Every door whose first deposit is known and that exists on the day."""
    trigger = policy.rule_for("fund.topup.trigger", str(estate_id), day)
    fallback = policy.rule_for("fund.topup.fallback", str(estate_id), day)
    pay = policy.rule_for("fund.topup.pay", str(estate_id), day)
    if trigger is None:  # the national measure has it
        refuse("fund_no_rule", "place", key="fund.topup.trigger", place=str(estate_id), day=day.isoformat())
    value = trigger.value
    living = set(registry.units_on(estate_id, day).values_list("id", flat=True))
    rows = FundDue.objects.filter(estate_id=estate_id).values_list(
        "account_id", "account__name", "account__building_id", "account__unit_id", "fen"
    )
    held = _balances(estate_id)
    found = [
        _short(account, name, building, int(due), held.get(account, 0), value, fallback.value if fallback else None)
        for account, name, building, unit, due in rows if unit in living
    ]  # fmt: skip
    found.sort(key=lambda row: (not row.due, door_order(row.door)))
    source = trigger.winner.source
    return TopUps(
        tuple(found), fraction(value), fallback.value if fallback else None, pay.value["amount"] if pay else None,
        f"{source.title}{source.article}",
    )  # fmt: skip


def _short(account: int, door: str, building: int | None, due: int, fen: int, trigger: Json, fallback: Json) -> Short:
    found = top_up(due, fen, trigger, fallback)
    line = -int(-due * fraction(trigger) // 1)
    return Short(account, door, building, due, fen, found.due, max(0, line - fen) if found.due else 0, found.fen)


def _balances(estate_id: int) -> dict[int, int]:
    rows = FundBalance.objects.filter(estate_id=estate_id, side=1).values_list("account_id", "net_fen")
    return {account: int(net) for account, net in rows}


def counted(estates: Sequence[int], day: dt.date, trigger: Json) -> dict[int, tuple[int, int]]:
    """{estate: (doors whose first deposit is known, those below the line)}. Asked inside `cross_estate()`."""
    share = fraction(trigger)
    values: dict[str, Any] = {"estates": list(estates), "day": day, "num": share.numerator, "den": share.denominator}
    test = "<" if trigger["test"] == "lt" else "<="
    with connection.cursor() as cursor:
        cursor.execute(_SHORT_SQL.format(test=test), values)
        return {estate: (int(known), int(short)) for estate, known, short in cursor.fetchall()}
