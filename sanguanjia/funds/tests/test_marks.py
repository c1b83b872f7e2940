"""The nightly check and what the page says of it."""

from __future__ import annotations

from sanguanjia.funds import jobs, marks
from sanguanjia.funds.models import FundBalance, FundMark
from sanguanjia.funds.types import Kind
from sanguanjia.kernel.scoped import cross_estate
from tests.support.guard import preparing

from .test_pages import browser


def test_the_night_adds_everything_up_again(books):
    officer, here = browser(books.city.person("fund_officer")), f"/funds/{books.estate_id}/"
    assert "余额还没有核对过" in officer.get(here).content.decode()
    books.approve(books.deposit(700))
    assert (jobs.check(), jobs.check()) == (0, 0)
    with cross_estate():
        assert FundMark.objects.count() == 1
    assert "到第 1 号为止" in officer.get(here).content.decode()
    with preparing():
        door = FundBalance.objects.filter(estate_id=books.estate_id, account_id=books.account(Kind.UNIT, "3-1-1403"))
        door.update(net_fen=701)
    assert jobs.check() == 1
    assert marks.mark(books.estate_id).differing == 1
    assert "1 个账户的余额与收支合计不一致" in officer.get(here).content.decode()
