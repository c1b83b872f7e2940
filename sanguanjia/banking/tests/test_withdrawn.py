"""What was withdrawn early and the settlement of the deposit's interest know of each other."""

from __future__ import annotations

import datetime as dt

from sanguanjia.banking import actions as banking
from sanguanjia.funds import settlements, wording
from sanguanjia.funds.tests.interest_scene import lay
from sanguanjia.funds.tests.test_acts import refused
from sanguanjia.funds.types import Kind


def test_what_was_withdrawn_early_earns_the_current_rate_and_is_settled_with_the_rest(books, monkeypatch):
    monkeypatch.setattr("sanguanjia.funds.jobs.HANDS", 1)
    interest = lay(books)
    where = {"estate_id": interest.home_id, "deposit_id": interest.deposit.id}
    paper = {"fen": 40_000_000, "reason": "维修急用", "document": "12号"}

    def withdraw(day: dt.date) -> None:
        ref = banking.prepare_withdrawal(books.author, day=day, **where, **paper)
        banking.decide_withdrawal(
            books.approver, estate_id=interest.home_id, withdrawal_id=ref.id, confirm=True
        )  # fmt: skip

    withdraw(dt.date(2023, 5, 15))  # 730 days x 400,000 x 0.35 % / 360 = 2,838.89
    total = 60_000_000 * 325 * 3 // 10_000 + 283_889
    assert refused(interest.prepare) == ["fund_interest_differs"]
    row = settlements.settlement(interest.home_id, interest.settle(bank_fen=total).id)
    assert (row.reckoned_fen, row.doors_fen) == (total, 60_000_000 * 275 * 3 // 10_000 + 283_889)
    assert row.pool_fen == 60_000_000 * 50 * 3 // 10_000
    assert any("提前支取" in wording.say_step(step) for step in settlements.steps_of(row))
    assert sum(interest.held(at, Kind.POOL) for at in ("estate", "sibling", "cousin")) == row.pool_fen


def test_a_withdrawal_whose_period_was_settled_meanwhile_is_not_confirmed(books, monkeypatch):
    monkeypatch.setattr("sanguanjia.funds.jobs.HANDS", 1)
    interest = lay(books)
    ref = banking.prepare_withdrawal(
        books.author, estate_id=interest.home_id, deposit_id=interest.deposit.id, day=dt.date(2022, 5, 1), fen=100,
        reason="急用", document="1号",
    )  # fmt: skip
    interest.settle(last=dt.date(2022, 5, 15), bank_fen=3_250_000)
    wish = {"estate_id": interest.home_id, "withdrawal_id": ref.id, "confirm": True}
    assert refused(lambda: banking.decide_withdrawal(books.approver, **wish)) == ["withdrawal_outside"]
