"""The fund of the demo city: the books of 山水文园 with opening balances, a top-up, a reversal, one that waits, and the
interest of two deposits."""

from __future__ import annotations

import tempfile
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from sanguanjia.funds import actions, jobs, queries, settlements
from sanguanjia.funds.rules.day_counts import Basis, anniversary
from sanguanjia.funds.types import DraftKind, DraftRef, Kind
from sanguanjia.kernel import clock
from sanguanjia.kernel.money import round_half_up
from sanguanjia.registry import queries as registry
from sanguanjia.registry.actions.rosters import Upload

if TYPE_CHECKING:
    from .load import Loaded

_PER_M2 = Decimal("61.35")  # what is left of a first deposit of 72 yuan
_LITTLE = Decimal("19.80")  # of homes on the ground floor, whose drains were renewed: below the line of 30 %
_MOVED = "3-1-1402"


def keep_books(city: Loaded, now: datetime) -> int:
    """Answers how many entries were booked."""
    home = city.homes["shanshui"]
    with clock.turned_to(now - timedelta(days=60)):
        actions.open_books(city.actor("jijin"), estate_id=home, bank_id=city.organisations["yanshi-bank"])
        _approve(city, _opening(city, home))
    accounts = {a.name: a.id for a in queries.accounts(home) if a.kind is Kind.UNIT}
    bank = next(a.id for a in queries.accounts(home) if a.kind is Kind.BANK)

    def deposit(door: str, fen: int, receipt: str) -> DraftRef:
        return actions.prepare_deposit(
            city.actor("jijin"), estate_id=home, account_id=accounts[door], bank_account_id=bank, fen=fen,
            business_date=clock.today(), receipt=receipt, kind=DraftKind.TOP_UP,
        )  # fmt: skip

    with clock.turned_to(now - timedelta(days=30)):
        _approve(city, deposit(_MOVED, 120_000, "ZZ2026-0417"))
    with clock.turned_to(now - timedelta(days=12)):
        wrong = actions.approve(
            city.actor("jijin2"), estate_id=home, draft_id=(ref := deposit(_MOVED, 300_000, "ZZ2026-0582")).id,
            seal=ref.seal,
        )  # fmt: skip
    with clock.turned_to(now - timedelta(days=11)):
        _approve(
            city,
            actions.prepare_reversal(
                city.actor("jijin"), estate_id=home, entry_id=wrong.id, business_date=clock.today(),
                reason="应记入 5-1-801，误记本户",
            ),
        )  # fmt: skip
        deposit("5-1-801", 300_000, "ZZ2026-0582-1")
    _settle_interest(city, now)
    return len(queries.entries(home))


def _settle_interest(city: Loaded, now: datetime) -> None:
    """Two certificates of the city: one whose first weeks are settled, one whose interest waits to be looked at."""
    home, bank = city.homes["zhuzhou"], city.organisations["yanshi-bank"]
    began = clock.local(now - timedelta(days=58)).date()
    for number, principal, days in (("ZZCD2026-01", 300_000_000, 50), ("ZZCD2026-02", 120_000_000, 45)):
        with clock.turned_to(now - timedelta(days=57)):
            held = actions.register_deposit(
                city.actor("jijin"), estate_id=home, organisation_id=bank, number=number, principal_fen=principal,
                starts_on=began, matures_on=anniversary(began, 3), contract_rate="0.0325", benchmark_rate="0.0275",
                basis=Basis.ACT_365,
            )  # fmt: skip
        with clock.turned_to(now - timedelta(days=6)):
            paid = round_half_up(Fraction(principal * 325 * days, 3_650_000))
            ref = actions.prepare_settlement(
                city.actor("jijin"), estate_id=home, deposit_id=held.id, last=began + timedelta(days=days),
                bank_fen=paid, business_date=clock.today(), voucher=f"LX{number}",
            )  # fmt: skip
            jobs.work_on(home, ref.id)
            if number.endswith("1"):
                seal = settlements.settlement(home, ref.id).seal
                actions.approve_settlement(city.actor("jijin2"), estate_id=home, settlement_id=ref.id, seal=seal)
                jobs.work_on(home, ref.id)


def _approve(city: Loaded, ref: DraftRef) -> None:
    actions.approve(city.actor("jijin2"), estate_id=ref.estate_id, draft_id=ref.id, seal=ref.seal)


def _opening(city: Loaded, home: int) -> DraftRef:
    """The sheet as the old system would have written it."""
    lines = ["房号,期初余额"]
    for unit in registry.units_on(home, clock.today()):
        area = unit.exclusive_area or unit.built_area
        if area and unit.use != "parking":
            left = _LITTLE if unit.code.endswith("-101") else _PER_M2
            lines.append(f"{unit.code},{(area * left).quantize(Decimal('0.01'))}")
    bank = next(a.id for a in queries.accounts(home) if a.kind is Kind.BANK)
    with tempfile.NamedTemporaryFile(prefix="sgj-demo-", suffix=".csv") as file:
        file.write("\n".join(lines).encode())
        file.flush()
        return actions.prepare_opening(
            city.actor("jijin"), estate_id=home, bank_account_id=bank, business_date=clock.today(),
            upload=Upload(Path(file.name), "山水文园分户余额.csv"),
        )  # fmt: skip
