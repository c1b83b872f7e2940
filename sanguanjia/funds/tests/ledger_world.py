"""The ledger beside a model of it that shares no code: money moves, is reserved and frozen, periods close, interest is
settled, and both must hold the same. The model counts balances day by day and shares out with fractions."""

from __future__ import annotations

import copy
import datetime as dt
from contextlib import nullcontext
from dataclasses import dataclass, field
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from django.db import IntegrityError, connection, transaction

from sanguanjia.funds import actions, holds, jobs, queries, settlements, store
from sanguanjia.funds.models import FundAccount, FundBook, FundEntry
from sanguanjia.funds.rules.day_counts import Basis
from sanguanjia.funds.types import EntryKind, Kind, Line, Period
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.kernel.scoped import cross_estate
from tests.support.guard import preparing

from .conftest import NOON, TODAY, Books

QUIET: Any = SimpleNamespace(
    at=NOON, stored=lambda *_: None, touched=lambda *_a, **_k: None, changing=lambda *_: nullcontext(),
    actor=SimpleNamespace(account_id=1),
)  # fmt: skip
BEGAN = TODAY - dt.timedelta(days=60)
PRINCIPAL, CONTRACT, BENCHMARK = 7_654_321_00, Fraction("0.0325"), Fraction("0.0275")
PLACES = ("estate", "sibling")
# Every account of the estates: as it stands, as its transfers and holds say, and how many entries its book has.
_GLANCE_SQL = """
    SELECT b.estate_id, b.account_id, b.net_fen, coalesce(leg.fen, 0)::bigint, b.held_fen, coalesce(h.fen, 0)::bigint,
        book.last_number
    FROM funds_fundbalance b
    JOIN funds_fundbook book ON book.estate_id = b.estate_id
    LEFT JOIN (
        SELECT estate_id, account_id, sum(fen) AS fen FROM (
            SELECT estate_id, debit_id AS account_id, -amount_fen AS fen FROM funds_fundtransfer
            WHERE estate_id = ANY(%(estates)s)
            UNION ALL SELECT estate_id, credit_id, amount_fen FROM funds_fundtransfer WHERE estate_id = ANY(%(estates)s)
        ) AS legs GROUP BY 1, 2
    ) AS leg ON leg.estate_id = b.estate_id AND leg.account_id = b.account_id
    LEFT JOIN (
        SELECT estate_id, account_id, sum(fen - spent_fen - released_fen) AS fen FROM funds_fundhold
        WHERE estate_id = ANY(%(estates)s) GROUP BY 1, 2
    ) AS h ON h.estate_id = b.estate_id AND h.account_id = b.account_id
    WHERE b.estate_id = ANY(%(estates)s)
"""


@dataclass
class Model:
    """One estate as anyone would keep it with paper and pencil."""

    doors: dict[int, str]
    pool: int
    bank: int
    payee: int
    entries: list[tuple[dt.date, list[tuple[int, int, int]]]] = field(default_factory=list)
    undone: set[int] = field(default_factory=set)
    closed: dt.date | None = None
    reserved: dict[str, tuple[int, int]] = field(default_factory=dict)  # subject → (account, fen)

    def kept(self, account: int) -> int:
        """What is reserved of an account."""
        return sum(fen for of, fen in self.reserved.values() if of == account)

    def held(self, account: int, day: dt.date | None = None) -> int:
        """Credits less debits up to a day, or of all time."""
        return sum(
            fen * ((credit == account) - (debit == account))
            for at, lines in self.entries if day is None or at <= day
            for debit, credit, fen in lines
        )  # fmt: skip

    def book(self, day: dt.date, lines: list[tuple[int, int, int]]) -> bool:
        """Whether it may be booked; and then it is."""
        if self.closed is not None and day <= self.closed:
            return False
        after = {account: self.held(account) - self.kept(account) for account in (*self.doors, self.pool, self.payee)}
        for debit, credit, fen in lines:
            for account, moved in ((debit, -fen), (credit, fen)):
                if account in after:
                    after[account] += moved
        if min(after.values()) < 0:
            return False
        self.entries.append((day, lines))
        return True

    def weight(self, door: int, first: dt.date, last: dt.date) -> int:
        days = [first + dt.timedelta(days=n) for n in range((last - first).days)]
        return max(0, sum(self.held(door, day) for day in days))


def dealt(whole: int, weights: list[tuple[Any, int]]) -> dict[Any, int]:
    """Largest remainder by fractions; of equal ones the first in the list."""
    total = sum(weight for _, weight in weights)
    exact = {key: Fraction(whole * weight, total) if total else Fraction(0) for key, weight in weights}
    parts = {key: int(share) for key, share in exact.items()}
    left = sorted(exact, key=lambda key: parts[key] - exact[key])  # sorted() keeps the order of equals
    for key in left[: whole - sum(parts.values())]:
        parts[key] += 1
    return parts


class World:
    """Both sides, and the steps that are done on both. `differs` says how they differ, "" when they do not."""

    def __init__(self, books: Books) -> None:
        self.books, self.keys = books, 0
        self.models = {int(books.city.homes[at].pk): self._model(at) for at in PLACES}
        self.home = int(books.city.district.pk)
        with preparing():
            self.deposit = actions.register_deposit(
                books.author, estate_id=self.home, organisation_id=books.bank_id, number="CD-1",
                principal_fen=PRINCIPAL, starts_on=BEGAN, matures_on=BEGAN + dt.timedelta(days=400),
                contract_rate="0.0325", benchmark_rate="0.0275", basis=Basis.ACT_365,
            ).id  # fmt: skip
        self.first = BEGAN

    def _model(self, at: str) -> Model:
        home = self.books.city.homes[at].pk
        with preparing():
            if not queries.has_books(home):
                actions.open_books(self.books.author, estate_id=home, bank_id=self.books.bank_id)
            payee = actions_account(home)
        rows = {(a.kind, a.name): a.id for a in queries.accounts(home)}
        doors = {key: name for (kind, name), key in sorted(rows.items()) if kind is Kind.UNIT}
        only = {kind: key for (kind, _), key in rows.items() if kind in (Kind.POOL, Kind.BANK)}
        return Model(doors, only[Kind.POOL], only[Kind.BANK], payee)

    def estate(self, number: int) -> int:
        return sorted(self.models)[number % len(self.models)]

    def post(self, estate: int, day: dt.date, lines: list[tuple[int, int, int]], reverses: int | None = None) -> None:
        """On both sides; they must agree whether it may be done."""
        self.keys += 1
        posting = store.Posting(
            estate, EntryKind.REVERSAL if reverses else EntryKind.TOP_UP, day, "走", author_id=1, approver_id=2,
            key=f"step-{self.keys}", lines=tuple(Line(*line) for line in lines), reverses_id=reverses,
        )  # fmt: skip
        try:
            with preparing(), transaction.atomic():
                store.post(QUIET, posting)
            booked = True
        except (IntegrityError, Refusal):
            booked = False
        assert booked == self.models[estate].book(day, lines), (day, lines)

    def pay_in(self, estate: int, door: int, fen: int, day: int) -> None:
        model = self.models[estate]
        self.post(estate, _day(day), [(model.bank, sorted(model.doors)[door], fen)])

    def spend(self, estate: int, source: int, fen: int, day: int) -> None:
        model = self.models[estate]
        payers = [*sorted(model.doors), model.pool]
        self.post(estate, _day(day), [(payers[source], model.payee, fen), (model.payee, model.bank, fen)])

    def reserve(self, estate: int, source: int, fen: int | None) -> None:
        """Hold so much of an account, or (None) freeze all that is free of it."""
        model = self.models[estate]
        account = [*sorted(model.doors), model.pool][source]
        free = model.held(account) - model.kept(account)
        fen = max(1, free) if fen is None else fen
        self.keys += 1
        subject = f"hold-{self.keys}"
        try:
            with preparing(), transaction.atomic():
                holds.reserve(QUIET, estate, subject, "留", {account: fen})
            done = True
        except IntegrityError:
            done = False
        assert done == (fen <= free), (fen, free)
        if done:
            model.reserved[subject] = (account, fen)

    def use_hold(self, estate: int, which: int, percent: int) -> None:
        """Pay a part of what is held."""
        model = self.models[estate]
        if not model.reserved:
            return
        subject = sorted(model.reserved)[which % len(model.reserved)]
        account, kept = model.reserved.pop(subject)
        fen = max(1, kept * percent // 100)
        if kept > fen:
            model.reserved[subject] = (account, kept - fen)
        with preparing():
            holds.spend(QUIET, estate, subject, {account: fen})
        self.post(estate, TODAY, [(account, model.payee, fen)])

    def release(self, estate: int, which: int) -> None:
        """Set free what is left of one hold."""
        model = self.models[estate]
        if model.reserved:
            subject = sorted(model.reserved)[which % len(model.reserved)]
            with preparing():
                assert holds.release(QUIET, estate, subject) == model.reserved.pop(subject)[1]

    def reverse(self, estate: int, entry: int) -> None:
        model = self.models[estate]
        if not model.entries:
            return
        number = entry % len(model.entries)
        row = FundEntry.objects.get(estate_id=estate, number=number + 1)
        if number in model.undone or row.kind == "reversal":
            return
        lines = [(credit, debit, fen) for debit, credit, fen in model.entries[number][1]]
        before = len(model.entries)
        self.post(estate, TODAY, lines, reverses=row.pk)
        if len(model.entries) > before:
            model.undone.add(number)

    def close(self, estate: int, day: int) -> None:
        model, until = self.models[estate], _day(day)
        if model.closed is not None and until <= model.closed:
            return
        draft = actions.prepare_close(self.books.author, estate_id=estate, period=Period.DAY, until=until)
        actions.approve(self.books.approver, estate_id=estate, draft_id=draft.id, seal=draft.seal)
        model.closed = until

    def settle(self, days: int, runs: int) -> None:
        last = min(self.first + dt.timedelta(days=days), TODAY)
        if last <= self.first:
            return
        total = _half_up(PRINCIPAL * CONTRACT * (last - self.first).days / 365)
        doors_fen = _half_up(PRINCIPAL * BENCHMARK * (last - self.first).days / 365)
        ref = actions.prepare_settlement(
            self.books.author, estate_id=self.home, deposit_id=self.deposit, last=last, bank_fen=total,
            business_date=TODAY, voucher="LX",
        )  # fmt: skip
        jobs.work_on(self.home, ref.id)
        row = settlements.settlement(self.home, ref.id)
        wish = {"estate_id": self.home, "settlement_id": ref.id}
        weights = {
            estate: [(door, model.weight(door, self.first, last)) for door in sorted(model.doors)]
            for estate, model in self.models.items()
        }
        if not sum(weight for doors in weights.values() for _, weight in doors):
            assert row.fault == "fund_nothing_weighs"
            actions.drop_settlement(self.books.author, reason="没有余额", **wish)
            return
        actions.approve_settlement(self.books.approver, seal=row.seal, **wish)
        for _ in range(runs):
            jobs.work_on(self.home, ref.id)
        assert settlements.settlement(self.home, ref.id).state == "done"
        self._settle_model(weights, doors_fen, total - doors_fen)
        self.first = last

    def _settle_model(self, weights: dict[int, list[tuple[int, int]]], doors_fen: int, pool_fen: int) -> None:
        sums = [(estate, sum(weight for _, weight in weights[estate])) for estate in sorted(weights)]
        below, above = dealt(doors_fen, sums), dealt(pool_fen, sums)
        for estate, model in self.models.items():
            ordered = sorted(weights[estate], key=lambda row: model.doors[row[0]])
            lines = [(model.bank, door, fen) for door, fen in dealt(below[estate], ordered).items() if fen]
            lines += [(model.bank, model.pool, above[estate])] if above[estate] else []
            if lines:
                assert model.book(TODAY, lines)

    def again(self) -> World:
        """The same books with a model of its own, for another walk that is rolled back as the last one was."""
        other = copy.copy(self)
        other.models = copy.deepcopy(self.models)
        return other

    def glance(self) -> None:
        """What `compare` says of every account, in one statement: for after every step."""
        with cross_estate(), connection.cursor() as cursor:
            cursor.execute(_GLANCE_SQL, {"estates": sorted(self.models)})
            rows = cursor.fetchall()
        assert {(at, account) for at, model in self.models.items() for account in (*model.doors, model.pool)} <= {
            row[:2] for row in rows
        }
        for estate, account, *stands in rows:
            model = self.models[estate]
            held, kept = model.held(account), model.kept(account)
            assert stands == [held, held, kept, kept, len(model.entries)], (estate, account)

    def compare(self) -> None:
        """Every account holds what the model says, and every entry has its number."""
        for estate, model in self.models.items():
            found = queries.accounts(estate)
            held = {a.id: a.fen for a in found}
            free = {a.id: a.available for a in found}
            for account in (*model.doors, model.pool, model.payee):
                assert held[account] == model.held(account), (estate, account)
                assert free[account] == model.held(account) - model.kept(account), (estate, account)
            assert held[model.bank] == -model.held(model.bank)
            assert FundBook.objects.get(estate_id=estate).last_number == len(model.entries)
            assert queries.differences(estate) == ()


def actions_account(home: int) -> int:
    """A contractor's account in the estate's books."""
    from sanguanjia.funds.models import FundBalance

    row, made = FundAccount.objects.get_or_create(
        estate_id=home, kind=Kind.CONTRACTOR.value, organisation_id=7,
        defaults={"name": "某施工队", "opened_on": TODAY},
    )  # fmt: skip
    if made:
        FundBalance.objects.create(estate_id=home, account=row, side=1)
    return int(row.pk)


def _day(number: int) -> dt.date:
    return BEGAN + dt.timedelta(days=number)


def _half_up(exact: Fraction) -> int:
    return int((exact * 2 + 1) // 2)
