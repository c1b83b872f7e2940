"""A whole district changes its bank: previewed, prepared for all, looked at by another, booked one by one."""

from __future__ import annotations

import pytest
from django.test import Client

from sanguanjia.access.queries import actor_of
from sanguanjia.funds import actions, bank_moves, jobs, queries
from sanguanjia.funds.tests.conftest import TODAY
from sanguanjia.funds.types import Kind
from sanguanjia.registry.models import Organisation
from tests.support.guard import preparing

from .interest_scene import account, deposit_in
from .test_acts import refused

DOCUMENT = "株维资〔2024〕9号"


@pytest.fixture
def two(books):
    """Two estates of the district with money at one bank; another bank; who prepares and who looks."""
    actions.open_books(books.author, estate_id=books.city.sibling.pk, bank_id=books.bank_id)
    deposit_in(books, books.estate_id, "3-1-1403", 100_00, TODAY)
    deposit_in(books, int(books.city.sibling.pk), "3-1-1403", 50_01, TODAY)
    with preparing():
        new = Organisation.objects.create(kind="bank", name="湘江银行")
    return books, int(new.pk)


def asked(books, new, **more):
    wish = {"officer": books.author.account_id, "home_id": books.city.district.pk, "bank_id": books.bank_id,
            "to_id": new, "day": TODAY.isoformat(), "document": DOCUMENT}  # fmt: skip
    return jobs.prepare_bank_moves(**(wish | more))


def approved(books, batch, officer=None):
    rows = [[estate, draft, seal] for estate, draft, seal, _ in batch.rows]
    return jobs.approve_bank_moves(officer=(officer or books.approver).account_id, rows=rows)


def held(estate_id):
    return {a.name: a.fen for a in queries.accounts(estate_id) if a.kind is Kind.BANK}


def test_each_moves_whole(two):
    books, new = two
    district = books.city.district.pk
    assert sorted(one.fen for one in bank_moves.held_at(district, books.bank_id)) == [50_01, 100_00]
    assert (asked(books, new), asked(books, new)) == (2, 0)
    assert bank_moves.held_at(district, books.bank_id) == ()
    (batch,) = bank_moves.batches(district)
    assert (batch.document, batch.fen, len(batch.rows)) == (DOCUMENT, 150_01, 2)
    assert approved(books, batch, books.author) == 0, "never by who prepared it"
    assert (approved(books, batch), approved(books, batch)) == (2, 0)
    for estate, fen in ((books.estate_id, 100_00), (books.city.sibling.pk, 50_01)):
        assert held(estate) == {"株洲某银行": 0, "湘江银行": fen}
        assert queries.differences(estate) == ()
    assert bank_moves.batches(district) == ()
    assert asked(books, new, officer=actor_of(books.city.person("owner")).account_id) == 0


def test_what_moved_meanwhile_stays_and_the_rest_goes(two):
    books, new = two
    asked(books, new)
    (batch,) = bank_moves.batches(books.city.district.pk)
    deposit_in(books, books.estate_id, "3-1-1404", 7, TODAY)
    assert approved(books, batch) == 1
    assert held(books.estate_id) == {"株洲某银行": 100_07, "湘江银行": 0}
    (left,) = bank_moves.batches(books.city.district.pk)
    assert [row[0] for row in left.rows] == [books.estate_id]
    assert refused(lambda: bank_moves.batch(books.city.district.pk, batch.seal)) == ["fund_seal_broken"]


def test_the_page_shows_before_it_asks_and_another_looks(two):
    books, new = two
    home, here = books.city.district.pk, f"/funds/bank-change/{books.city.district.pk}/"
    first, second = Client(), Client()
    first.force_login(books.city.person("fund_officer"))
    second.force_login(books.city._make("fund_officer", "estate", name="third"))
    text = first.get(here, {"bank": books.bank_id}).content.decode()
    assert "2 个小区共 150.01 元" in text
    text = first.post(here, {"bank": books.bank_id, "new_bank": books.bank_id, "day": "2099-01-01"}).content.decode()
    for words in ("批准文号", "新旧银行是同一家", "2099"):
        assert words in text
    form = {"bank": books.bank_id, "new_bank": new, "day": TODAY.isoformat(), "document": DOCUMENT}
    assert first.post(here, form).status_code == 302
    asked(books, new)
    assert "等另一位工作人员复核" in first.get(here).content.decode()
    (batch,) = bank_moves.batches(home)
    assert "全部复核记账" in second.get(here).content.decode()
    assert first.post(f"{here}approve/", {"seal": batch.seal}).status_code == 422
    assert second.post(f"{here}approve/", {"seal": "x"}).status_code in (409, 422)
    assert second.post(f"{here}approve/", {"seal": batch.seal}).status_code == 302
    assert "更换专户银行" in first.get("/funds/").content.decode()
    assert account(books.estate_id, Kind.BANK, "湘江银行")
