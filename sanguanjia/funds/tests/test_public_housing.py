"""The other tree (FUND-006): sold public housing stands below who sold it, by building."""

from __future__ import annotations

import pytest

from sanguanjia.funds import actions, queries
from sanguanjia.funds.types import Kind
from sanguanjia.kernel import clock
from sanguanjia.kernel.refusal import Refusal


def opened(books, doors=("3-1-1404",), **more):
    wish = {"seller_id": books.city.companies["estate"].pk, "building_id": books.city.buildings["estate"].pk} | more
    return actions.open_public_housing(books.author, estate_id=books.estate_id, doors=doors, **wish)


def refused(books, *doors, **more):
    with pytest.raises(Refusal) as said:
        opened(books, doors, **more)
    return [reason.code for reason in said.value.reasons]


def test_a_home_moves_below_its_seller_who_pays_in_by_building(books):
    assert opened(books) == 1
    found = {(a.kind, a.name): a for a in queries.accounts(books.estate_id)}
    seller = next(a for (kind, _), a in found.items() if kind is Kind.SELLER_BUILDING)
    assert (Kind.PUBLIC_UNIT, "3-1-1404") in found
    assert (Kind.UNIT, "3-1-1404") not in found
    bank = books.account(Kind.BANK)
    for account, fen, receipt in (
        (seller.id, 3_000_00, "PJ-7"),
        (found[Kind.PUBLIC_UNIT, "3-1-1404"].id, 50_00, "PJ-8"),
    ):
        draft = actions.prepare_deposit(
            books.author, estate_id=books.estate_id, account_id=account, bank_account_id=bank, fen=fen,
            business_date=clock.today(), receipt=receipt,
        )  # fmt: skip
        books.approve(draft)
    after = {a.kind: a.fen for a in queries.accounts(books.estate_id)}
    assert after[Kind.SELLER] == after[Kind.SELLER_BUILDING] == 3_050_00  # a node is what stands below it
    assert after[Kind.PUBLIC_UNIT] == 50_00
    assert queries.differences(books.estate_id) == ()
    # Opened once more, the home keeps its one account.
    with pytest.raises(Refusal):
        actions.open_books(books.author, estate_id=books.estate_id, bank_id=books.bank_id)


def test_every_wrong_door_at_once(books):
    opened(books)
    books.approve(books.deposit(100_00))
    assert refused(books, "3-1-1403", "3-1-1404", "9-9-999") == [
        "fund_door_has_moved", "fund_door_is_public", "fund_unknown_door"
    ]  # fmt: skip
    assert refused(books) == ["missing"]
    assert refused(books, "3-1-1403", seller_id=1) == ["fund_no_seller"]
    assert refused(books, "3-1-1403", building_id=1) == ["not_found"]


def test_only_the_fund_office(books):
    with pytest.raises(Refusal) as said:
        actions.open_public_housing(
            books.city.actor("owner"), estate_id=books.estate_id, seller_id=1, building_id=1, doors=("3-1-1404",)
        )
    assert [reason.code for reason in said.value.reasons] == ["not_permitted"]
