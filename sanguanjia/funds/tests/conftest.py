"""The small city with a bank and two fund officers: one prepares, the other looks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sanguanjia.access.queries import actor_of
from sanguanjia.funds import actions, queries
from sanguanjia.funds.models import FundAccount
from sanguanjia.funds.types import DraftKind, DraftRef, EntryRef, Kind
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.policy import queries as policy
from sanguanjia.registry.actions.rosters import Upload
from sanguanjia.registry.models import Organisation
from tests.support.guard import preparing
from tests.support.small_city import City, build

NOON = dt.datetime(2024, 5, 15, 12, tzinfo=clock.SHANGHAI)
TODAY = NOON.date()


@dataclass
class Books:
    """The estate's books, and its people."""

    city: City
    bank_id: int
    author: Actor
    approver: Actor

    @property
    def estate_id(self) -> int:
        return int(self.city.estate.pk)

    def account(self, kind: Kind, name: str = "") -> int:
        rows = FundAccount.objects.filter(estate_id=self.estate_id, kind=kind.value)
        return int((rows.filter(name=name) if name else rows).order_by("name")[0].pk)

    def holds(self, kind: Kind, name: str = "") -> int:
        return queries.account(self.estate_id, self.account(kind, name)).fen

    def deposit(self, fen: int, door: str = "3-1-1403", receipt: str = "PJ-1", day: dt.date = TODAY,
                **more: Any) -> DraftRef:  # fmt: skip
        return actions.prepare_deposit(
            self.author, estate_id=self.estate_id, account_id=self.account(Kind.UNIT, door),
            bank_account_id=self.account(Kind.BANK), fen=fen, business_date=day, receipt=receipt,
            kind=DraftKind.FIRST_DEPOSIT, **more,
        )  # fmt: skip

    def approve(self, draft: DraftRef, **more: Any) -> EntryRef:
        return actions.approve(self.approver, estate_id=self.estate_id, draft_id=draft.id, seal=draft.seal, **more)

    def opening(self, path: Path, text: str, day: dt.date = TODAY) -> DraftRef:
        path.write_text(text, encoding="utf-8")
        return actions.prepare_opening(
            self.author, estate_id=self.estate_id, bank_account_id=self.account(Kind.BANK), business_date=day,
            upload=Upload(path, "期初.csv"),
        )  # fmt: skip


def make_books() -> Books:
    """Lay the city out and open the books of its first estate."""
    city = build()
    with preparing():
        bank = Organisation.objects.create(kind="bank", name="株洲某银行")
    second = actor_of(city._make("fund_officer", "estate", name="second"))
    books = Books(city, int(bank.pk), city.actor("fund_officer"), second)
    actions.open_books(books.author, estate_id=books.estate_id, bank_id=books.bank_id)
    return books


@pytest.fixture
def books(db: None) -> Iterator[Books]:
    """Open books on 15 May 2024, noon."""
    policy.forget()
    with clock.turned_to(NOON):
        yield make_books()
    policy.forget()
