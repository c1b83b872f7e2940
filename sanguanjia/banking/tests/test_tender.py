"""A tender from the invitation to the award; nobody reads a bid before the opening."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client

from sanguanjia.access.models import Mandate
from sanguanjia.access.queries import actor_of
from sanguanjia.banking import actions
from sanguanjia.banking.queries import tenders as queries
from sanguanjia.funds.tests.test_acts import refused
from sanguanjia.funds.tests.test_pages import browser
from sanguanjia.kernel import clock
from sanguanjia.registry.models import Organisation
from tests.support.guard import preparing

WEEK = dt.timedelta(days=7)
SECRET = "0123456789abcdef"


@pytest.fixture
def room(books):
    """The home of the fund office, two banks with an officer each."""
    home = books.city.place_of("fund_officer", "estate")
    people = []
    with preparing():
        other = Organisation.objects.create(kind="bank", name="株洲另一银行")
        for number, bank in enumerate((books.bank_id, other.pk)):
            account = books.city._make("bank_officer", "estate", name=f"bank{number}")
            Mandate.objects.filter(account=account).update(organisation_id=bank)
            people.append(account)
    return {"home": home.pk, "banks": [books.bank_id, other.pk], "people": people}


def invited(books, room, **more):
    wish = {
        "title": "维修资金定期存款", "document": "株维资〔2024〕1号", "amount_fen": 10**10,
        "bids_until": clock.now() + WEEK, "bank_ids": room["banks"],
    }  # fmt: skip
    return actions.invite_banks(books.author, estate_id=room["home"], **wish | more)


def offered(room, ref, number, rate="3.25", services=("query",), **more):
    wish = {"rates": {"3": rate, "1": "1.80"}, "services": services, "nonce": SECRET} | more
    actor = actor_of(room["people"][number])
    return actions.bid(actor, estate_id=room["home"], tender_id=ref.id, **wish)


def test_sealed_until_the_opening_then_all_of_it_is_public(books, room):
    ref = invited(books, room)
    offered(room, ref, 0, rate="3.00")
    receipt = offered(room, ref, 0, rate="3.30").receipt
    offered(room, ref, 1, rate="3.25", services=("query", "daily"))
    where = {"estate_id": room["home"], "tender_id": ref.id}
    found = queries.tender(room["home"], ref.id)
    assert queries.opened(found) == ()
    with connection.cursor() as cursor:
        cursor.execute("SELECT content, plain FROM banking_tenderbid WHERE estate_id = %s", [room["home"]])
        stored = cursor.fetchall()
        cursor.execute("SELECT string_agg(subjects::text || answer::text, '') FROM kernel_record WHERE estate_id = %s",
                       [room["home"]])  # fmt: skip
        said = cursor.fetchone()[0]
    assert all(content.startswith("$") and plain is None for content, plain in stored)
    assert SECRET not in said
    here = f"/banking/tenders/{room['home']}/{ref.id}/"
    for who in (Client(), browser(books.city.person("fund_officer")), browser(room["people"][1])):
        page = who.get(here).content.decode()
        assert "3.3" not in page
        assert receipt[:16] not in page
    assert receipt[:16] in browser(room["people"][0]).get(here).content.decode()
    assert refused(lambda: actions.open_bids(books.author, **where)) == ["tender_not_over", "tender_own_invitation"]
    with clock.turned_to(clock.now() + WEEK):
        assert refused(lambda: offered(room, ref, 0)) == ["tender_over"]
        actions.open_bids(books.approver, **where)
        assert refused(lambda: actions.open_bids(books.approver, **where)) == ["tender_opened"]
        found = queries.tender(room["home"], ref.id)
        best, second = queries.opened(found)
        assert (best.bank, best.score.rank, second.receipt) == ("株洲另一银行", 1, receipt)
        public = Client().get(here).content.decode()
        shown = ("3.3%", "上浮 0.55%", "株洲另一银行", receipt, SECRET, "每日传送对账数据", "利率七成、服务三成")
        for words in shown:
            assert words in public, words
        wish = {**where, "document": "株维资〔2024〕9号"}
        assert refused(lambda: actions.award(books.approver, **where, document="", bank_id=room["banks"][0])) == [
            "missing", "tender_own_opening", "tender_not_best",
        ]  # fmt: skip
        assert actions.award(books.author, **wish, bank_id=room["banks"][1]).state == "awarded"
        assert refused(lambda: actions.award(books.author, **wish, bank_id=room["banks"][1])) == ["tender_not_opened"]
        assert "已定标" in Client().get("/banking/tenders/").content.decode()


def test_refusals_of_invitation_and_bid(books, room):
    assert refused(lambda: invited(books, room, title=" ", amount_fen=0, bids_until=clock.now(), bank_ids=[])) == [
        "missing", "fund_bad_amount", "tender_ends_too_soon", "tender_too_few_banks",
    ]  # fmt: skip
    company = books.city.companies["estate"].pk
    assert refused(lambda: invited(books, room, bank_ids=[company, room["banks"][0]])) == ["fund_no_bank"]
    ref = invited(books, room)
    assert refused(lambda: offered(room, ref, 0, rate="x", services=("tea",), nonce="")) == [
        "tender_bad_rate", "tender_unknown_service", "missing",
    ]  # fmt: skip
    with preparing():
        Mandate.objects.filter(account=room["people"][0]).update(organisation_id=company)
    assert refused(lambda: offered(room, ref, 0)) == ["tender_not_invited"]
    where = {"estate_id": room["home"], "tender_id": ref.id}
    wish = {"rates": {}, "services": [], "nonce": SECRET}
    assert refused(lambda: actions.bid(books.author, **where, **wish)) == ["not_permitted"]
    assert refused(lambda: actions.open_bids(books.city.actor("owner"), **where)) == ["not_permitted"]


def test_equal_points_need_a_reason_and_no_bid_is_a_failure(books, room):
    ref = invited(books, room)
    for number in (0, 1):
        offered(room, ref, number)
    empty = invited(books, room, title="第二次")
    with clock.turned_to(clock.now() + WEEK):
        where = {"estate_id": room["home"], "tender_id": ref.id}
        actions.open_bids(books.approver, **where)
        wish = {**where, "document": "9号", "bank_id": room["banks"][0]}
        assert refused(lambda: actions.award(books.author, **wish)) == ["missing"]
        assert actions.award(books.author, **wish, reason="网点更近").state == "awarded"
        ref = actions.open_bids(books.approver, estate_id=room["home"], tender_id=empty.id)
        assert ref.state == "failed"


def test_the_pages_of_office_and_bank(books, room):
    officer, second = browser(books.city.person("fund_officer")), browser(
        books.city.person("fund_officer").__class__.objects.get(pk=books.approver.account_id)
    )  # fmt: skip
    bank = browser(room["people"][0])
    root = f"/banking/tenders/{room['home']}/"
    assert officer.post(f"{root}invite/", {"amount": "x"}).status_code == 422
    typed = {
        "title": "定期存款", "document": "1号", "amount": "1,000,000", "until": "2024-05-20", "bank": room["banks"],
    }  # fmt: skip
    here = officer.post(f"{root}invite/", typed).url
    assert "密封投标" in bank.get(here).content.decode()
    assert bank.post(f"{here}bid/", {"rate-3": "x"}).status_code == 422
    assert bank.post(f"{here}bid/", {"rate-3": "3.25", "rate-1": "1.8", "nonce": SECRET}).status_code == 302
    assert second.post(f"{here}open/", {}).status_code == 422
    with clock.turned_to(clock.now() + WEEK):
        second = browser(books.city.person("fund_officer").__class__.objects.get(pk=books.approver.account_id))
        assert second.post(f"{here}open/", {}).status_code == 302
        officer = browser(books.city.person("fund_officer"))
        assert "定标文件编号" in officer.get(here).content.decode()
        answer = officer.post(f"{here}award/", {"bank": room["banks"][0], "document": "9号"})
        assert answer.status_code == 302
        assert officer.post(f"{here}burn/", {}).status_code == 404
    assert "中标银行" in Client().get(here).content.decode()
