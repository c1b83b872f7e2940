"""Acts that rest on papers: one success and every refusal; nothing frozen is spent on any path."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from sanguanjia.funds import actions, dues, holds, jobs, papers, queries, roots, store, year_books
from sanguanjia.funds.models import FundAccount, FundBalance, FundDue, FundEntry
from sanguanjia.funds.types import EntryKind, Kind, Line, Period
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.registry.models import Organisation, Ownership, OwnershipMember, Party, Unit, UnitLineage
from tests.support.guard import preparing

from .conftest import NOON, TODAY
from .ledger_world import QUIET
from .test_acts import refused

DAY = dt.timedelta(days=1)
DOOR = "3-1-1403"
STANDARD = {"cost_fen_per_m2": 120_000, "rate": "0.06", "document": "株建〔2023〕9号"}  # 72 yuan a square metre


@pytest.fixture
def paid(books):
    """First deposits are assessed, and the owner's is paid in full: 88.12 m2 x 72 yuan."""
    actions.assess_deposits(books.author, estate_id=books.estate_id, **STANDARD)
    books.approve(books.deposit(634_464))
    return books


def wish(books, door=DOOR, **more):
    return {"estate_id": books.estate_id, "account_id": books.account(Kind.UNIT, door), **more}


def frozen(books, fen=100_000, until=dt.date(2025, 5, 14), **more):
    given = {"court": "天元区人民法院", "document": "（2024）湘0211执12号", "fen": fen, "since": TODAY, "until": until}
    return actions.freeze_account(books.author, **wish(books), **(given | more))


def banked(books, **more):
    return wish(books, bank_account_id=books.account(Kind.BANK), business_date=TODAY, document="文号1", **more)


def approve(books, draft_id):
    draft = queries.draft(books.estate_id, draft_id)
    return actions.approve(books.approver, estate_id=books.estate_id, draft_id=draft.pk, seal=draft.seal)


class TestAssessing:
    def test_every_door_with_an_area_owes_area_times_cost_times_rate(self, books):
        assert actions.assess_deposits(books.author, estate_id=books.estate_id, **STANDARD) == 1
        due = papers.due_of(books.estate_id, books.account(Kind.UNIT, DOOR))
        assert (due.fen, due.area) == (634_464, Decimal("88.12"))
        again = lambda: actions.assess_deposits(books.author, estate_id=books.estate_id, **STANDARD)  # noqa: E731
        assert refused(again) == ["fund_nothing_to_assess"]

    def test_refusals(self, books):
        ask = lambda **more: actions.assess_deposits(books.author, estate_id=books.estate_id, **(STANDARD | more))  # noqa: E731
        assert refused(lambda: ask(document=" ", rate="x")) == ["missing", "bad_rate"]
        assert refused(lambda: ask(rate="0.0801")) == ["deposit_rate_out_of_bounds"]
        assert refused(lambda: ask(cost_fen_per_m2=0)) == ["not_positive"]
        owner = books.city.actor("owner")
        assert refused(lambda: actions.assess_deposits(owner, estate_id=books.estate_id, **STANDARD)) == [
            "not_permitted"
        ]


class TestTopUps:
    def test_who_has_not_paid_the_first_deposit_in_full(self, books):
        actions.assess_deposits(books.author, estate_id=books.estate_id, **STANDARD)
        owed = lambda: [(row.door, row.paid_fen) for row in dues.unpaid(books.estate_id, TODAY)]  # noqa: E731
        assert owed() == [(DOOR, 0)]
        books.approve(books.deposit(634_463))
        assert owed() == [(DOOR, 634_463)]
        wrong = books.approve(books.deposit(1, receipt="PJ-2"))
        assert owed() == []
        books.approve(
            actions.prepare_reversal(
                books.author, estate_id=books.estate_id, entry_id=wrong.id, business_date=TODAY, reason="记错"
            )
        )
        assert owed() == [(DOOR, 634_463)]

    def test_strictly_below_thirty_percent_of_what_was_due(self, paid):
        """FUND-V4, V5 in the books: a first deposit of 12,000."""
        home, door = paid.estate_id, paid.account(Kind.UNIT, DOOR)
        trigger = {"test": "lt", "num": 30, "den": 100}
        for fen, short in ((360_000, 0), (359_999, 1)):
            with preparing():
                FundDue.objects.filter(estate_id=home).update(fen=1_200_000)
                FundBalance.objects.filter(estate_id=home, account_id=door).update(net_fen=fen)
            found = dues.top_ups(home, TODAY).short
            assert len(found) == short
            assert dues.counted([home], TODAY, trigger) == {home: (1, short)}
        assert (found[0].door, found[0].to_trigger_fen, found[0].to_pay_fen) == (DOOR, 1, None)


class TestFreezing:
    def test_what_is_frozen_cannot_be_spent_on_any_path(self, paid):
        frozen(paid, 600_000)
        door, bank = paid.account(Kind.UNIT, DOOR), paid.account(Kind.BANK)
        first = FundEntry.objects.get(estate_id=paid.estate_id)
        with preparing():
            payee = FundAccount.objects.create(
                estate_id=paid.estate_id, kind="contractor", name="某施工队", organisation_id=7, opened_on=TODAY
            )
            FundBalance.objects.create(estate_id=paid.estate_id, account=payee, side=1)
        posting = lambda lines: store.Posting(  # noqa: E731
            paid.estate_id, EntryKind.TOP_UP, TODAY, "走", 1, 2, "x", tuple(Line(*line) for line in lines)
        )

        for lines in ([(door, payee.pk, 34_465)], [(door, bank, 34_465)]):  # one fen more than is free
            with pytest.raises(IntegrityError), transaction.atomic(), preparing():
                store.post(QUIET, posting(lines))
        with pytest.raises(IntegrityError), transaction.atomic(), preparing():
            holds.reserve(QUIET, paid.estate_id, "work:1", "维修", {door: 34_465})
        reversal = actions.prepare_reversal(
            paid.author, estate_id=paid.estate_id, entry_id=first.pk, business_date=TODAY, reason="记错"
        )
        assert refused(lambda: paid.approve(reversal)) == ["fund_short"]
        assert refused(lambda: actions.prepare_refund(paid.author, **banked(paid, office="街道"))) == ["fund_frozen"]
        with preparing():
            store.post(QUIET, posting([(door, payee.pk, 34_464)]))

    def test_extended_then_lifted_and_free_again(self, paid):
        ref = frozen(paid)
        step = {"estate_id": paid.estate_id, "freeze_id": ref.id}
        with clock.turned_to(NOON + 300 * DAY):
            actions.extend_freeze(paid.author, document="续1", until=dt.date(2026, 3, 10), **step)
            assert actions.lift_freeze(paid.author, document="解1", **step).state == "lifted"
        assert queries.account(paid.estate_id, paid.account(Kind.UNIT, DOOR)).held == 0
        assert [p.kind for p in papers.papers(paid.estate_id, freeze_id=ref.id)] == ["lift", "extend", "freeze"]
        for call in (
            lambda: actions.lift_freeze(paid.author, document="解1", **step),
            lambda: actions.extend_freeze(paid.author, document="续", until=TODAY + DAY, **step),
            lambda: actions.lapse_freeze(SYSTEM, **step),
        ):
            assert refused(call) == ["freeze_over"]

    def test_it_lapses_by_itself_the_day_after_its_last(self, paid):
        ref = frozen(paid, until=TODAY + DAY)
        step = {"estate_id": paid.estate_id, "freeze_id": ref.id}
        assert refused(lambda: actions.lapse_freeze(SYSTEM, **step)) == ["freeze_runs"]
        assert refused(lambda: actions.lapse_freeze(paid.author, **step)) == ["not_permitted"]
        with clock.turned_to(NOON + DAY):
            assert jobs.lapse() == 0
        with clock.turned_to(NOON + 2 * DAY):
            assert (jobs.lapse(), jobs.lapse()) == (1, 0)
        assert papers.freeze(paid.estate_id, ref.id).state == "lapsed"
        assert queries.differences(paid.estate_id) == ()

    def test_deducted_in_two_parts_against_the_freeze(self, paid):
        ref = frozen(paid)
        ask = lambda fen, document: actions.prepare_deduction(  # noqa: E731
            paid.author, estate_id=paid.estate_id, freeze_id=ref.id, bank_account_id=paid.account(Kind.BANK), fen=fen,
            business_date=TODAY, document=document,
        )  # fmt: skip
        first, second = ask(60_000, "扣1"), ask(60_000, "扣2")
        approve(paid, first.draft_id)
        assert refused(lambda: approve(paid, second.draft_id)) == ["fund_not_held"]
        approve(paid, ask(40_000, "扣3").draft_id)
        assert papers.freeze(paid.estate_id, ref.id).state == "spent"
        assert paid.holds(Kind.UNIT, DOOR) == 534_464 == paid.holds(Kind.BANK)
        assert queries.differences(paid.estate_id) == ()
        entry = FundEntry.objects.filter(estate_id=paid.estate_id, kind="deduction").first()
        assert refused(lambda: actions.prepare_reversal(
            paid.author, estate_id=paid.estate_id, entry_id=entry.pk, business_date=TODAY, reason="错"
        )) == ["fund_reversal_by_paper"]  # fmt: skip
        assert refused(lambda: ask(1, "扣4")) == ["freeze_over"]

    def test_refusals(self, paid):
        assert refused(lambda: frozen(paid, 700_000, court=" ", until=TODAY - DAY)) == [
            "missing", "freeze_more_than_there", "freeze_ends_early",
        ]  # fmt: skip
        assert refused(lambda: frozen(paid, until=dt.date(2025, 5, 15))) == ["freeze_too_long"]
        ref = frozen(paid)
        assert refused(lambda: frozen(paid, 5)) == ["freeze_known"]
        step = {"estate_id": paid.estate_id, "freeze_id": ref.id}
        assert refused(lambda: actions.extend_freeze(paid.author, document="", until=TODAY - DAY, **step)) == [
            "missing", "freeze_ends_early",
        ]  # fmt: skip
        assert refused(lambda: actions.extend_freeze(paid.author, document="续", until=TODAY + DAY, **step)) == [
            "freeze_ends_early"
        ]
        assert refused(lambda: actions.lift_freeze(paid.author, document="", **step)) == ["missing"]
        assert refused(
            lambda: actions.lift_freeze(paid.author, document="", estate_id=paid.estate_id, freeze_id=1)
        ) == ["not_found"]
        bad = {"bank_account_id": paid.account(Kind.UNIT, DOOR), "business_date": TODAY + DAY, "document": ""}
        assert refused(lambda: actions.prepare_deduction(paid.author, fen=100_001, **bad, **step)) == [
            "fund_day_ahead", "missing", "fund_not_held", "fund_not_a_bank",
        ]  # fmt: skip
        for call in (
            lambda actor: frozen(paid, document="x") if actor is None else actions.freeze_account(
                actor, **wish(paid), court="a", document="b", fen=1, since=TODAY, until=TODAY),
            lambda actor: actions.lift_freeze(actor, document="a", **step),
            lambda actor: actions.extend_freeze(actor, document="a", until=TODAY, **step),
            lambda actor: actions.prepare_deduction(actor, fen=1, **bad, **step),
        ):  # fmt: skip
            assert refused(lambda c=call: c(paid.city.actor("owner"))) == ["not_permitted"]


class TestRefund:
    def test_a_building_that_is_gone_gives_every_door_its_own_back(self, paid):
        paid.approve(paid.deposit(5_000, "3-1-1404", "PJ-2"))
        given = banked(paid, office="天元区住建局") | {"account_id": paid.account(Kind.BUILDING)}
        ref = actions.prepare_refund(paid.author, **given)
        approve(paid, ref.draft_id)
        assert (paid.holds(Kind.BUILDING), paid.holds(Kind.BANK)) == (0, 0)
        lines = FundEntry.objects.get(estate_id=paid.estate_id, kind="refund")
        assert sorted(line.fen for line in queries.entry(paid.estate_id, lines.pk).lines) == [5_000, 634_464]
        assert refused(lambda: actions.prepare_refund(paid.author, **(given | {"document": "x"}))) == ["refund_nothing"]

    def test_refusals(self, paid):
        given = banked(paid, office="") | {"account_id": paid.account(Kind.BANK), "document": " "}
        assert refused(lambda: actions.prepare_refund(paid.author, **given)) == [
            "missing", "missing", "refund_not_of_this",
        ]  # fmt: skip
        assert refused(lambda: actions.prepare_refund(paid.city.actor("owner"), **given)) == ["not_permitted"]
        given = banked(paid, office="街道") | {"bank_account_id": paid.account(Kind.POOL)}
        assert refused(lambda: actions.prepare_refund(paid.author, **given)) == ["fund_not_a_bank"]


class TestArea:
    def test_more_area_pays_the_difference_and_less_gets_it_back(self, paid):
        unit = Unit.objects.get(estate_id=paid.estate_id, code=DOOR)
        for area, fen in (("90.00", 648_000), ("80.00", 576_000)):
            with preparing():
                Unit.objects.filter(estate_id=paid.estate_id, pk=unit.pk).update(exclusive_area=Decimal(area))
            ref = actions.prepare_area(paid.author, **(banked(paid) | {"document": f"测绘{area}"}))
            approve(paid, ref.draft_id)
            assert (
                paid.holds(Kind.UNIT, DOOR) == fen == papers.due_of(paid.estate_id, paid.account(Kind.UNIT, DOOR)).fen
            )
        assert dues.paid(paid.estate_id, paid.account(Kind.UNIT, DOOR)) == (576_000, False)

    def test_refusals(self, paid):
        assert refused(lambda: actions.prepare_area(paid.author, **banked(paid))) == ["area_same"]
        other = banked(paid) | {"account_id": paid.account(Kind.UNIT, "3-1-1404")}
        assert refused(lambda: actions.prepare_area(paid.author, **other)) == ["area_not_assessed"]
        bad = banked(paid) | {"document": "", "bank_account_id": paid.account(Kind.POOL)}
        assert refused(lambda: actions.prepare_area(paid.author, **bad)) == ["missing", "fund_not_a_bank"]
        assert refused(lambda: actions.prepare_area(paid.city.actor("owner"), **bad)) == ["not_permitted"]
        with preparing():
            Unit.objects.filter(estate_id=paid.estate_id, code=DOOR).update(exclusive_area=Decimal("10"))
        frozen(paid, 600_000)
        assert refused(lambda: actions.prepare_area(paid.author, **banked(paid))) == ["fund_short"]

    def test_a_second_correction_overtakes_the_first(self, paid):
        with preparing():
            Unit.objects.filter(estate_id=paid.estate_id, code=DOOR).update(exclusive_area=Decimal("90"))
        first = actions.prepare_area(paid.author, **banked(paid))
        second = actions.prepare_area(paid.author, **(banked(paid) | {"document": "文号2"}))
        approve(paid, first.draft_id)
        assert refused(lambda: approve(paid, second.draft_id)) == ["draft_overtaken"]


def split(books, areas=("30.00", "30.00", "28.12")):
    """The registry splits the owner's home, as its own act does."""
    with preparing():
        old = Unit.objects.get(estate_id=books.estate_id, code=DOOR)
        Unit.objects.filter(estate_id=books.estate_id, pk=old.pk).update(valid_to=TODAY)
        for n, area in enumerate(areas):
            new = Unit.objects.create(
                estate_id=books.estate_id, building_id=old.building_id, room=f"1403-{n}", code=f"{DOOR}-{n}",
                use="dwelling", exclusive_area=Decimal(area), exclusive_area_source="roster", valid_from=TODAY,
            )  # fmt: skip
            UnitLineage.objects.create(estate_id=books.estate_id, before=old, after=new, kind="split", day=TODAY)


class TestReshape:
    def asked(self, books, **more):
        return wish(books, business_date=TODAY, document="登1", **more)

    def test_three_homes_out_of_one_hold_what_it_held(self, paid):
        split(paid)
        ref = actions.prepare_reshape(paid.author, **self.asked(paid))
        approve(paid, ref.draft_id)
        held = {a.name: a.fen for a in queries.accounts(paid.estate_id) if a.kind is Kind.UNIT}
        assert held == {DOOR: 0, "3-1-1404": 0, f"{DOOR}-0": 216_000, f"{DOOR}-1": 216_000, f"{DOOR}-2": 202_464}
        assert (
            sum(
                FundDue.objects.filter(estate_id=paid.estate_id)
                .exclude(account__name=DOOR)
                .values_list("fen", flat=True)
            )
            == 634_464
        )
        assert len(queries.movements(paid.estate_id, paid.account(Kind.UNIT, DOOR))) == 2  # its history stays
        assert dues.top_ups(paid.estate_id, TODAY).short == ()

    def test_what_came_meanwhile_is_reckoned_anew(self, paid):
        split(paid)
        ref = actions.prepare_reshape(paid.author, **self.asked(paid))
        paid.approve(paid.deposit(1, receipt="PJ-9"))
        assert refused(lambda: approve(paid, ref.draft_id)) == ["draft_overtaken"]

    def test_refusals(self, paid):
        assert refused(lambda: actions.prepare_reshape(paid.author, **self.asked(paid))) == ["reshape_no_successor"]
        split(paid)
        frozen(paid)
        given = self.asked(paid) | {"document": ""}
        assert refused(lambda: actions.prepare_reshape(paid.author, **given)) == ["missing", "fund_frozen"]
        assert refused(lambda: actions.prepare_reshape(paid.city.actor("owner"), **given)) == ["not_permitted"]

    def test_nothing_to_pass_on_and_no_area_to_share_by(self, books):
        split(books, ("10",))
        with preparing():
            Unit.objects.filter(estate_id=books.estate_id, code=f"{DOOR}-0").update(
                exclusive_area=None, exclusive_area_source=""
            )
        assert refused(lambda: actions.prepare_reshape(books.author, **self.asked(books))) == [
            "reshape_nothing", "reshape_no_area",
        ]  # fmt: skip


class TestBankChange:
    def asked(self, books, **more):
        with preparing():
            new = Organisation.objects.get_or_create(kind="bank", name="湘江银行")[0].pk
        given = {"bank_account_id": books.account(Kind.BANK, "株洲某银行"), "bank_id": new, "business_date": TODAY}
        return {"estate_id": books.estate_id, "document": "株维资3号", **given, **more}

    def test_all_of_it_moves_in_one_entry(self, paid):
        ref = actions.prepare_bank_change(paid.author, **self.asked(paid))
        approve(paid, ref.draft_id)
        assert (paid.holds(Kind.BANK, "株洲某银行"), paid.holds(Kind.BANK, "湘江银行")) == (0, 634_464)
        found = year_books.year_tables(paid.estate_id, 2024, TODAY)
        assert found.ties
        assert refused(lambda: actions.prepare_bank_change(paid.author, **self.asked(paid, document="x"))) == [
            "bank_empty"
        ]

    def test_never_half_moved(self, paid):
        ref = actions.prepare_bank_change(paid.author, **self.asked(paid))
        paid.approve(paid.deposit(1, receipt="PJ-9"))
        assert refused(lambda: approve(paid, ref.draft_id)) == ["draft_overtaken"]

    def test_refusals(self, paid):
        same = self.asked(paid, bank_id=paid.bank_id, document="")
        assert refused(lambda: actions.prepare_bank_change(paid.author, **same)) == ["missing", "bank_same"]
        door = self.asked(paid, bank_account_id=paid.account(Kind.UNIT, DOOR))
        assert refused(lambda: actions.prepare_bank_change(paid.author, **door)) == ["fund_not_a_bank"]
        assert refused(lambda: actions.prepare_bank_change(paid.author, **self.asked(paid, bank_id=1))) == [
            "fund_no_bank"
        ]
        assert refused(lambda: actions.prepare_bank_change(paid.city.actor("owner"), **door)) == ["not_permitted"]


class TestCertificates:
    def test_the_balance_follows_the_home(self, paid):
        home = paid.city.estate
        with preparing():
            old = Ownership.objects.get(estate=home, unit__code=DOOR)
            Ownership.objects.filter(estate=home, pk=old.pk).update(period=DateRange(old.period.lower, TODAY))
            new = Ownership.objects.create(
                estate=home, unit_id=old.unit_id, slice=old.slice, period=DateRange(TODAY, None), basis=old.basis
            )
            buyer = Party.objects.create(estate=home, kind="person", name="买受人")
            OwnershipMember.objects.create(estate=home, ownership=new, party=buyer)
        ref = actions.follow_sale(paid.author, **wish(paid, day=TODAY, document="湘（2024）不动产权1号"))
        row = papers.paper(paid.estate_id, ref.id)
        assert (row.facts["fen"], paid.holds(Kind.UNIT, DOOR)) == (634_464, 634_464)
        again = wish(paid, day=TODAY, document="x")
        assert refused(lambda: actions.follow_sale(paid.author, **again)) == ["sale_known"]

    def test_no_sale_without_the_registry(self, paid):
        given = wish(paid, day=TODAY + DAY, document="")
        assert refused(lambda: actions.follow_sale(paid.author, **given)) == [
            "missing", "fund_day_ahead", "sale_no_new_owner",
        ]  # fmt: skip
        frozen(paid)
        assert "fund_frozen" in refused(lambda: actions.follow_sale(paid.author, **given))
        assert refused(lambda: actions.follow_sale(paid.city.actor("owner"), **given)) == ["not_permitted"]

    def test_proof_of_the_full_first_deposit_that_anybody_can_check(self, paid):
        ref = actions.certify_deposit(paid.author, **wish(paid, purpose="transfer"))
        row = papers.paper(paid.estate_id, ref.id)
        code = papers.code_words(row)
        assert papers.checked(paid.estate_id, row.number, f" {code.upper()} ").pk == row.pk
        assert papers.checked(paid.estate_id, row.number, "0" * 16) is None
        assert papers.checked(paid.estate_id, row.number + 1, code) is None
        assert papers.checked(paid.city.sibling.pk, row.number, code) is None
        freeze = papers.freeze(paid.estate_id, frozen(paid).id)
        (paper,) = papers.papers(paid.estate_id, freeze_id=freeze.pk)
        assert papers.checked(paid.estate_id, paper.number, paper.check_code) is None  # not ours to vouch for

    def test_not_paid_in_full_is_not_certified(self, books):
        given = wish(books, purpose="handover")
        assert refused(lambda: actions.certify_deposit(books.author, **given)) == ["area_not_assessed"]
        actions.assess_deposits(books.author, estate_id=books.estate_id, **STANDARD)
        for fen, purpose in ((634_463, "handover"), (0, "transfer")):
            if fen:
                books.approve(books.deposit(fen))
            assert refused(lambda p=purpose: actions.certify_deposit(books.author, **(given | {"purpose": p}))) == [
                "deposit_not_paid"
            ]
        assert refused(lambda: actions.certify_deposit(books.author, **(given | {"purpose": "x"}))) == ["missing"]
        assert refused(lambda: actions.certify_deposit(books.city.actor("owner"), **given)) == ["not_permitted"]
        books.approve(books.deposit(1, receipt="PJ-2"))
        assert actions.certify_deposit(books.author, **given).number == 1

    def test_a_balance_brought_over_needs_the_old_receipt(self, books, tmp_path):
        actions.assess_deposits(books.author, estate_id=books.estate_id, **STANDARD)
        books.approve(books.opening(tmp_path / "期初.csv", f"房号,余额\n{DOOR},100\n"))
        given = wish(books, purpose="mortgage")
        assert refused(lambda: actions.certify_deposit(books.author, **given)) == ["deposit_not_paid"]
        assert actions.certify_deposit(books.author, evidence="湘财0008812", **given).number == 1


class TestQuestions:
    def test_asked_by_the_owner_and_answered_by_the_centre(self, paid):
        owner = paid.city.actor("owner")
        ref = actions.ask_question(owner, **wish(paid, text="为什么余额变了？"))
        done = {"estate_id": paid.estate_id, "question_id": ref.id}
        assert refused(lambda: actions.answer_question(paid.author, answer=" ", **done)) == ["missing"]
        assert refused(lambda: actions.answer_question(owner, answer="a", **done)) == ["not_permitted"]
        actions.answer_question(paid.author, answer="5月15日交存首期。", **done)
        assert refused(lambda: actions.answer_question(paid.author, answer="a", **done)) == ["question_answered"]
        assert refused(lambda: actions.answer_question(paid.author, answer="a", **(done | {"question_id": 1}))) == [
            "not_found"
        ]

    def test_refusals(self, paid):
        owner = paid.city.actor("owner")
        assert refused(lambda: actions.ask_question(owner, **wish(paid, text=" "))) == ["missing"]
        assert refused(lambda: actions.ask_question(owner, **wish(paid, "3-1-1404", text="邻居的"))) == [
            "not_permitted"
        ]
        assert refused(lambda: actions.ask_question(paid.author, **wish(paid, text="a"))) == ["not_permitted"]
        for n in range(5):
            actions.ask_question(owner, **wish(paid, text=f"{n}"))
        assert refused(lambda: actions.ask_question(owner, **wish(paid, text="a"))) == ["question_too_many"]


class TestRoots:
    def test_every_night_over_what_was_booked_since(self, paid):
        assert (jobs.roots_of_the_day(), jobs.roots_of_the_day()) == (1, 0)
        paid.approve(paid.deposit(7, receipt="PJ-2"))
        with clock.turned_to(NOON + DAY):
            assert jobs.roots_of_the_day() == 1
        assert roots.first_break(connection, paid.estate_id) is None
        assert refused(lambda: actions.root_day(SYSTEM, estate_id=paid.estate_id)) == ["fund_nothing_new"]
        assert refused(lambda: actions.root_day(paid.author, estate_id=paid.estate_id)) == ["not_permitted"]
        newest, first = roots.newest(paid.estate_id)
        assert (first.first_number, first.last_number, newest.first_number, newest.last_number) == (1, 1, 2, 2)


def test_a_late_fact_stands_in_the_open_period_and_says_so(paid):
    close = actions.prepare_close(paid.author, estate_id=paid.estate_id, period=Period.DAY, until=TODAY - DAY)
    paid.approve(close)
    late = dt.date(2024, 5, 1)
    assert refused(lambda: paid.deposit(5, receipt="PJ-5", day=late)) == ["fund_period_closed"]
    assert refused(lambda: paid.deposit(5, receipt="PJ-5", late_from=TODAY)) == ["fund_not_late"]
    ref = paid.approve(paid.deposit(5, receipt="PJ-5", late_from=late))
    assert queries.entry(paid.estate_id, ref.id).reason.endswith("（迟到：实为 2024-05-01，该日已结账）")


def test_a_year_of_books_ties(paid):
    with clock.turned_to(NOON - 200 * DAY):
        paid.approve(paid.deposit(1_000, "3-1-1404", "PJ-0", day=TODAY - 200 * DAY))
    wrong = paid.approve(paid.deposit(300, "3-1-1404", "PJ-8"))
    paid.approve(actions.prepare_reversal(
        paid.author, estate_id=paid.estate_id, entry_id=wrong.id, business_date=TODAY, reason="记错"
    ))  # fmt: skip
    found = year_books.year_tables(paid.estate_id, 2024, TODAY)
    (section,) = found.sections
    by = {row.name: row.sums for row in section.rows}
    assert (by["3-1-1404"].opening, by["3-1-1404"].paid_in, by["3-1-1404"].paid_out) == (1_000, 0, 0)
    assert (by[DOOR].opening, by[DOOR].paid_in, by[DOOR].closing) == (0, 634_464, 634_464)
    assert found.banks == (("株洲某银行", 635_464),)
    assert found.ties
    assert year_books.year_tables(paid.estate_id, 2023, TODAY).sums.closing == 1_000
