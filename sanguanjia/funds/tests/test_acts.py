"""The fund's acts: one success and one of every refusal."""

from __future__ import annotations

import datetime as dt

import pytest

from sanguanjia.funds import actions, queries
from sanguanjia.funds.models import FundDraft, FundEntry, FundTransfer
from sanguanjia.funds.types import DraftKind, EntryKind, Kind, Period
from sanguanjia.kernel import clock
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.kernel.wording import say
from sanguanjia.registry.models import Building, Unit
from tests.support.guard import preparing

from .conftest import NOON, TODAY

DAY = dt.timedelta(days=1)


def refused(call) -> list[str]:
    with pytest.raises(Refusal) as caught:
        call()
    for reason in caught.value.reasons:
        assert "{" not in str(say(reason)), reason
    return [reason.code for reason in caught.value.reasons]


class TestOpenBooks:
    def test_a_tree_of_the_estate_its_buildings_and_doors(self, books):
        found = {(a.kind.value, a.name) for a in queries.accounts(books.estate_id)}
        assert found == {
            ("estate", "山水文园"), ("building", "3栋"), ("unit", "3-1-1403"), ("unit", "3-1-1404"),
            ("pool", "3栋统筹账户"), ("bank", "株洲某银行"),
        }  # fmt: skip

    def test_again_adds_what_is_new_and_nothing_else(self, books):
        again = lambda: actions.open_books(books.author, estate_id=books.estate_id, bank_id=books.bank_id)  # noqa: E731
        assert refused(again) == ["fund_nothing_to_open"]
        with preparing():
            building = Building.objects.create(estate=books.city.estate, code="4", name="4栋")
            Unit.objects.create(
                estate=books.city.estate, building=building, room="101", code="4-1-101", use="dwelling",
                valid_from=dt.date(2024, 1, 1),
            )  # fmt: skip
        assert again() == 3

    def test_no_pool_where_the_place_has_none(self, books):
        abroad = books.city.abroad.pk
        actions.open_books(books.city.actor("fund_officer", "abroad"), estate_id=abroad, bank_id=books.bank_id)
        assert {a.kind for a in queries.accounts(abroad)} == {Kind.ESTATE, Kind.BUILDING, Kind.UNIT, Kind.BANK}

    def test_refusals(self, books):
        company = books.city.companies["estate"].pk
        for bank in (company, 1):
            assert refused(lambda b=bank: actions.open_books(books.author, estate_id=books.estate_id, bank_id=b)) == [
                "fund_no_bank"
            ]
        wish = {"estate_id": books.estate_id, "bank_id": books.bank_id}
        owner = books.city.actor("owner")
        assert refused(lambda: actions.open_books(owner, **wish)) == ["not_permitted"]
        with pytest.raises(Refusal):
            queries.book(books.city.sibling.pk)


class TestDeposit:
    def test_two_people_book_it_and_every_row_above_grows(self, books):
        ref = books.approve(books.deposit(1_234_567))
        assert ref.number == 1
        held = {a.kind: a.fen for a in queries.accounts(books.estate_id) if a.name != "3-1-1404"}
        assert held == {
            Kind.ESTATE: 1_234_567, Kind.BUILDING: 1_234_567, Kind.UNIT: 1_234_567, Kind.POOL: 0,
            Kind.BANK: 1_234_567,
        }  # fmt: skip
        entry = queries.entry(books.estate_id, ref.id)
        assert (entry.author_id, entry.approver_id) == (books.author.account_id, books.approver.account_id)
        assert entry.reason == "3-1-1403 交存首期维修资金，票据 PJ-1"
        assert queries.differences(books.estate_id) == ()

    def test_numbers_have_no_gaps(self, books):
        first, second = books.deposit(5, receipt="a"), books.deposit(6, receipt="b")
        assert [books.approve(second).number, books.approve(first).number] == [1, 2]

    def test_everything_that_is_wrong_at_once(self, books):
        wish = {"estate_id": books.estate_id, "business_date": TODAY + DAY, "receipt": " ", "fen": 0}
        bank = books.account(Kind.BANK)
        assert refused(
            lambda: actions.prepare_deposit(books.author, account_id=bank, bank_account_id=bank, **wish)
        ) == ["fund_day_ahead", "missing", "fund_bad_amount", "fund_not_a_door"]
        assert refused(lambda: books.deposit(10**15 + 1)) == ["fund_bad_amount"]
        assert refused(lambda: actions.prepare_deposit(books.author, account_id=1, bank_account_id=bank, **wish)) == [
            "not_found"
        ]

    def test_one_receipt_is_booked_once(self, books):
        draft = books.deposit(100)
        assert refused(lambda: books.deposit(100)) == ["fund_fact_waiting"]
        books.approve(draft)
        assert refused(lambda: books.deposit(999)) == ["fund_fact_known"]

    def test_nobody_looks_at_his_own(self, books):
        draft = books.deposit(100)
        wish = {"estate_id": books.estate_id, "draft_id": draft.id}
        assert refused(lambda: actions.approve(books.author, seal=draft.seal, **wish)) == ["fund_own_draft"]
        assert refused(lambda: actions.approve(books.approver, seal="0" * 64, **wish)) == ["fund_seal_broken"]
        owner = books.city.actor("owner")
        assert refused(lambda: actions.approve(owner, seal=draft.seal, **wish)) == ["not_permitted"]
        books.approve(draft)
        assert refused(lambda: books.approve(draft)) == ["fund_draft_decided"]
        assert refused(lambda: actions.approve(books.approver, seal="", estate_id=books.estate_id, draft_id=7)) == [
            "not_found"
        ]

    def test_a_draft_changed_behind_the_scenes_is_not_booked(self, books):
        draft = books.deposit(100)
        with preparing():
            row = FundDraft.objects.get(estate_id=books.estate_id, id=draft.id)
            row.lines[0][2] = 100_000
            row.save(update_fields=["lines"])
        assert refused(lambda: books.approve(draft)) == ["fund_seal_broken"]

    def test_a_replay_answers_the_same(self, books):
        draft = books.deposit(100, key="k1")
        assert books.deposit(100, key="k1") == draft
        assert books.approve(draft, key="k2") == books.approve(draft, key="k2")
        assert FundEntry.objects.filter(estate_id=books.estate_id).count() == 1

    def test_dropped_is_not_booked_and_may_be_prepared_again(self, books):
        draft = books.deposit(100)
        wish = {"estate_id": books.estate_id, "draft_id": draft.id}
        assert refused(lambda: actions.drop(books.author, reason=" ", **wish)) == ["missing"]
        actions.drop(books.author, reason="金额录错", **wish)
        assert refused(lambda: books.approve(draft)) == ["fund_draft_decided"]
        assert books.approve(books.deposit(101)).number == 1


class TestReversal:
    def reverse(self, books, entry, day=TODAY, reason="票据作废"):
        return actions.prepare_reversal(
            books.author, estate_id=books.estate_id, entry_id=entry.id, business_date=day, reason=reason
        )

    def test_the_money_goes_back_and_the_entry_points_to_the_wrong_one(self, books):
        wrong = books.approve(books.deposit(700))
        back = books.approve(self.reverse(books, wrong))
        found = queries.entry(books.estate_id, back.id)
        assert (found.kind, found.reverses) == (EntryKind.REVERSAL, 1)
        assert queries.entry(books.estate_id, wrong.id).reversed_by == 2
        assert books.holds(Kind.UNIT, "3-1-1403") == books.holds(Kind.BANK) == 0
        assert [m.fen for m in queries.movements(books.estate_id, books.account(Kind.UNIT, "3-1-1403"))] == [-700, 700]

    def test_refusals(self, books):
        wrong = books.approve(books.deposit(700))
        assert refused(lambda: self.reverse(books, wrong, TODAY + DAY, "")) == ["missing", "fund_day_ahead"]
        back = books.approve(self.reverse(books, wrong))
        assert refused(lambda: self.reverse(books, wrong)) == ["fund_reversed_already"]
        assert refused(lambda: self.reverse(books, back)) == ["fund_reversal_reversed"]


class TestOpening:
    def test_all_doors_at_once_sealed_with_the_file(self, books, tmp_path):
        text = '房号,业主,期初余额\n3-1-1403,甲,"12,000.50"\n3-1-1404,乙,¥0.01元\n合计,,"12,000.51"\n'
        draft = books.opening(tmp_path / "a.csv", text)
        assert (draft.lines, draft.fen) == (2, 1_200_051)
        ref = books.approve(draft)
        assert books.holds(Kind.BANK) == 1_200_051
        row = FundEntry.objects.get(estate_id=books.estate_id, id=ref.id)
        assert row.voucher_hash
        assert row.idempotency_key == f"opening:{row.voucher_hash}"
        assert FundTransfer.objects.filter(estate_id=books.estate_id, entry_id=ref.id).count() == 2
        assert refused(lambda: books.opening(tmp_path / "a.csv", text)) == ["fund_row", "fund_row"]

    def test_every_wrong_row_at_once_and_nothing_is_kept(self, books, tmp_path):
        books.approve(books.deposit(1, door="3-1-1404"))
        text = "房号,余额\n3-1-1403,x\n9-9-999,1\n3-1-1403,2\n,3\n3-1-1404,4\n"
        with pytest.raises(Refusal) as caught:
            books.opening(tmp_path / "a.csv", text)
        found = [(reason.data["row"], reason.data["fault"]) for reason in caught.value.reasons]
        assert found == [
            (2, "opening_bad_amount"), (3, "opening_unknown_door"), (4, "opening_door_twice"), (5, "opening_no_door"),
            (6, "opening_account_moved"),
        ]  # fmt: skip
        assert not queries.drafts(books.estate_id)

    @pytest.mark.parametrize("text", ["房号,金额\n3-1-1403,1\n", "", "{\\rtf"])
    def test_files_that_are_none(self, books, tmp_path, text):
        assert refused(lambda: books.opening(tmp_path / "a.csv", text)) == ["fund_sheet_unfit"]
        assert refused(lambda: books.opening(tmp_path / "b.csv", "房号,余额\n3-1-1403,0\n")) == ["fund_sheet_empty"]


class TestClosing:
    def close(self, books, until, period=Period.MONTH):
        return actions.prepare_close(books.author, estate_id=books.estate_id, period=period, until=until)

    def test_a_closed_period_accepts_nothing(self, books):
        april = dt.date(2024, 4, 30)
        books.approve(books.deposit(300, day=april, receipt="a"))
        waiting = books.deposit(5, day=april, receipt="late")
        books.approve(self.close(books, april))
        closed = queries.closes(books.estate_id)[0]
        assert (closed.until, closed.last_number, closed.trial) == (april, 1, {"bank": 300, "unit": 300})
        assert refused(lambda: books.approve(waiting)) == ["fund_period_closed"]
        assert refused(lambda: books.deposit(5, day=april, receipt="b")) == ["fund_period_closed"]
        assert refused(lambda: self.close(books, april)) == ["fund_period_closed"]
        assert refused(lambda: self.close(books, TODAY + DAY)) == ["fund_day_ahead"]
        assert books.approve(books.deposit(5, day=TODAY, receipt="c")).number == 2
        assert closed.root == queries.period_root(books.estate_id, None, april)

    def test_two_closings_prepared_at_once(self, books):
        first, second = self.close(books, TODAY - DAY), self.close(books, TODAY)
        books.approve(second)
        assert refused(lambda: books.approve(first)) == ["fund_period_closed"]


def test_what_an_account_held_on_a_day_as_known_then_and_now(books):
    unit = books.account(Kind.UNIT, "3-1-1403")
    on = lambda day, known=None: queries.balance_on(books.estate_id, unit, day, known)  # noqa: E731
    books.approve(books.deposit(100, day=dt.date(2024, 5, 1), receipt="a"))
    with clock.turned_to(NOON + 3 * DAY):
        books.approve(books.deposit(30, day=dt.date(2024, 5, 2), receipt="late"))
    assert [on(dt.date(2024, 4, 30)), on(dt.date(2024, 5, 1)), on(dt.date(2024, 5, 2))] == [0, 100, 130]
    assert on(dt.date(2024, 5, 2), NOON) == 100
    bank = books.account(Kind.BANK)
    assert queries.balance_on(books.estate_id, bank, TODAY) == 130


def test_top_up_is_another_kind_of_entry(books):
    draft = actions.prepare_deposit(
        books.author, estate_id=books.estate_id, account_id=books.account(Kind.UNIT), fen=1, business_date=TODAY,
        bank_account_id=books.account(Kind.BANK), receipt="x", kind=DraftKind.TOP_UP,
    )  # fmt: skip
    assert queries.entry(books.estate_id, books.approve(draft).id).kind is EntryKind.TOP_UP
