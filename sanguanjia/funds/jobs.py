"""Work on settlements: weigh what was prepared, book what was approved, estate by estate, and go on after a kill."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from django.db import connections
from procrastinate.contrib.django import app

from sanguanjia.access.queries import actor_of, load_account
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import ANONYMOUS, SYSTEM, Actor
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.kernel.scoped import cross_estate

from . import bank_moves, marks, papers, roots, settlements
from .types import SettlementState

log = logging.getLogger(__name__)

HANDS = 2
"""Estates that are booked at once: they do not wait for each other, and one is reckoned while another is written."""


@app.task(name="funds.settle")
def settle(home_id: int, settlement_id: int) -> int:
    """One settlement, as far as it goes now. Answers how many estates got their share in this run."""
    return work_on(home_id, settlement_id, hands=HANDS)


@app.periodic(cron="*/5 * * * *", periodic_id="funds.tend")
@app.task(name="funds.tend", queueing_lock="funds.tend")
def tend(timestamp: int = 0) -> int:
    """Whatever was left over: a worker that died, an estate whose period was closed until today."""
    return sum(work_on(home_id, settlement_id, hands=HANDS) for home_id, settlement_id in settlements.left_over())


@app.periodic(cron="40 2 * * *", periodic_id="funds.check")
@app.task(name="funds.check", queueing_lock="funds.check")
def check(timestamp: int = 0) -> int:
    """Every night: every balance is added up again from all its transfers. Answers how many differ."""
    return marks.check_all()


@app.periodic(cron="20 0 * * *", periodic_id="funds.lapse")
@app.task(name="funds.lapse", queueing_lock="funds.lapse")
def lapse(timestamp: int = 0) -> int:
    """After midnight: court freezes whose last day is over hold nothing any more. Answers how many ended."""
    from . import actions

    with cross_estate():
        over = papers.run_out(clock.today())
    return sum(
        _unless_late(partial(actions.lapse_freeze, SYSTEM, key=f"lapse-{freeze}", estate_id=estate, freeze_id=freeze))
        for estate, freeze in over
    )


@app.periodic(cron="55 2 * * *", periodic_id="funds.roots")
@app.task(name="funds.roots", queueing_lock="funds.roots")
def roots_of_the_day(timestamp: int = 0) -> int:
    """Every night: each estate's chain of entries gets the root of what was booked since. Answers for how many."""
    from . import actions

    with cross_estate():
        estates = roots.due()
    return sum(_unless_late(partial(actions.root_day, SYSTEM, estate_id=estate)) for estate in estates)


@app.task(name="funds.prepare_bank_moves")
def prepare_bank_moves(officer: int, home_id: int, bank_id: int, to_id: int, day: str, document: str) -> int:
    """For the officer who asked: a paper and a draft for every estate whose money lies at the bank. What an estate does
    not accept today stays on the list; asked again, only those that are left are prepared. Answers how many were."""
    from . import actions

    return sum(
        _unless_late(
            partial(
                actions.prepare_bank_change, _as(officer), estate_id=one.estate_id, bank_account_id=one.bank_account_id,
                bank_id=to_id, business_date=dt.date.fromisoformat(day), document=document,
            )
        )
        for one in bank_moves.held_at(home_id, bank_id)
    )  # fmt: skip


@app.task(name="funds.approve_bank_moves")
def approve_bank_moves(officer: int, rows: list[list[Any]]) -> int:
    """For the officer who looked: `rows` are (estate, draft, seal). One that moved meanwhile stays and says so on its
    own page. Answers how many were booked."""
    from . import actions

    return sum(
        _unless_late(partial(actions.approve, _as(officer), estate_id=estate, draft_id=draft, seal=seal))
        for estate, draft, seal in rows
    )


def _as(account_id: int) -> Actor:
    """The officer with the mandates of now."""
    account = load_account(account_id)
    return actor_of(account) if account is not None else ANONYMOUS


def work_on(home_id: int, settlement_id: int, hands: int = 1) -> int:
    """Weigh it, or book every estate that has not its share yet, `hands` at once over connections of their own. Two
    runs at once do no harm: each estate is one act under one key, whole or not at all."""
    from . import actions

    row = settlements.settlement(home_id, settlement_id)
    if row.state == SettlementState.WEIGHING.value and not row.fault:
        _unless_late(lambda: actions.weigh_settlement(SYSTEM, estate_id=home_id, settlement_id=settlement_id))
    if row.state != SettlementState.RUNNING.value:
        return 0
    done = settlements.settled(settlement_id)
    left = [
        share.place_id
        for share in settlements.shares(row)
        if share.place_id not in done and (share.doors_fen or share.pool_fen)
    ]
    if hands == 1:
        booked = _book(row, left)
    else:
        with ThreadPoolExecutor(hands) as pool:
            booked = sum(pool.map(partial(_book_and_leave, row), [left[hand::hands] for hand in range(hands)]))
    _unless_late(lambda: actions.finish_settlement(SYSTEM, estate_id=home_id, settlement_id=settlement_id))
    return booked


def _book(row: settlements.Settlement, estates: list[int]) -> int:
    from . import actions

    return sum(
        _unless_late(
            partial(
                actions.settle_estate, SYSTEM, key=f"interest-{row.pk}", estate_id=estate, home_id=row.estate_id,
                settlement_id=row.pk,
            )
        )
        for estate in estates
    )  # fmt: skip


def _book_and_leave(row: settlements.Settlement, estates: list[int]) -> int:
    """In a thread of its own, whose connection goes with it."""
    try:
        return _book(row, estates)
    finally:
        connections.close_all()


def _unless_late(do: Callable[[], object]) -> bool:
    """Do it; what another run was faster with, or what an estate does not accept today, is left for the next one."""
    try:
        do()
    except Refusal as refusal:
        log.info("left for the next run: %s", [reason.code for reason in refusal.reasons])
        return False
    return True
