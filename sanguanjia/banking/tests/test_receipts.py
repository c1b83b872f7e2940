"""Receipts: amounts in capitals, one valid receipt of a payment, voided and issued again, read by its home."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanguanjia.banking import actions
from sanguanjia.banking.models import Receipt
from sanguanjia.banking.queries import receipts as queries
from sanguanjia.banking.rules.capitals import capitals
from sanguanjia.funds import actions as funds
from sanguanjia.funds.tests.conftest import TODAY
from sanguanjia.funds.tests.test_acts import refused
from sanguanjia.funds.tests.test_pages import browser


@pytest.mark.parametrize(
    ("fen", "said"),
    [
        (0, "零元整"), (1, "壹分"), (10, "壹角整"), (105, "壹元零伍分"), (1_234_567, "壹万贰仟叁佰肆拾伍元陆角柒分"),
        (1_000_000, "壹万元整"), (10_010_000, "壹拾万零壹佰元整"), (1_005_000, "壹万零伍拾元整"),
        (140_950, "壹仟肆佰零玖元伍角整"), (600_714, "陆仟零柒元壹角肆分"),
        (16_803_247, "壹拾陆万捌仟零叁拾贰元肆角柒分"),
        (10_000_000_001, "壹亿元零壹分"), (10_000_010_000, "壹亿零壹佰元整"), (1_000_010_000_000, "壹佰亿零壹拾万元整"),
    ],
)  # fmt: skip
def test_amounts_in_capitals(fen, said):
    assert capitals(fen) == said


def read_again(said: str) -> int:
    """The other way round, written apart from the rule."""
    yuan_text, _, rest = said.rpartition("元") if "元" in said else ("", "", said)
    total, section, digit, rank = 0, 0, 0, {"拾": 10, "佰": 100, "仟": 1000}
    for sign in yuan_text:
        if sign in rank:
            section, digit = section + digit * rank[sign], 0
        elif sign in "万亿":
            total, section, digit = total + (section + digit) * {"万": 10**4, "亿": 10**8}[sign], 0, 0
        else:
            digit = "零壹贰叁肆伍陆柒捌玖".index(sign)
    fen = (total + section + digit) * 100
    for sign, following in itertools.pairwise(rest):
        fen += "零壹贰叁肆伍陆柒捌玖".find(sign) * {"角": 10, "分": 1}.get(following, 0)
    return fen


@given(st.integers(0, 10**14 - 1))
def test_capitals_say_the_amount_and_nothing_else(fen):
    said = capitals(fen)
    assert read_again(said) == fen
    assert "零零" not in said


def test_issued_once_voided_and_issued_again(books):
    paid = books.approve(books.deposit(1_234_567))
    (due,) = queries.unreceipted(books.estate_id)
    wish = {"estate_id": books.estate_id, "entry_id": paid.id, "account_id": due.account_id}
    assert refused(lambda: actions.issue_receipt(books.city.actor("owner"), **wish)) == ["not_permitted"]
    first = actions.issue_receipt(books.author, **wish)
    assert first.number == 1
    assert queries.unreceipted(books.estate_id) == ()
    assert refused(lambda: actions.issue_receipt(books.author, **wish)) == ["receipt_not_due"]
    void = {"estate_id": books.estate_id, "receipt_id": first.id}
    assert refused(lambda: actions.void_receipt(books.author, reason=" ", **void)) == ["missing"]
    assert refused(lambda: actions.void_receipt(books.city.actor("owner"), reason="x", **void)) == ["not_permitted"]
    actions.void_receipt(books.author, reason="打印模糊", **void)
    assert refused(lambda: actions.void_receipt(books.author, reason="再来", **void)) == ["receipt_voided"]
    assert actions.issue_receipt(books.author, **wish).number == 2
    assert Receipt.objects.filter(estate_id=books.estate_id).count() == 2


def test_what_was_reversed_gets_no_receipt(books):
    paid = books.approve(books.deposit(700))
    books.approve(
        funds.prepare_reversal(
            books.author, estate_id=books.estate_id, entry_id=paid.id, business_date=TODAY, reason="票据作废"
        )
    )
    assert queries.unreceipted(books.estate_id) == ()


def test_the_pages(books):
    paid = books.approve(books.deposit(1_234_567))
    officer, owner = browser(books.city.person("fund_officer")), browser(books.city.person("owner"))
    here = f"/banking/{books.estate_id}/receipts/"
    (due,) = queries.unreceipted(books.estate_id)
    assert "开具" in officer.get(here).content.decode()
    receipt = officer.post(f"{here}issue/", {"entry": paid.id, "account": due.account_id}).url
    assert officer.post(f"{here}issue/", {"entry": "x"}).status_code == 422
    page = owner.get(receipt).content.decode()
    assert "壹万贰仟叁佰肆拾伍元陆角柒分" in page
    assert "作废" not in page
    assert "第 1 号" in owner.get("/banking/receipts/").content.decode()
    assert browser(books.city.neighbour()).get(receipt).status_code == 403
    assert officer.post(f"{receipt}void/", {"reason": ""}).status_code == 422
    assert officer.post(f"{receipt}void/", {"reason": "写错"}).status_code == 302
    assert "已经作废" in owner.get(receipt).content.decode()
    assert "还没有票据" in owner.get("/banking/receipts/").content.decode()
