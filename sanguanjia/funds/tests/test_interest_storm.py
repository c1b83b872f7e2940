"""Settlements and payments while their connections are cut, as when a worker is killed: nothing is lost, doubled or
unbalanced, and no estate is left half."""

from __future__ import annotations

import datetime as dt
import random
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections
from django.db.utils import InterfaceError, OperationalError

from sanguanjia.funds import actions, jobs, queries, settlements
from sanguanjia.funds.models import FundEntry, InterestProof, Settlement
from sanguanjia.funds.rules.day_counts import Basis
from sanguanjia.funds.types import Kind, Line
from sanguanjia.kernel import clock
from sanguanjia.kernel.scoped import cross_estate

from .conftest import NOON, TODAY, make_books
from .interest_scene import Interest, account, lay
from .test_ledger import book

PERIODS, PAYMENTS = 40, 400
pytestmark = pytest.mark.unguarded


class Killer(threading.Thread):
    """Cuts the connections of the workers now and then, until told to stop."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.over, self.workers, self.cuts = threading.Event(), set[int](), 0
        self.dice = random.Random(11)

    def run(self) -> None:
        with connection.cursor() as cursor:  # the same role: it may end its own
            while not self.over.wait(self.dice.uniform(0.005, 0.08)):
                for backend in list(self.workers):
                    cursor.execute("SELECT pg_terminate_backend(%s)", [backend])
                    self.cuts += 1
        connections.close_all()


def again_until_done(killer: Killer, do: Callable[[], Any]) -> None:
    """As the queue does it: a job whose worker died runs again."""
    while True:
        backend = 0
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                backend = cursor.fetchone()[0]
            killer.workers.add(backend)
            return do()
        except (OperationalError, InterfaceError):
            continue
        finally:  # a blow that was struck already must not meet what comes next
            killer.workers.discard(backend)
            connection.close()


@pytest.mark.nightly
@pytest.mark.usefixtures("committed_db")
def test_nothing_is_lost_doubled_or_left_half():
    with clock.turned_to(NOON):
        interest = lay(make_books())
        books, home = interest.books, interest.home_id
        daily = actions.register_deposit(
            books.author, estate_id=home, organisation_id=books.bank_id, number="CD-DAY", principal_fen=36_500_000,
            starts_on=TODAY - dt.timedelta(days=PERIODS), matures_on=TODAY + dt.timedelta(days=9),
            contract_rate="0.0325", benchmark_rate="0.0275", basis=Basis.ACT_365,
        )  # fmt: skip
        scene, killer = Interest(books, daily), Killer()
        killer.start()
        paying = threading.Thread(target=_pay, args=(killer, books))
        paying.start()
        for number in range(PERIODS):
            _settle(scene, killer, TODAY - dt.timedelta(days=PERIODS - 1 - number), number)
        paying.join()
        killer.over.set()
        killer.join()
        assert killer.cuts > PERIODS
        _whole(interest)


def _settle(scene: Interest, killer: Killer, last: dt.date, number: int) -> None:
    ref = scene.prepare(last=last, bank_fen=3_250, voucher=f"LX-{number}")
    again_until_done(killer, lambda: jobs.work_on(scene.home_id, ref.id))
    scene.approve(ref)
    while settlements.settlement(scene.home_id, ref.id).state != "done":
        again_until_done(killer, lambda: jobs.work_on(scene.home_id, ref.id, hands=1 + number % 2))


def _pay(killer: Killer, books: Any) -> None:
    with clock.turned_to(NOON):
        bank, unit = account(books.estate_id, Kind.BANK), account(books.estate_id, Kind.UNIT, "3-1-1403")
        for number in range(PAYMENTS):
            again_until_done(killer, lambda n=number: book(books, f"storm-{n}", Line(bank, unit, 7)))
            time.sleep(0.002)
    connections.close_all()


def _whole(interest: Interest) -> None:
    with cross_estate():
        done = Settlement.objects.filter(state="done")
        assert done.count() == PERIODS
        owed = sum(row.estates for row in done)
        assert InterestProof.objects.count() == FundEntry.objects.filter(kind="interest").count() == owed
        assert FundEntry.objects.filter(idempotency_key__startswith="storm-").count() == PAYMENTS
        shared = sum(p.doors_fen + p.pool_fen for p in InterestProof.objects.all())
        assert shared == sum(row.bank_fen for row in done) == 3_250 * PERIODS
    for at in ("estate", "sibling", "cousin"):
        estate = interest.home(at)
        assert queries.differences(estate) == ()
        numbers = FundEntry.objects.filter(estate_id=estate).order_by("number").values_list("number", flat=True)
        assert list(numbers) == list(range(1, len(numbers) + 1))
