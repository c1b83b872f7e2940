"""The ledger itself: balances never below zero whoever comes at once, a model beside it, what the database refuses."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from sanguanjia.funds import queries
from sanguanjia.funds.models import FundAccount, FundBalance, FundBook, FundEntry, FundTransfer
from sanguanjia.funds.store import Posting, post
from sanguanjia.funds.types import EntryKind, Kind, Line
from sanguanjia.kernel import clock
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.refusal import Refusal
from tests.support.at_once import Crowd, at_once
from tests.support.guard import preparing

from .conftest import NOON, TODAY, Books, make_books

QUIET: Any = SimpleNamespace(at=NOON, stored=lambda *_: None, touched=lambda *_a, **_k: None)


def posting(books: Books, key: str, *lines: Line) -> Posting:
    return Posting(
        books.estate_id, EntryKind.TOP_UP, TODAY, "测试", author_id=1, approver_id=2, key=key, lines=tuple(lines)
    )


def book(books: Books, key: str, *lines: Line) -> str:
    """Post outside an act; answers with what became of it."""
    try:
        with preparing(), transaction.atomic():
            post(QUIET, posting(books, key, *lines))
    except IntegrityError as error:
        return str(error.__cause__.diag.constraint_name)
    except Refusal as refusal:
        return refusal.reasons[0].code
    return "booked"


def contractor(books: Books) -> int:
    with preparing():
        row = FundAccount.objects.create(
            estate=books.city.estate, kind=Kind.CONTRACTOR.value, name="某施工队", organisation_id=7, opened_on=TODAY
        )
        FundBalance.objects.create(estate=books.city.estate, account=row, side=1)
    return int(row.pk)


def drain(books: Books, clients: int, calls: int, held: int) -> Counter[str]:
    """`clients` at once try `calls` payments of one fen from a pool that holds `held`."""
    pool, payee, bank = books.account(Kind.POOL), contractor(books), books.account(Kind.BANK)
    assert book(books, "fill", Line(bank, pool, held)) == "booked"
    answers = at_once(calls, clients, lambda number: book(books, f"pay-{number}", Line(pool, payee, 1)))
    assert queries.account(books.estate_id, pool).fen == held - answers["booked"]
    assert queries.account(books.estate_id, payee).fen == answers["booked"]
    assert queries.differences(books.estate_id) == ()
    numbers_given = (
        FundEntry.objects.filter(estate_id=books.estate_id).order_by("number").values_list("number", flat=True)
    )
    assert list(numbers_given) == list(range(1, answers["booked"] + 2))
    return answers


@pytest.mark.usefixtures("committed_db")
def test_a_pool_pays_exactly_what_it_holds_whoever_comes_at_once():
    with clock.turned_to(NOON):
        answers = drain(make_books(), clients=8, calls=40, held=25)
    assert answers == {"booked": 25, "fund_account_never_below_zero": 15}


@pytest.mark.nightly
@pytest.mark.usefixtures("committed_db")
def test_two_hundred_clients_at_one_pool_a_thousand_times():
    """Each round the pool holds 137 fen and 200 clients want one: 137 get it, whoever they are."""
    with clock.turned_to(NOON), Crowd(200) as crowd:
        books = make_books()
        pool, payee, bank = books.account(Kind.POOL), contractor(books), books.account(Kind.BANK)
        for number in range(1000):
            assert book(books, f"fill-{number}", Line(bank, pool, 137)) == "booked"

            def pay(client: int, turn: int = number) -> str:
                with clock.turned_to(NOON):
                    return book(books, f"pay-{turn}-{client}", Line(pool, payee, 1))

            answers = crowd.rush(200, pay)
            assert answers == {"booked": 137, "fund_account_never_below_zero": 63}
        assert books.holds(Kind.POOL) == 0
        assert queries.account(books.estate_id, payee).fen == 137_000
        assert queries.differences(books.estate_id) == ()


def test_one_fact_is_booked_once_and_the_same_key_for_another_is_refused(books):
    bank, unit = books.account(Kind.BANK), books.account(Kind.UNIT)
    assert [book(books, "k", Line(bank, unit, 5)) for _ in range(2)] == ["booked", "booked"]
    assert books.holds(Kind.BANK) == 5
    assert book(books, "k", Line(bank, unit, 6)) == "key_reused"


def test_what_cannot_be_booked(books):
    bank, unit, node = books.account(Kind.BANK), books.account(Kind.UNIT), books.account(Kind.BUILDING)
    assert book(books, "a", Line(unit, bank, 1)) == "fund_account_never_below_zero"
    assert book(books, "b", Line(bank, node, 1)) == "fund_no_account"
    assert book(books, "c", Line(bank, unit, 0)) == "a_fund_transfer_moves_something"
    assert book(books, "d", Line(bank, bank, 1)) == "a_fund_transfer_has_two_ends"
    assert FundBook.objects.get(estate_id=books.estate_id).last_number == 0


def test_money_never_crosses_estates(books):
    """The keys themselves refuse it: an account of another estate is no account here."""
    from sanguanjia.funds import actions

    abroad = books.city.abroad.pk
    actions.open_books(books.city.actor("fund_officer", "abroad"), estate_id=abroad, bank_id=books.bank_id)
    other = int(FundAccount.objects.get(estate_id=abroad, kind="unit", name="3-1-1403").pk)
    said = book(books, "x", Line(books.account(Kind.BANK), other, 1))
    assert said == "funds_fundtransfer_credit_same_estate"


def test_the_past_cannot_be_rewritten(books):
    book(books, "k", Line(books.account(Kind.BANK), books.account(Kind.UNIT), 5))
    for statement in (
        "UPDATE funds_fundtransfer SET amount_fen = 6 WHERE estate_id = %s",
        "DELETE FROM funds_fundtransfer WHERE estate_id = %s",
        "UPDATE funds_fundentry SET reason = '' WHERE estate_id = %s",
        "DELETE FROM funds_fundclose WHERE estate_id = %s",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), preparing(), transaction.atomic():
            connection.cursor().execute(statement, [books.estate_id])


def test_a_balance_changed_by_hand_is_seen(books):
    book(books, "k", Line(books.account(Kind.BANK), books.account(Kind.UNIT), 5))
    with preparing():
        FundBalance.objects.filter(estate_id=books.estate_id, account_id=books.account(Kind.UNIT)).update(net_fen=6)
    assert queries.differences(books.estate_id) == ((books.account(Kind.UNIT), 6, 5),)


def test_a_model_beside_it(books):
    """Random postings against a plain dictionary: the same are refused, the same is held."""
    import random

    dice = random.Random(20240515)
    names = {books.account(Kind.UNIT, "3-1-1403"): 1, books.account(Kind.UNIT, "3-1-1404"): 1,
             books.account(Kind.POOL): 1, books.account(Kind.BANK): -1, contractor(books): 1}  # fmt: skip
    held = dict.fromkeys(names, 0)
    for step in range(60):
        lines = []
        for _ in range(dice.randint(1, 3)):
            debit, credit = dice.sample(list(names), 2)
            lines.append(Line(debit, credit, dice.randint(1, 50)))
        after = dict(held)
        for line in lines:
            after[line.debit_id] -= line.fen
            after[line.credit_id] += line.fen
        possible = all(after[account] * side >= 0 for account, side in names.items())
        assert (book(books, f"s{step}", *lines) == "booked") == possible
        held = after if possible else held
    assert {a.id: a.fen * names[a.id] for a in queries.accounts(books.estate_id) if a.id in names} == held
    assert FundTransfer.objects.filter(estate_id=books.estate_id).exists()
    assert queries.differences(books.estate_id) == ()


def test_what_the_record_digests_is_what_the_table_holds(books):
    """Few transfers or many: the rows are digested as they are in hand, and must be those of the table."""
    bank, unit = books.account(Kind.BANK), books.account(Kind.UNIT)
    for number, lines in enumerate((2, 25)):
        kept: list[Any] = []
        deed: Any = SimpleNamespace(at=NOON, stored=kept.extend, touched=kept.append)
        with preparing():
            post(deed, posting(books, f"d{number}", *[Line(bank, unit, fen) for fen in range(1, lines + 1)]))
        assert len(kept) == lines + 1
        for row in kept:
            assert row_digest(row) == row_digest(type(row).objects.get(estate_id=books.estate_id, id=row.pk))
