"""Interest by policy per place and date, demand deposits on interest days, posted benchmarks."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanguanjia.funds import actions, queries, settlements, wording
from sanguanjia.funds.models import Deposit
from sanguanjia.funds.rules.day_counts import Basis, months_later, of_days, whole_months
from sanguanjia.funds.rules.demand import InterestDays, floated
from sanguanjia.funds.rules.interest import Destination, Reduction, split_interest, with_withdrawn
from sanguanjia.funds.types import Kind
from sanguanjia.policy import queries as policy
from sanguanjia.registry.models import Division
from tests.support.guard import preparing

from .conftest import TODAY, Books
from .interest_scene import FULL, HELD, Interest, account, lay
from .test_acts import refused

QUARTERS = InterestDays((3, 6, 9, 12), 20)
DAYS = st.dates(dt.date(2015, 1, 1), dt.date(2035, 12, 31))


class TestRules:
    @pytest.mark.parametrize(
        ("first", "ends"),
        [("2024-01-01", "2024-03-21"), ("2024-03-20", "2024-03-21"), ("2024-03-21", "2024-06-21"),
         ("2024-12-21", "2025-03-21"), ("2025-05-01", "2025-05-30")],
    )  # fmt: skip
    def test_a_period_ends_after_the_interest_day_or_when_the_account_closes(self, first, ends):
        assert QUARTERS.next_end(dt.date.fromisoformat(first), dt.date(2025, 5, 30)) == dt.date.fromisoformat(ends)

    @given(first=DAYS)
    def test_periods_follow_each_other_without_a_gap_at_most_a_quarter_long(self, first):
        ends = QUARTERS.next_end(first, dt.date.max)
        assert ends.day == 21
        assert 0 < (ends - first).days <= 92

    @pytest.mark.parametrize(
        "value",
        [None, {}, {"months": [], "day": 20}, {"months": [3], "day": 29}, {"months": [13], "day": 20},
         {"months": [3, 3], "day": 20}, {"months": 3}],
    )  # fmt: skip
    def test_what_is_no_rule(self, value):
        assert InterestDays.parse(value) is None

    def test_what_lies_between_agreement_and_benchmark_stays(self):
        rate = floated(Fraction("0.0115"), Fraction("0.0035"), Fraction("0.0025"))
        assert rate == Fraction("0.0105")
        assert floated(Fraction(0), Fraction("0.0035"), Fraction("0.0025")) == 0  # never below nothing

    @pytest.mark.parametrize(
        ("first", "last", "counted"),
        [("2024-01-31", "2024-02-29", 30), ("2024-01-31", "2024-03-30", 60), ("2024-01-31", "2024-03-31", 60),
         ("2023-03-15", "2024-05-20", 425), ("2024-02-29", "2025-02-28", 360), ("2024-05-15", "2024-05-15", 0)],
    )  # fmt: skip
    def test_whole_months_and_the_days_over(self, first, last, counted):
        term = of_days(dt.date.fromisoformat(first), dt.date.fromisoformat(last), Basis.MONTHS)
        assert term is not None
        assert (term.counted, term.year) == (counted, 360)

    @given(since=DAYS, days=st.integers(0, 4000))
    def test_whole_months_never_reach_beyond_the_day(self, since, days):
        until = since + dt.timedelta(days=days)
        months = whole_months(since, until)
        assert months_later(since, months) <= until < months_later(since, months + 1)

    @given(st.integers(0, 10**12), st.integers(0, 10**9), st.booleans())
    def test_what_was_withdrawn_early_is_the_doors_and_all_of_it(self, left, earned, pooled):
        term = of_days(TODAY, TODAY + dt.timedelta(days=77), Basis.ACT_365)
        assert term is not None
        whole = split_interest(left, term, Fraction("0.0275"), Fraction("0.0325"), Destination(pooled))
        part = Reduction(TODAY, 1, earned, 77, Fraction("0.0035"))
        more = with_withdrawn(whole, [part])
        assert (more.total, more.building_pool) == (whole.total + earned, whole.building_pool)
        assert more.doors + more.building_pool == more.total
        assert "提前支取" in wording.say_step(more.explain[-1])


# --- end to end, per place and date ---


def of_place(books: Books, code: str) -> Interest:
    """The estate abroad with 300.00 in a door, and a deposit of its district, whose division is `code`."""
    city = books.city
    with preparing():
        Division.objects.filter(code="140403").update(code=code)
    policy.forget()
    home = int(city.abroad.pk)
    from sanguanjia.access.queries import actor_of

    there = Books(
        city, books.bank_id, city.actor("fund_officer", "abroad"),
        actor_of(city._make("fund_officer", "abroad", name="second")),
    )  # fmt: skip
    actions.open_books(there.author, estate_id=home, bank_id=books.bank_id)
    draft = actions.prepare_deposit(
        there.author, estate_id=home, account_id=account(home, Kind.UNIT, "3-1-1404"),
        bank_account_id=account(home, Kind.BANK), fen=30_000, business_date=dt.date(2021, 5, 14), receipt="1",
    )  # fmt: skip
    actions.approve(there.approver, estate_id=home, draft_id=draft.id, seal=draft.seal)
    return Interest(there, actions.register_deposit(there.author, estate_id=city.district3.pk, **_terms(books)))


def _terms(books: Books, **more: object) -> dict:
    return {
        "organisation_id": books.bank_id, "number": "CD-3", "principal_fen": 100_000_000,
        "starts_on": dt.date(2021, 5, 15), "matures_on": dt.date(2024, 5, 15), "contract_rate": "0.0325",
        "benchmark_rate": "", "basis": Basis.YEARS, "term_years": 3,
    } | more  # fmt: skip


@pytest.mark.parametrize(
    ("code", "words", "rule"),
    [("140403", "当地没有统筹账户", "FUND-017"), ("370702", "每年 1 次分配到户", "FUND-078")],
)
def test_where_there_is_no_pool_all_of_it_is_the_doors(books, monkeypatch, code, words, rule):
    monkeypatch.setattr("sanguanjia.funds.jobs.HANDS", 1)
    there = of_place(books, code)
    ref = there.settle()
    row = settlements.settlement(there.home_id, ref.id)
    assert (row.doors_fen, row.pool_fen, row.state) == (FULL, 0, "done")
    assert there.held("abroad", Kind.UNIT, "3-1-1404") == 30_000 + FULL
    assert Kind.POOL not in {a.kind for a in queries.accounts(there.home("abroad"))}
    steps = settlements.steps_of(row)
    assert (steps[-1].rule, words in wording.say_step(steps[-1])) == (rule, True)
    assert Deposit.objects.get(pk=there.deposit.id, estate_id=there.home_id).benchmark_rate == Fraction("0.0275")
    assert queries.differences(there.home("abroad")) == ()


def test_zhuzhou_split_nothing_before_its_pilot_and_splits_since(books, monkeypatch):
    monkeypatch.setattr("sanguanjia.funds.jobs.HANDS", 1)
    before = lay(books, began=dt.date(2018, 6, 30))
    ref = before.settle(last=dt.date(2021, 6, 30))
    row = settlements.settlement(before.home_id, ref.id)
    assert (row.doors_fen, row.pool_fen) == (FULL, 0)
    later = actions.register_deposit(books.author, estate_id=before.home_id, **_terms(books))
    row = settlements.settlement(before.home_id, Interest(books, later).settle(voucher="LX-2").id)
    assert (row.doors_fen, row.pool_fen) == (8_250_000, 1_500_000)


def test_below_the_benchmark_nothing_is_taken_from_the_doors(books, monkeypatch):
    monkeypatch.setattr("sanguanjia.funds.jobs.HANDS", 1)
    low = lay(books, rate="0.0200")
    row = settlements.settlement(low.home_id, low.settle(bank_fen=6_000_000).id)
    assert (row.doors_fen, row.pool_fen) == (6_000_000, 0)
    assert sum(low.held(at, Kind.UNIT, door) for at, door in HELD) == 6_000_000 + sum(HELD.values())


def test_a_demand_deposit_is_settled_on_interest_days_at_the_posted_rate(books, monkeypatch):
    """Agreed at 1.15 % when 0.35 % was posted; each quarter at what is posted on its last day and 0.80 % more."""
    monkeypatch.setattr("sanguanjia.funds.jobs.HANDS", 1)
    interest = lay(books)
    ref = actions.register_deposit(
        books.author, estate_id=interest.home_id,
        **_terms(books, number="HQ-1", basis=Basis.DEMAND, term_years=None, starts_on=dt.date(2024, 1, 1),
                 matures_on=dt.date(2025, 1, 1), contract_rate="0.0115"),
    )  # fmt: skip
    demand = Interest(books, ref)
    assert Deposit.objects.get(pk=ref.id, estate_id=ref.home_id).benchmark_rate == Fraction("0.0035")
    wrong = refused(lambda: demand.prepare(last=dt.date(2024, 3, 20), bank_fen=1))
    assert wrong == ["fund_interest_day"]
    # 80 days: 1,000,000 x 1.15 % x 80 / 360 = 2,555.56; up to the benchmark 777.78
    row = settlements.settlement(
        ref.home_id, demand.settle(last=dt.date(2024, 3, 21), bank_fen=255_556, voucher="HQ").id
    )
    assert (row.days, row.doors_fen, row.pool_fen, row.reckoned_fen) == (80, 77_778, 177_778, 255_556)
    assert "结息日挂牌利率" in wording.say_step(settlements.steps_of(row)[0])
    assert refused(lambda: demand.prepare(last=TODAY, bank_fen=1, voucher="x")) == ["fund_interest_day"]


def test_benchmarks_are_those_of_the_day(books):
    home = int(books.city.district.pk)

    def registered(number: str, starts: dt.date, years: int | None, **more: object) -> Fraction:
        terms = _terms(books, number=number, starts_on=starts, term_years=years, **more)
        ref = actions.register_deposit(books.author, estate_id=home, **terms)
        return Fraction(Deposit.objects.get(estate_id=home, pk=ref.id).benchmark_rate)

    one = {"matures_on": dt.date(2016, 9, 1)}
    assert registered("a", dt.date(2015, 9, 1), 1, **one) == Fraction("0.0175")
    assert registered("b", dt.date(2015, 11, 1), 1, matures_on=dt.date(2016, 11, 1)) == Fraction("0.0150")
    odd = _terms(books, number="c", starts_on=dt.date(2024, 5, 1), matures_on=dt.date(2024, 7, 1), term_years=None,
                 basis=Basis.ACT_360)  # fmt: skip
    assert refused(lambda: actions.register_deposit(books.author, estate_id=home, **odd)) == ["fund_no_benchmark"]
