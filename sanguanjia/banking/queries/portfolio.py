"""A home's deposits as they lie on a day, what was withdrawn early, and how much of the fund is used at all."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from django.db import connection

from sanguanjia.banking.models import EarlyWithdrawal
from sanguanjia.banking.rules.portfolio import Tranche
from sanguanjia.funds import settlements as funds
from sanguanjia.funds.models import Deposit
from sanguanjia.funds.rules.day_counts import anniversary, whole_years
from sanguanjia.funds.rules.interest import Reduction
from sanguanjia.funds.types import DraftState
from sanguanjia.kernel.refusal import refuse

# Spent: from doors, pools and seller units to whoever did the work. Reversals take it back.
_USED_SQL = """
    SELECT coalesce(sum(t.amount_fen) FILTER (
        WHERE e.business_date > %(since)s AND d.kind IN ('unit', 'public_unit', 'pool', 'seller_building')
          AND c.kind IN ('contractor', 'insurer')), 0)
      - coalesce(sum(t.amount_fen) FILTER (
        WHERE e.business_date > %(since)s AND c.kind IN ('unit', 'public_unit', 'pool', 'seller_building')
          AND d.kind IN ('contractor', 'insurer')), 0)
    FROM funds_fundtransfer t
    JOIN kernel_home h ON h.id = t.estate_id AND starts_with(h.path, %(within)s)
    JOIN funds_fundentry e ON e.estate_id = t.estate_id AND e.id = t.entry_id
    JOIN funds_fundaccount d ON d.estate_id = t.estate_id AND d.id = t.debit_id
    JOIN funds_fundaccount c ON c.estate_id = t.estate_id AND c.id = t.credit_id
"""
_HELD_SQL = """
    SELECT coalesce(sum(-b.net_fen), 0) FROM funds_fundbalance b
    JOIN kernel_home h ON h.id = b.estate_id AND starts_with(h.path, %(within)s) WHERE b.side = -1
"""


def tranches(home_id: int, day: dt.date) -> tuple[Tranche, ...]:
    """Every deposit of a home with what is left of it on a day."""
    gone: dict[int, int] = {}
    for row in withdrawals(home_id):
        if row.state == DraftState.DONE.value and row.day <= day:
            gone[row.deposit_id] = gone.get(row.deposit_id, 0) + row.principal_fen
    return tuple(
        Tranche(
            row.pk, row.organisation_id, row.number, row.starts_on, row.matures_on, _years(row),
            row.principal_fen - gone.get(row.pk, 0), Fraction(row.contract_rate),
        )
        for row in funds.deposits(home_id)
    )  # fmt: skip


def _years(row: Deposit) -> int | None:
    """The term in whole years, also where the certificate names only its days."""
    years = row.term_years or whole_years(row.starts_on, row.matures_on)
    return years if years and anniversary(row.starts_on, years) == row.matures_on else None


def withdrawals(home_id: int) -> tuple[EarlyWithdrawal, ...]:
    """Early withdrawals of a home, newest first."""
    return tuple(EarlyWithdrawal.objects.filter(estate_id=home_id).select_related("deposit").order_by("-id"))


def withdrawal(home_id: int, withdrawal_id: int) -> EarlyWithdrawal:
    """One early withdrawal. Refuses not_found."""
    found = EarlyWithdrawal.objects.filter(estate_id=home_id, id=withdrawal_id).first()
    return found or refuse("not_found", "withdrawal")


def confirmed(home_id: int, deposit_id: int) -> tuple[Reduction, ...]:
    """What two people confirmed as withdrawn early from a deposit, as the settlement of its interest counts it."""
    rows = EarlyWithdrawal.objects.filter(estate_id=home_id, deposit_id=deposit_id, state=DraftState.DONE.value)
    return tuple(
        Reduction(
            row.day, row.principal_fen, row.interest_fen, (row.day - (row.since or row.deposit.starts_on)).days,
            Fraction(row.current_rate),
        )
        for row in rows.select_related("deposit")
    )  # fmt: skip


def use_of(within: str, since: dt.date) -> tuple[int, int]:
    """(fen spent after a day, fen in the control accounts now) of every estate under a place's path.

    Asked inside `cross_estate()`.
    """
    with connection.cursor() as cursor:
        cursor.execute(_USED_SQL, {"within": within, "since": since})
        used = int(cursor.fetchone()[0])
        cursor.execute(_HELD_SQL, {"within": within})
        return used, int(cursor.fetchone()[0])
