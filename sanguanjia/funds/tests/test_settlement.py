"""Interest of a deposit, from the bank's advice to every door of three estates."""

from __future__ import annotations

import datetime as dt

import pytest

from sanguanjia.funds import actions, jobs, queries, settlements
from sanguanjia.funds.models import FundEntry, InterestProof, Settlement, SettlementShare
from sanguanjia.funds.rules.day_counts import Basis
from sanguanjia.funds.types import EntryKind, Kind, Period
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.scoped import cross_estate

from .conftest import NOON, TODAY
from .interest_scene import FULL, HELD, Interest, account, deposit_in, lay
from .test_acts import refused

DAY = dt.timedelta(days=1)


@pytest.fixture
def interest(books, monkeypatch) -> Interest:
    monkeypatch.setattr(jobs, "HANDS", 1)  # the books of a test stand in its own transaction
    return lay(books)


class TestSettling:
    def test_every_fen_of_the_bank_is_somebodys(self, interest):
        ref = interest.settle()
        row = settlements.settlement(interest.home_id, ref.id)
        assert (row.state, row.doors_fen, row.pool_fen, row.estates) == ("done", 8_250_000, 1_500_000, 3)
        weight = sum(HELD.values())
        doors = {key: interest.held(key[0], Kind.UNIT, key[1]) - fen for key, fen in HELD.items()}
        assert sum(doors.values()) == 8_250_000
        for key, fen in HELD.items():
            assert abs(doors[key] * weight - 8_250_000 * fen) < 2 * weight  # two stages, each within a fen
        assert sum(interest.held(at, Kind.POOL) for at in ("estate", "sibling", "cousin")) == 1_500_000
        assert sum(interest.held(at, Kind.BANK) for at in ("estate", "sibling", "cousin")) == FULL + weight
        for at in ("estate", "sibling", "cousin"):
            assert queries.differences(interest.home(at)) == ()
        entry = queries.entries(interest.home("estate"))[0]
        assert (entry.kind, entry.author_id, entry.approver_id) == (
            EntryKind.INTEREST, interest.books.author.account_id, interest.books.approver.account_id
        )  # fmt: skip

    def test_a_run_that_comes_again_does_nothing(self, interest):
        ref = interest.settle()
        with cross_estate():
            before = FundEntry.objects.count(), InterestProof.objects.count()
            assert (jobs.work_on(interest.home_id, ref.id), jobs.tend()) == (0, 0)
            assert (FundEntry.objects.count(), InterestProof.objects.count()) == before
        wish = {"estate_id": interest.home("estate"), "home_id": interest.home_id, "settlement_id": ref.id}
        assert refused(lambda: actions.settle_estate(SYSTEM, **wish)) == ["fund_settlement_not_now"]
        assert refused(lambda: actions.finish_settlement(SYSTEM, estate_id=interest.home_id, settlement_id=ref.id)) == [
            "fund_settlement_not_now"
        ]
        assert refused(lambda: interest.prepare(voucher="LX-2")) == ["fund_deposit_settled"]

    def test_an_estate_that_closed_its_period_books_it_on_the_next_open_day(self, interest):
        books, ref = interest.books, interest.prepare()
        interest.weigh(ref)
        close = actions.prepare_close(books.author, estate_id=books.estate_id, period=Period.DAY, until=TODAY)
        books.approve(close)
        interest.approve(ref)
        assert jobs.work_on(interest.home_id, ref.id) == 2
        assert settlements.progress(settlements.settlement(interest.home_id, ref.id)).done == 2
        with clock.turned_to(NOON + DAY):
            assert jobs.tend() == 1
        entry = queries.entries(books.estate_id)[0]
        assert (entry.kind, entry.business_date) == (EntryKind.INTEREST, TODAY + DAY)
        assert settlements.settlement(interest.home_id, ref.id).state == "done"

    def test_what_came_in_after_the_preview_changes_nothing(self, interest):
        ref = interest.prepare()
        shown = interest.weigh(ref)
        deposit_in(interest.books, interest.home("estate"), "3-1-1404", 99_999, TODAY - 2 * DAY)
        assert settlements.seal_of(shown) == shown.seal
        interest.approve(ref)
        jobs.work_on(interest.home_id, ref.id)
        proof = InterestProof.objects.get(estate_id=interest.home("estate"), settlement_id=ref.id)
        door = account(interest.home("estate"), Kind.UNIT, "3-1-1404")
        days = (TODAY - dt.date(2021, 5, 15)).days
        assert [weight for key, weight, _, _ in proof.doors if key == door] == [5_000 * days]

    def test_yearly_periods_follow_each_other(self, interest):
        year = dt.date(2022, 5, 15)
        interest.settle(last=year, bank_fen=3_250_000)
        assert settlements.next_first(settlements.deposit(interest.home_id, interest.deposit.id)) == year
        assert refused(lambda: interest.prepare(last=year, voucher="b")) == ["fund_interest_period"]
        interest.settle(last=TODAY, bank_fen=6_500_000, voucher="LX-2")
        with cross_estate():
            assert Settlement.objects.filter(state="done").count() == 2
            assert SettlementShare.objects.count() == InterestProof.objects.count() == 6


class TestRefusals:
    def test_everything_that_is_wrong_at_once(self, interest):
        wrong = {"last": TODAY + DAY, "bank_fen": 0, "voucher": " ", "business_date": TODAY + DAY}
        assert refused(lambda: interest.prepare(**wrong)) == [
            "missing", "fund_bad_amount", "fund_day_ahead", "fund_day_ahead", "fund_interest_period"
        ]  # fmt: skip
        assert refused(lambda: interest.prepare(last=dt.date(2022, 5, 16))) == ["not_whole_years"]
        assert refused(lambda: interest.prepare(bank_fen=FULL - 1)) == ["fund_interest_differs"]
        owner = interest.books.city.actor("owner")
        wish = {"estate_id": interest.home_id, "settlement_id": 1}
        assert refused(lambda: actions.drop_settlement(owner, reason="x", **wish)) == ["not_permitted"]
        assert refused(lambda: actions.weigh_settlement(interest.books.author, **wish)) == ["not_permitted"]
        assert refused(lambda: actions.weigh_settlement(SYSTEM, **wish)) == ["not_found"]

    def test_a_difference_needs_its_reason_and_is_the_pools(self, interest):
        ref = interest.settle(bank_fen=FULL + 3, difference_reason="银行逐笔进位")
        row = settlements.settlement(interest.home_id, ref.id)
        assert (row.reckoned_fen, row.doors_fen, row.pool_fen) == (FULL, 8_250_000, 1_500_003)

    def test_two_people_and_what_was_shown(self, interest):
        ref = interest.prepare()
        assert refused(lambda: interest.prepare(voucher="b")) == ["fund_settlement_open"]
        assert refused(lambda: interest.approve(ref)) == ["fund_settlement_not_now"]
        shown = interest.weigh(ref)
        wish = {"estate_id": interest.home_id, "settlement_id": ref.id}
        assert refused(lambda: actions.approve_settlement(interest.books.author, seal=shown.seal, **wish)) == [
            "fund_own_draft"
        ]
        assert refused(lambda: actions.approve_settlement(interest.books.approver, seal="0" * 64, **wish)) == [
            "fund_seal_broken"
        ]
        assert refused(lambda: actions.drop_settlement(interest.books.author, reason=" ", **wish)) == ["missing"]
        actions.drop_settlement(interest.books.author, reason="回单有误", **wish)
        assert refused(lambda: interest.approve(ref)) == ["fund_settlement_not_now"]
        assert interest.prepare(voucher="b").state == "weighing"

    def test_what_cannot_be_shared_out_says_why(self, books):
        empty = actions.register_deposit(
            books.author, estate_id=books.city.district.pk, organisation_id=books.bank_id, number="CD-9",
            principal_fen=100, starts_on=dt.date(2023, 5, 15), matures_on=TODAY, contract_rate="0.02",
            benchmark_rate="0.02", basis=Basis.ACT_365,
        )  # fmt: skip
        interest = Interest(books, empty)
        row = interest.weigh(interest.prepare(bank_fen=2))
        assert (row.state, row.fault) == ("weighing", "fund_nothing_weighs")

    def test_certificates(self, interest):
        books = interest.books
        good = {
            "estate_id": interest.home_id, "organisation_id": books.bank_id, "number": "CD-2", "principal_fen": 100,
            "starts_on": TODAY, "matures_on": TODAY + DAY, "contract_rate": "0.02", "benchmark_rate": "0.02",
            "basis": Basis.ACT_360,
        }  # fmt: skip
        bad = good | {
            "number": "", "principal_fen": 0, "starts_on": TODAY + DAY, "contract_rate": "2.75%",
            "benchmark_rate": "1.1", "term_years": 3,
        }  # fmt: skip
        assert refused(lambda: actions.register_deposit(books.author, **bad)) == [
            "bad_rate", "bad_rate", "missing", "fund_bad_amount", "fund_day_ahead", "fund_deposit_ends_early",
            "fund_deposit_term",
        ]  # fmt: skip
        assert actions.register_deposit(books.author, **good).home_id == interest.home_id
        again = lambda: actions.register_deposit(books.author, **good)  # noqa: E731
        assert refused(again) == ["fund_deposit_known"]
