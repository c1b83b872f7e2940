"""A deposit of the district's fund over three estates, for the tests of its settlement."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sanguanjia.funds import actions, jobs, queries, settlements
from sanguanjia.funds.models import FundAccount, Settlement
from sanguanjia.funds.rules.day_counts import Basis
from sanguanjia.funds.types import DepositRef, Kind, SettlementRef
from tests.support.guard import preparing

from .conftest import TODAY, Books

BEGAN = dt.date(2021, 5, 15)
FULL = 9_750_000  # 1,000,000 yuan for three years at 3.25 %
HELD = {("estate", "3-1-1403"): 10_000, ("estate", "3-1-1404"): 5_000, ("sibling", "3-1-1403"): 30_001,
        ("cousin", "3-1-1404"): 7}  # fmt: skip


@dataclass
class Interest:
    """The books of three estates, and their deposit."""

    books: Books
    deposit: DepositRef

    @property
    def home_id(self) -> int:
        return self.deposit.home_id

    def prepare(self, last: dt.date = TODAY, bank_fen: int = FULL, voucher: str = "LX-1", **more: Any) -> SettlementRef:
        return actions.prepare_settlement(
            self.books.author, estate_id=self.home_id, deposit_id=self.deposit.id, last=last, bank_fen=bank_fen,
            **{"business_date": TODAY} | more, voucher=voucher,
        )  # fmt: skip

    def weigh(self, ref: SettlementRef) -> Settlement:
        jobs.work_on(self.home_id, ref.id)
        return settlements.settlement(self.home_id, ref.id)

    def approve(self, ref: SettlementRef) -> SettlementRef:
        seal = settlements.settlement(self.home_id, ref.id).seal
        return actions.approve_settlement(self.books.approver, estate_id=self.home_id, settlement_id=ref.id, seal=seal)

    def settle(self, **more: Any) -> SettlementRef:
        """From the bank's advice to the books of every estate."""
        ref = self.prepare(**more)
        self.weigh(ref)
        self.approve(ref)
        jobs.work_on(self.home_id, ref.id)
        return ref

    def held(self, at: str, kind: Kind, name: str = "") -> int:
        return queries.account(self.home(at), account(self.home(at), kind, name)).fen

    def home(self, at: str) -> int:
        return int(self.books.city.homes[at].pk)


def account(estate_id: int, kind: Kind, name: str = "") -> int:
    rows = FundAccount.objects.filter(estate_id=estate_id, kind=kind.value)
    return int((rows.filter(name=name) if name else rows).order_by("name")[0].pk)


def deposit_in(books: Books, estate_id: int, door: str, fen: int, day: dt.date) -> None:
    """A door pays in, booked by both officers."""
    draft = actions.prepare_deposit(
        books.author, estate_id=estate_id, account_id=account(estate_id, Kind.UNIT, door),
        bank_account_id=account(estate_id, Kind.BANK), fen=fen, business_date=day, receipt=f"{door}-{day}",
    )  # fmt: skip
    actions.approve(books.approver, estate_id=estate_id, draft_id=draft.id, seal=draft.seal)


def lay(books: Books, began: dt.date = BEGAN, rate: str = "0.0325") -> Interest:
    """Three estates with money since before the deposit began."""
    city = books.city
    for at in ("sibling", "cousin"):
        actions.open_books(books.author, estate_id=city.homes[at].pk, bank_id=books.bank_id)
    for (at, door), fen in HELD.items():
        deposit_in(books, int(city.homes[at].pk), door, fen, began - dt.timedelta(days=1))
    with preparing():
        made = actions.register_deposit(
            books.author, estate_id=city.district.pk, organisation_id=books.bank_id, number=f"CD-{began}",
            principal_fen=100_000_000, starts_on=began, matures_on=began.replace(year=began.year + 3),
            contract_rate=rate, benchmark_rate="0.0275", basis=Basis.YEARS, term_years=3,
        )  # fmt: skip
    return Interest(books, made)
