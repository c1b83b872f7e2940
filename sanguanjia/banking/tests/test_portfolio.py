"""The portfolio: shares, the ladder, early withdrawal by two people, and the picture."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanguanjia.banking import actions
from sanguanjia.banking.pages.portfolio import picture
from sanguanjia.banking.queries import portfolio as queries
from sanguanjia.banking.rules.portfolio import Tranche, by_bank, by_term, ladder, running, share_of_three_years
from sanguanjia.banking.rules.portfolio import withdrawn_early as early
from sanguanjia.funds import actions as funds
from sanguanjia.funds.rules.day_counts import Basis, anniversary
from sanguanjia.funds.rules.spending import usage_rate
from sanguanjia.funds.tests.conftest import TODAY
from sanguanjia.funds.tests.test_acts import refused
from sanguanjia.funds.tests.test_pages import browser
from sanguanjia.kernel import clock

START = dt.date(2024, 1, 10)
RATE = Fraction("0.0325")


def tranche(pk: int, bank: int, years: int | None, fen: int, starts: dt.date = START) -> Tranche:
    due = anniversary(starts, years) if years else starts + dt.timedelta(days=90)
    return Tranche(pk, bank, f"CD-{pk}", starts, due, years, fen, RATE)


def test_eighty_percent_in_three_years():
    lying = running([tranche(1, 1, 3, 80), tranche(2, 2, 1, 15), tranche(3, 2, None, 5)], TODAY)
    assert [t.id for t in lying] == [2, 1]  # ninety days are over
    lying = running([tranche(1, 1, 3, 80), tranche(2, 2, 1, 15), tranche(3, 2, None, 5)], START)
    assert share_of_three_years(lying) == (80, 100)
    assert by_term(lying) == ((3, 80), (1, 15), (None, 5))
    assert by_bank(lying) == ((1, 80, RATE), (2, 20, RATE))


MANY = st.lists(st.tuples(st.integers(1, 3), st.sampled_from([1, 2, 3, None]), st.integers(1, 10**12)), max_size=8)


@given(rows=MANY)
def test_the_ladder_holds_every_fen_and_its_highest_bar_is_full(rows):
    lying = running([tranche(n, *row) for n, row in enumerate(rows)], START)
    rungs = ladder(lying, START)
    assert sum(rung.fen for rung in rungs) == sum(t.fen for t in lying)
    assert sum(rung.count for rung in rungs) == len(lying)
    if lying:
        assert max(rung.height for rung in rungs) == 100
        assert all((rung.height > 0) == (rung.fen > 0) for rung in rungs)
        drawn = picture(rungs)
        assert all(bar["x"] >= 0 and bar["x"] + drawn["bar"] <= drawn["width"] for bar in drawn["bars"])


def test_early_withdrawal_earns_the_current_rate():
    found = early(100_000_000, START, START + dt.timedelta(days=100), Fraction("0.0035"), RATE, Basis.YEARS)
    assert (found.days, found.fen, found.contract_fen, found.lost_fen) == (100, 97_222, 902_778, 805_556)
    with pytest.raises(ValueError, match="before"):
        early(1, START, START - dt.timedelta(days=1), RATE, RATE, Basis.ACT_365)


def test_use_of_the_article():
    assert usage_rate(2_700_000_000, 450_000_000_000) == Fraction("0.006")


@pytest.fixture
def deposit(books):
    """A three-year certificate from four months ago, of the home of the fund office."""
    home = books.city.place_of("fund_officer", "estate").pk
    ref = funds.register_deposit(
        books.author, estate_id=home, organisation_id=books.bank_id, number="CD-1", principal_fen=100_000_000,
        starts_on=START, matures_on=anniversary(START, 3), term_years=3, contract_rate="0.0325",
        benchmark_rate="0.0275", basis=Basis.YEARS,
    )  # fmt: skip
    return {"estate_id": home, "deposit_id": ref.id}


WISH = {"day": TODAY, "fen": 40_000_000, "reason": "维修急用", "document": "株维资〔2024〕12号"}


def test_two_people_withdraw_a_part_and_what_lies_there_is_less(books, deposit):
    home = deposit["estate_id"]
    ref = actions.prepare_withdrawal(books.author, **deposit, **WISH)
    assert refused(lambda: actions.prepare_withdrawal(books.author, **deposit, **WISH)) == ["withdrawal_waiting"]
    done = {"estate_id": home, "withdrawal_id": ref.id, "confirm": True}
    assert refused(lambda: actions.decide_withdrawal(books.author, **done)) == ["withdrawal_own"]
    assert refused(lambda: actions.decide_withdrawal(books.city.actor("owner"), **done)) == ["not_permitted"]
    assert queries.tranches(home, TODAY)[0].fen == 100_000_000
    assert actions.decide_withdrawal(books.approver, **done).state == "done"
    assert refused(lambda: actions.decide_withdrawal(books.approver, **done)) == ["withdrawal_decided"]
    assert queries.tranches(home, TODAY)[0].fen == 60_000_000
    assert queries.tranches(home, TODAY - dt.timedelta(days=1))[0].fen == 100_000_000
    row = queries.withdrawal(home, ref.id)
    assert (row.interest_fen, row.contract_fen) == (49_000, 455_000)  # 126 days
    assert refused(lambda: actions.prepare_withdrawal(books.author, **deposit, **(WISH | {"fen": 60_000_001}))) == [
        "withdrawal_too_much"
    ]
    again = actions.prepare_withdrawal(books.author, **deposit, **(WISH | {"fen": 60_000_000}))
    assert actions.decide_withdrawal(books.author, **(done | {"withdrawal_id": again.id, "confirm": False})).state == (
        "dropped"
    )


def test_refusals_of_a_withdrawal(books, deposit):
    wrong = {"day": TODAY + dt.timedelta(days=1), "fen": 0, "reason": "", "document": " "}
    assert refused(lambda: actions.prepare_withdrawal(books.author, **deposit, **wrong)) == [
        "missing", "missing", "withdrawal_outside", "withdrawal_too_much",
    ]  # fmt: skip
    owner = books.city.actor("owner")
    assert refused(lambda: actions.prepare_withdrawal(owner, **deposit, **WISH)) == ["not_permitted"]


def test_the_pages(books, deposit):
    officer, home = browser(books.city.person("fund_officer")), deposit["estate_id"]
    here = f"/banking/portfolio/{home}/"
    assert officer.get("/banking/portfolio/").url == here
    page = officer.get(here).content.decode()
    for words in ("100.0 %", "目标 80%", "2027 年第 1 季度", "0.35%", "<svg", "CD-1"):
        assert words in page, words
    form = f"{here}withdraw/{deposit['deposit_id']}/"
    assert "还剩本金" in officer.get(form).content.decode()
    assert officer.post(form, {"amount": "x"}).status_code == 422
    assert officer.post(form, {"amount": "400,000", "day": "2024-05-15", "reason": "急用"}).status_code == 422
    typed = {"amount": "400,000", "day": "2024-05-15", "reason": "急用", "document": "1号"}
    assert officer.post(form, typed).status_code == 302
    row = queries.withdrawals(home)[0]
    decide = f"{here}withdrawal/{row.pk}/"
    assert officer.post(decide, {"verdict": "confirm"}).status_code == 422
    second = browser(type(books.city.person("fund_officer")).objects.get(pk=books.approver.account_id))
    assert second.post(decide, {"verdict": "confirm"}).status_code == 302
    assert "少得" in officer.get(here).content.decode()
    assert officer.get(f"{here}sheet/").status_code == 200
    with clock.turned_to(clock.now() + dt.timedelta(days=1500)):
        assert "没有定期存款" in browser(books.city.person("fund_officer")).get(here).content.decode()
